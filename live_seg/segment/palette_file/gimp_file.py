"""Palettes of GIMP (.gpl), which Inkscape, Krita and Aseprite read too.

A line "GIMP Palette", lines with a name and a value ("Name: sky"), comments that begin with #, and a line for each
colour: red, green and blue, each 0 to 255, and its name
(https://developer.gimp.org/core/standards/gpl/).
"""

from __future__ import annotations

import re
from pathlib import Path

from live_seg.errors import ConfigError, described
from live_seg.segment.palette import Palette
from live_seg.segment.palette_file.place import PlacedColour, colour_of

FIRST_LINE = "GIMP Palette"
COLUMNS = 8
"""Colours in a row of GIMP's dialog."""
PROPERTY = re.compile(r"[A-Za-z]+:")
COLOUR = re.compile(r"\s*(\d{1,9})\s+(\d{1,9})\s+(\d{1,9})(?:\s.*)?", re.ASCII)


def palette_as_gimp(palette: Palette) -> str:
    """A palette for GIMP. Each colour is named by its label and its share of the frame."""
    lines = [FIRST_LINE, "Name: live_seg", f"Columns: {COLUMNS}", "#"]
    for label, ((blue, green, red), share) in enumerate(
        zip(palette.colours.tolist(), palette.shares.tolist(), strict=True)
    ):
        lines.append(f"{red:3} {green:3} {blue:3}\tsegment {label} ({share:.1%})")
    return "\n".join(lines) + "\n"


def colours_in_gimp(path: Path, data: bytes) -> list[PlacedColour]:
    """The colours in the content of a file.

    Raises:
        ConfigError: it is not a palette of GIMP, or a line is not a colour.
    """
    # names of colours may have any encoding; they are not read
    lines = data.decode("utf-8-sig", "replace").splitlines()
    if not lines or lines[0].strip() != FIRST_LINE:
        found = described(lines[0]) if lines else "nothing"
        raise ConfigError(f"the palette {path} begins with {found}; a .gpl file begins with {FIRST_LINE!r}")
    colours = []
    for number, line in enumerate(lines[1:], 2):
        if not line.strip() or line.lstrip().startswith("#") or PROPERTY.match(line):
            continue
        if (match := COLOUR.fullmatch(line)) is None:
            raise ConfigError(
                f"line {number} of the palette {path} is {described(line)}; it must be red, green and blue, each 0 to "
                "255, as in '216 212 204 sand'"
            )
        colours.append(colour_of(f"line {number}", path, [int(channel) for channel in match.groups()]))
    return colours

"""Palettes as JSON, which people can write by hand.

    {"colours": ["#1b1c20", "#7a5c3e", "#d8d4cc"], "shares": [0.52, 0.31, 0.17]}

The list alone is a palette too. It may also be called "colors" or "palette", and a colour may also be "#fff" or a row
[red, green, blue].
"""

from __future__ import annotations

import json
from pathlib import Path

from live_seg.config import colour_from_hex
from live_seg.errors import ConfigError, described
from live_seg.segment.palette import Palette
from live_seg.segment.palette_file.place import PlacedColour, colour_of

NAMES = "colours", "colors", "palette"
"""What the list of colours may be called."""
A_LIST = 'expected a list like ["#d8d4cc", "#fff"], or {"colours": [...]}'


def palette_as_json(palette: Palette) -> str:
    """A palette as JSON: colours, and the share of each in the frame."""
    shares = [round(share, 4) for share in palette.shares.tolist()]
    return json.dumps({"colours": palette.hex_colours, "shares": shares}, indent=2) + "\n"


def colours_in_json(path: Path, data: bytes) -> list[PlacedColour]:
    """The colours in the content of a file.

    Raises:
        ConfigError: it is not JSON, or it holds something other than colours.
    """
    try:
        content = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"the palette {path} is not JSON: {error}; {A_LIST}") from error
    for _ in range(2):  # the value of "palette" may be an object with the list in it
        if isinstance(content, dict):
            content = next((content[name] for name in NAMES if name in content), content)
    if not isinstance(content, list):
        raise ConfigError(f"the palette {path} has {described(content)} instead of a list of colours; {A_LIST}")
    return [_colour(f"colour {number}", path, colour) for number, colour in enumerate(content)]


def _colour(place: str, path: Path, given: object) -> PlacedColour:
    if isinstance(given, list):
        return colour_of(place, path, given)
    colour = colour_from_hex(given) if isinstance(given, str) else None
    if colour is None:
        raise ConfigError(
            f'{place} of the palette {path} is {described(given)}; it must be like "#d8d4cc", "#fff" or '
            "[216, 212, 204] (red, green, blue)"
        )
    return PlacedColour(place, colour)

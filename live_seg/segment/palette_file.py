"""Palettes in files: JSON with hex colours, so that people can write one by hand.

    {"colours": ["#1b1c20", "#7a5c3e", "#d8d4cc"], "shares": [0.52, 0.31, 0.17]}

A list of colours alone is a palette too.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from live_seg.config import K_MAX, Colour
from live_seg.errors import ConfigError
from live_seg.segment.palette import Palette

HEX = re.compile(r"#[0-9a-fA-F]{6}")


def read_palette(path: Path) -> tuple[Colour, ...]:
    """The colours of a palette file as (blue, green, red), for `Config.palette`.

    Raises:
        ConfigError: the file cannot be read, or is not a palette.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ConfigError(f"cannot read the palette {path}: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"the palette {path} is not JSON: {error}") from error
    colours = content.get("colours") if isinstance(content, dict) else content
    if not isinstance(colours, list) or not 1 <= len(colours) <= K_MAX:
        raise ConfigError(f'the palette {path} needs "colours": a list of 1 to {K_MAX} colours like "#d8d4cc"')
    return tuple(_colour(colour, place, path) for place, colour in enumerate(colours))


def palette_as_json(palette: Palette) -> str:
    """A palette as `read_palette` reads it: colours, and the share of each in the frame."""
    shares = [round(share, 4) for share in palette.shares.tolist()]
    return json.dumps({"colours": palette.hex_colours, "shares": shares}, indent=2) + "\n"


def _colour(text: object, place: int, path: Path) -> Colour:
    if not isinstance(text, str) or not HEX.fullmatch(text):
        raise ConfigError(f'colour {place} of the palette {path} is {text!r}; it must be like "#d8d4cc"')
    red, green, blue = bytes.fromhex(text[1:])
    return blue, green, red

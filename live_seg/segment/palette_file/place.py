"""A colour as a palette file gives it, with its place in the file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from live_seg.config import K_MAX, Colour
from live_seg.errors import ConfigError

CHANNELS = "red", "green", "blue"
"""The channels in the order of files. Everywhere else the order is blue, green, red."""


class PlacedColour(NamedTuple):
    """A colour of a palette file.

    Attributes:
        place: where it is, for messages: "colour 3" or "line 7".
        colour: blue, green, red.
    """

    place: str
    colour: Colour


def colour_of(place: str, path: Path, channels: Sequence[object]) -> PlacedColour:
    """A colour from its red, green and blue.

    Raises:
        ConfigError: they are not three whole numbers from 0 to 255.
    """
    if len(channels) != 3:
        raise ConfigError(
            f"{place} of the palette {path} has {len(channels)} numbers; a colour has three: red, green and blue"
        )
    numbers = []
    for name, channel in zip(CHANNELS, channels, strict=True):
        if type(channel) is not int or not 0 <= channel <= 255:
            raise ConfigError(
                f"{place} of the palette {path} has {name} {channel!r:.40}; it must be a whole number from 0 to 255"
            )
        numbers.append(channel)
    red, green, blue = numbers
    return PlacedColour(place, (blue, green, red))


def checked_palette(path: Path, colours: Sequence[PlacedColour]) -> tuple[Colour, ...]:
    """The colours of a file, in order.

    Raises:
        ConfigError: there are none, too many, or two of them are the same.
    """
    if not 1 <= len(colours) <= K_MAX:
        count = f"has {len(colours)} colours" if colours else "is empty"
        raise ConfigError(f"the palette {path} {count}; it must have 1 to {K_MAX} colours")
    places: dict[Colour, str] = {}
    for place, colour in colours:
        if colour in places:
            blue, green, red = colour
            raise ConfigError(
                f"{places[colour]} and {place} of the palette {path} are the same, #{red:02x}{green:02x}{blue:02x}; "
                "leave out one of them"
            )
        places[colour] = place
    return tuple(places)

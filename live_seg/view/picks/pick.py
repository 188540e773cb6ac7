"""Picks that are stated in advance: a pixel and a time, a colour, or a rule."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias, cast, get_args

from live_seg.config import Colour, colour_from_hex
from live_seg.errors import ConfigError, described

PLACE = re.compile(r"(\d+),(\d+)(?:@(\d+(?:\.\d*)?|\.\d+))?")


@dataclass(frozen=True, slots=True)
class PickAt:
    """What is at a pixel: it is picked in the first frame at or after a time.

    Attributes:
        column: column of the pixel, from 0.
        row: row of the pixel, from 0.
        time: seconds on the clock of the frames.
    """

    column: int
    row: int
    time: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class PickColour:
    """What has this colour: the region with the nearest mean colour, and all regions in which it is about the same.

    Where there are no regions, it picks the segment with the nearest colour. The nearest one is chosen in the first
    frame, and again in each new scene in which nothing that was picked by its colour is visible.

    Attributes:
        colour: blue, green and red, 0 to 255.
    """

    colour: Colour


PickRule = Literal["largest", "centre"]
Pick: TypeAlias = PickAt | PickColour | PickRule
"""What to pick. The rules pick the largest region, or the one in the centre of the frame; segments where there are no
regions. They pick again in each new scene in which nothing that they picked is visible."""


def parse_pick(text: str) -> Pick:
    """A pick by its name.

    Args:
        text: "largest", "centre" or "center", or a pixel as in "320,240", with a time in seconds as in "320,240@1.5".

    Raises:
        ConfigError: it is none of these.

    >>> parse_pick("320,240@1.5")
    PickAt(column=320, row=240, time=Fraction(3, 2))
    """
    if text in get_args(PickRule):
        return cast("PickRule", text)
    if text == "center":
        return "centre"
    found = PLACE.fullmatch(text)
    if found is None:
        raise ConfigError(
            f"pick is {described(text)}; it must be a column and a row, as in 320,240; or these and a time in "
            f"seconds, as in 320,240@1.5; or largest, or centre"
        )
    column, row, time = found.groups()
    return PickAt(int(column), int(row), Fraction(time or 0))


def parse_colour(text: str) -> PickColour:
    """A picked colour by its hex string, such as "#a52019" (red, green, blue).

    Raises:
        ConfigError: it is not a colour.
    """
    colour = colour_from_hex(text)
    if colour is None:
        raise ConfigError(f"pick_colour is {described(text)}; it must be a colour, as in #a52019")
    return PickColour(colour)

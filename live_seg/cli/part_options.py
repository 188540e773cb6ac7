"""The options that choose a part of a video, its frame rate and its size."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TypeAlias, TypeVar

import click

from live_seg.arguments import size_in_pixels, time_in_seconds
from live_seg.cli.help import in_order, option
from live_seg.cli.options import checked_rate
from live_seg.errors import ConfigError

Checked = TypeVar("Checked")
Callback: TypeAlias = Callable[[click.Context, click.Parameter, str | None], Checked | None]

PART = "Part, size and rate"
PART_NAMES = ("start", "end", "duration", "size", "scale", "fps")


def _checked(check: Callable[[str, object], Checked]) -> Callback[Checked]:
    """A callback that checks an option in the way that an argument is checked."""

    def checked(context: click.Context, parameter: click.Parameter, value: str | None) -> Checked | None:
        try:
            return None if value is None else check(str(parameter.name), value)
        except ConfigError as error:
            _, _, told = str(error).partition(" is ")
            raise click.BadParameter(f"{told}.".replace("; it must be", " is not", 1), context, parameter) from error

    return checked


def _number(context: click.Context, parameter: click.Parameter, value: str | None) -> Fraction | None:
    """A factor: a number, or a fraction such as 1/3."""
    try:
        return None if value is None else Fraction(value)
    except (ValueError, ZeroDivisionError):
        raise click.BadParameter(f"{value!r} is not a number, as in 0.5 or 1/3.", context, parameter) from None


PART_OPTIONS = in_order(
    option(
        PART,
        "--start",
        callback=_checked(time_in_seconds),
        metavar="T",
        help="Begin with the frame that is shown at this time: seconds, m:ss or h:mm:ss, with fractions.",
    ),
    option(PART, "--end", callback=_checked(time_in_seconds), metavar="T", help="End at this time of the source."),
    option(PART, "--duration", callback=_checked(time_in_seconds), metavar="T", help="Duration of the part."),
    option(
        PART,
        "--size",
        callback=_checked(size_in_pixels),
        metavar="WxH",
        help="Scale frames to this size before they are segmented. A side of -1 keeps the proportions; -2 is "
        "even, too.",
    ),
    option(PART, "--scale", callback=_number, metavar="F", help="Scale both sides of frames by this factor instead."),
    option(
        PART,
        "--fps",
        callback=checked_rate,
        metavar="R",
        help="Frames per second of a video, as in 12.5 or 30000/1001: frames are left out or repeated.",
    ),
)

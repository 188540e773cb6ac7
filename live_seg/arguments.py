"""Checks of numeric arguments."""

from __future__ import annotations

import re
from fractions import Fraction
from numbers import Rational, Real
from operator import index

from live_seg.errors import ConfigError, described

SLOWEST, FASTEST, FINEST = Fraction(1, 100), Fraction(1000), 100_000
"""Limits of a frame rate, and of its denominator, which a container stores in 32 bits."""

TIME_MAX = 1e9
"""Largest time of a frame, in seconds: thirty years."""
SIDE_MAX = 16_384
"""Largest width or height that can be requested, in pixels."""

SIDE = re.compile(r"-?[0-9]{1,5}")
FOLLOWING = (-1, -2)
"""In place of a width or a height: it follows from the other side."""

TIME = re.compile(
    r"(?:(?:([0-9]{1,6}):(?=[0-9]{1,2}:))?([0-9]{1,6}):(?=[0-5]?[0-9](?:\.|$)))?([0-9]{1,9}(?:\.[0-9]{0,9})?)"
)
"""Hours, minutes and seconds; without hours, any number of minutes; without minutes, any number of seconds."""
TIMES = "a number of seconds, m:ss or h:mm:ss, as in 12.5, 1:30 or 1:02:03.25"

MAX_MEGAPIXELS = 200.0
"""Default limit on the size of pictures in files. The largest phone sensors have 200 megapixels. A picture of this size
takes 600 MB as BGR, and a few times as much while it is segmented."""


def whole_number(field: str, value: object, low: int, high: int) -> int:
    """Check an argument that must be a whole number.

    Raises:
        ConfigError: it is not one, or not from `low` to `high`.
    """
    is_bool = type(value).__name__ == "bool"  # also NumPy's bool, which old versions of NumPy convert
    try:
        number = None if is_bool else index(value)  # type: ignore[arg-type]  # index raises TypeError
    except TypeError:
        number = None
    if number is None or not low <= number <= high:
        raise ConfigError(f"{field} is {described(value)}; it must be a whole number from {low} to {high}")
    return number


def real_number(field: str, value: object, low: float, high: float) -> float:
    """Check an argument that must be a number.

    Raises:
        ConfigError: it is not one, or not from `low` to `high`.
    """
    try:
        number = None if isinstance(value, bool) or not isinstance(value, Real) else float(value)
    except OverflowError:
        number = None
    if number is None or not low <= number <= high:
        raise ConfigError(f"{field} is {described(value)}; it must be a number from {low:g} to {high:g}")
    return number


def exact_number(field: str, value: object, low: float, high: float) -> Fraction:
    """Check an argument that must be a number, and return it as the simplest fraction near it: 1/3 for 0.333333333.

    Raises:
        ConfigError: it is not one, or not from `low` to `high`.
    """
    number = real_number(field, value, low, high)
    return Fraction(value) if isinstance(value, Rational) else Fraction(number).limit_denominator(1_000_000)


def frame_rate(field: str, value: object) -> Fraction:
    """Check an argument that must be a frame rate, and return it as a fraction that a video file can store.

    Raises:
        ConfigError: it is not a number, or is out of range.
    """
    return exact_number(field, value, float(SLOWEST), float(FASTEST)).limit_denominator(FINEST)


def time_in_seconds(field: str, value: object) -> Fraction:
    """Check an argument that must be a time, and return it in seconds: a number, or text as in "1:02:03.25".

    Raises:
        ConfigError: it is neither, or not from 0 to a billion seconds.

    >>> time_in_seconds("start", "1:02.5"), time_in_seconds("start", 0.4)
    (Fraction(125, 2), Fraction(2, 5))
    """
    if not isinstance(value, str):
        return exact_number(field, value, 0, TIME_MAX)
    match = TIME.fullmatch(value.strip())
    if match is None:
        raise ConfigError(f"{field} is {described(value)}; it must be {TIMES}")
    hours, minutes, seconds = (Fraction(part or 0) for part in match.groups())
    return 3600 * hours + 60 * minutes + seconds


def size_in_pixels(field: str, value: object) -> tuple[int, int]:
    """Check an argument that must be a width and a height, as in "1280x720" or (1280, 720).

    One of them may be -1: it then follows from the other one; at -2 it becomes even, too.

    Raises:
        ConfigError: it is not, or a side is out of range.
    """
    sides = value.lower().split("x") if isinstance(value, str) else value
    if isinstance(sides, (tuple, list)) and len(sides) == 2:
        numbers = [int(side) if isinstance(side, str) and SIDE.fullmatch(side) else side for side in sides]
        fit = [type(side) is int and (side in FOLLOWING or 1 <= side <= SIDE_MAX) for side in numbers]
        if all(fit) and max(numbers) > 0:
            return numbers[0], numbers[1]
    raise ConfigError(
        f"{field} is {described(value)}; it must be a width and a height from 1 to {SIDE_MAX}, as in 1280x720; one of "
        "them may be -1, and then follows from the other one, or -2, and then becomes even, too"
    )

"""Checks of numeric arguments."""

from __future__ import annotations

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

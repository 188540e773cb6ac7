"""Checks of arguments that are numbers."""

from __future__ import annotations

from fractions import Fraction
from numbers import Rational, Real
from operator import index

from live_seg.errors import ConfigError, described

SLOWEST, FASTEST, FINEST = Fraction(1, 100), Fraction(1000), 100_000
"""Limits of a frame rate, and of its denominator: a container stores 32 bits."""

TIME_MAX = 1e9
"""Seconds, thirty years: no frame comes later."""
SIDE_MAX = 16_384
"""Pixels: the largest width and height that may be asked for."""


def whole_number(field: str, value: object, low: int, high: int) -> int:
    """Check an argument that must be a whole number.

    Raises:
        ConfigError: it is not one, or not from `low` to `high`.
    """
    is_bool = type(value).__name__ == "bool"  # also NumPy's, which its older versions convert
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
        ConfigError: it is no number, or out of range.
    """
    return exact_number(field, value, float(SLOWEST), float(FASTEST)).limit_denominator(FINEST)

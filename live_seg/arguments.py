"""Checks of arguments that are numbers."""

from __future__ import annotations

from fractions import Fraction
from numbers import Real
from operator import index
from typing import Any

from live_seg.errors import ConfigError, described

SLOWEST, FASTEST, FINEST = Fraction(1, 100), Fraction(1000), 100_000
"""Limits of a frame rate, and of its denominator: a container stores 32 bits."""

TIME_MAX = 1e9
"""Seconds, thirty years: no frame comes later."""
SIDE_MAX = 16_384
"""Pixels: the longest side of a picture that is asked for."""


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


def frame_rate(field: str, value: Any) -> Fraction:  # noqa: ANN401  # it is checked
    """Check an argument that must be a frame rate, and return it as a fraction that a video file can store.

    Raises:
        ConfigError: it is no number, or out of range.
    """
    real_number(field, value, float(SLOWEST), float(FASTEST))
    return Fraction(value).limit_denominator(FINEST)

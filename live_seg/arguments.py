"""Checks of arguments that are numbers."""

from __future__ import annotations

from numbers import Real
from operator import index

from live_seg.errors import ConfigError


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
        raise ConfigError(f"{field} is {value!r}; it must be a whole number from {low} to {high}")
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
        raise ConfigError(f"{field} is {value!r}; it must be a number from {low:g} to {high:g}")
    return number

"""The settings of a segmenter, validated once."""

from __future__ import annotations

from dataclasses import dataclass
from operator import index
from typing import Literal, get_args

from live_seg.errors import ConfigError

ColourSpace = Literal["lab", "bgr"]

K_MAX = 64
SEED_MAX = 2**32 - 1
SAMPLE_SIZES = (64, 1_048_576)


@dataclass(frozen=True, slots=True)
class Config:
    """How to segment.

    Args:
        k: clusters in the palette, 1 to 64. A frame with fewer colours than that gets fewer.
        seed: of the first fit, 0 to 2**32 - 1. Same frames, same seed: same labels.
        colour_space: where distances between colours are measured. "lab" is CIELAB (D65), close to what eyes see;
            "bgr" takes the camera's numbers as they are.
        sample_size: pixels that a fit looks at, at most: the frame is scaled down to about as many. 64 to 1048576.

    Raises:
        ConfigError: a value is of the wrong kind or out of range.
    """

    k: int = 8
    seed: int = 0
    colour_space: ColourSpace = "lab"
    sample_size: int = 160 * 90

    def __post_init__(self) -> None:
        for field, (low, high) in {"k": (1, K_MAX), "seed": (0, SEED_MAX), "sample_size": SAMPLE_SIZES}.items():
            object.__setattr__(self, field, _whole_number(field, getattr(self, field), low, high))
        if self.colour_space not in get_args(ColourSpace):
            allowed = " or ".join(map(repr, get_args(ColourSpace)))
            raise ConfigError(f"colour_space is {self.colour_space!r}; it must be {allowed}")


def _whole_number(field: str, value: object, low: int, high: int) -> int:
    try:
        number = None if isinstance(value, bool) else index(value)  # type: ignore[arg-type]  # it says so by raising
    except TypeError:
        number = None
    if number is None or not low <= number <= high:
        raise ConfigError(f"{field} is {value!r}; it must be a whole number from {low} to {high}")
    return number

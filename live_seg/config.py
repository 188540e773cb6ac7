"""The settings of a segmenter, validated once."""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Real
from operator import index
from typing import TYPE_CHECKING, Literal, get_args

from live_seg.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable

ColourSpace = Literal["lab", "bgr"]
ViewName = Literal["recolour", "overlay", "edges", "side-by-side", "cutout"]
"""What is made of a segmentation to be looked at: `live_seg.view` has a function for each."""
Colour = tuple[int, int, int]
"""Blue, green, red, each 0 to 255."""

K_MAX = 64
SEED_MAX = 2**32 - 1
SAMPLE_SIZE = 160 * 90
SAMPLE_SIZES = (64, 1_048_576)
HYSTERESIS_MAX = 10.0


@dataclass(frozen=True, slots=True)
class Config:
    """How to segment.

    Args:
        k: clusters in the palette, 1 to 64. A frame with fewer colours than that gets fewer.
        seed: of the first fit, 0 to 2**32 - 1. Same frames, same seed: same labels.
        colour_space: where distances between colours are measured. "lab" is CIELAB (D65), close to what eyes see;
            "bgr" takes the camera's numbers as they are.
        sample_size: pixels that a fit looks at, at most: the frame is scaled down to about as many. 64 to 1048576.
        hysteresis: how strongly a still pixel holds its label when another cluster comes nearer, 0 to 10. 0 gives every
            pixel its nearest cluster in every frame; 1 is about what eyes can tell apart.
        palette: colours to label by instead of fitting any: an array of (k, 3), or as many triples, BGR, 0 to 255, with
            1 to 64 colours. It is kept as a tuple of triples, and `k` is their number, whatever was given.

    Raises:
        ConfigError: a value is of the wrong kind or out of range.
    """

    k: int = 8
    seed: int = 0
    colour_space: ColourSpace = "lab"
    sample_size: int = SAMPLE_SIZE
    hysteresis: float = 1.0
    palette: Iterable[Iterable[int]] | None = None

    def __post_init__(self) -> None:
        if self.palette is not None:
            colours = _colours(self.palette)
            object.__setattr__(self, "palette", colours)
            object.__setattr__(self, "k", len(colours))
        for field, (low, high) in {"k": (1, K_MAX), "seed": (0, SEED_MAX), "sample_size": SAMPLE_SIZES}.items():
            object.__setattr__(self, field, whole_number(field, getattr(self, field), low, high))
        if self.colour_space not in get_args(ColourSpace):
            allowed = " or ".join(map(repr, get_args(ColourSpace)))
            raise ConfigError(f"colour_space is {self.colour_space!r}; it must be {allowed}")
        object.__setattr__(self, "hysteresis", _strength(self.hysteresis))


def whole_number(field: str, value: object, low: int, high: int) -> int:
    """A setting that is a whole number, checked.

    Raises:
        ConfigError: it is none, or is not from `low` to `high`.
    """
    try:
        number = None if isinstance(value, bool) else index(value)  # type: ignore[arg-type]  # it says so by raising
    except TypeError:
        number = None
    if number is None or not low <= number <= high:
        raise ConfigError(f"{field} is {value!r}; it must be a whole number from {low} to {high}")
    return number


def _strength(value: object) -> float:
    try:
        number = None if isinstance(value, bool) or not isinstance(value, Real) else float(value)
    except OverflowError:
        number = None
    if number is None or not 0 <= number <= HYSTERESIS_MAX:
        raise ConfigError(f"hysteresis is {value!r}; it must be a number from 0 to {HYSTERESIS_MAX:g}")
    return number


def _colours(given: Iterable[Iterable[int]]) -> tuple[Colour, ...]:
    try:
        colours = [tuple(colour) for colour in given]
    except TypeError:
        raise ConfigError(f"palette is {given!r}; it must be a list of colours, each blue, green, red") from None
    if not 1 <= len(colours) <= K_MAX:
        raise ConfigError(f"palette has {len(colours)} colours; it must have 1 to {K_MAX}")
    checked = []
    for place, colour in enumerate(colours):
        if len(colour) != 3:
            raise ConfigError(f"palette[{place}] has {len(colour)} numbers; a colour has three: blue, green, red")
        b, g, r = (whole_number(f"palette[{place}]", channel, 0, 255) for channel in colour)
        checked.append((b, g, r))
    return tuple(checked)

"""The settings of a segmenter, checked once."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias, TypedDict, Unpack, get_args

from live_seg.arguments import real_number, whole_number
from live_seg.errors import ConfigError, described

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np
    from numpy.typing import NDArray

ColourSpace = Literal["lab", "bgr"]
RegionQuality = Literal["fast", "fine"]
ViewName = Literal["recolour", "overlay", "edges", "regions", "side-by-side", "cutout"]
"""The views: `live_seg.view` has a function for each."""
Colour = tuple[int, int, int]
"""Blue, green, red, each 0 to 255."""

K_MAX = 64
SEED_MAX = 2**32 - 1
SAMPLE_SIZE = 160 * 90
SAMPLE_SIZES = (64, 1_048_576)
HYSTERESIS_MAX = 10.0
EMPHASIS_MAX = 2.0
HEX_COLOUR = re.compile(r"#(?:[0-9a-fA-F]{3}){1,2}")


class HasColours(Protocol):
    """A palette: `live_seg.Palette` is one."""

    @property
    def colours(self) -> NDArray[np.uint8]:
        """uint8 (k, 3), BGR."""


Colours: TypeAlias = "HasColours | Iterable[str | Iterable[int]]"
"""Colours as a palette, as hex strings like "#d8d4cc", or as rows of blue, green, red; or an array (k, 3)."""


class FitSettings(TypedDict, total=False):
    """The fields of `Config` that K-means uses, as keyword arguments."""

    seed: int
    colour_space: ColourSpace
    sample_size: int


class SegmentSettings(FitSettings, total=False):
    """The fields of `Config` without a palette, as keyword arguments."""

    k: int
    hysteresis: float
    emphasis: float
    regions: bool
    detail: float
    region_quality: RegionQuality


class Settings(SegmentSettings, total=False):
    """The fields of `Config`, as keyword arguments."""

    palette: Colours | None


@dataclass(frozen=True, slots=True)
class Config:
    """How to segment.

    Args:
        k: number of clusters, 1 to 64. A frame with fewer colours gets fewer clusters.
        seed: seed of the first fit, 0 to 2**32 - 1. The same frames and the same seed give the same labels.
        colour_space: where distances between colours are measured. "lab" is CIELAB (D65), in which distances are close
            to what people see; "bgr" uses the bytes as they are.
        sample_size: largest number of pixels for a fit, 64 to 1048576. Larger frames are scaled down to about this
            number of pixels.
        hysteresis: how strongly a still pixel keeps its label when another cluster becomes nearer, 0 to 10. At 0 every
            pixel gets its nearest cluster in every frame; 1 is about what people can tell apart.
        emphasis: how much the colours of small, vivid things count when colours are fitted, 0 to 2. At 0 every pixel
            counts the same; at 1 a pixel counts in proportion to how far its chroma is from that of the other pixels,
            at 2 in proportion to the square. Labels are those of the nearest colours at any value.
        regions: whether frames are also divided into regions. This does not change the labels.
        detail: how many regions, from 0 (few and large) to 1 (many and small). For a single picture, more detail never
            gives fewer regions.
        region_quality: "fast" finds regions in a smaller picture; "fine" takes about twice as long, and finds smaller
            objects and better borders.
        palette: colours to label by. No colours are fitted then, and `k` is their number. A `Palette`, hex strings
            ("#d8d4cc" or "#fff"), or rows of blue, green, red, each 0 to 255; 1 to 64 of them. `read_palette` reads
            them from a file. Kept as a tuple of (blue, green, red).

    Raises:
        ConfigError: a value has the wrong type or is out of range.

    >>> Config(palette=["#000000", "#c80000"]).palette
    ((0, 0, 0), (0, 0, 200))
    """

    k: int = 8
    seed: int = 0
    colour_space: ColourSpace = "lab"
    sample_size: int = SAMPLE_SIZE
    hysteresis: float = 1.0
    emphasis: float = 0.0
    regions: bool = False
    detail: float = 0.5
    region_quality: RegionQuality = "fast"
    palette: Colours | None = None

    def __post_init__(self) -> None:
        if self.palette is not None:
            colours = _colours(self.palette)
            object.__setattr__(self, "palette", colours)
            object.__setattr__(self, "k", len(colours))
        for field, (low, high) in {"k": (1, K_MAX), "seed": (0, SEED_MAX), "sample_size": SAMPLE_SIZES}.items():
            object.__setattr__(self, field, whole_number(field, getattr(self, field), low, high))
        for field, names in {"colour_space": get_args(ColourSpace), "region_quality": get_args(RegionQuality)}.items():
            value = getattr(self, field)
            if not isinstance(value, str) or value not in names:
                raise ConfigError(f"{field} is {described(value)}; it must be {' or '.join(map(repr, names))}")
        if not isinstance(self.regions, bool):
            raise ConfigError(f"regions is {described(self.regions)}; it must be True or False")
        object.__setattr__(self, "detail", real_number("detail", self.detail, 0, 1))
        object.__setattr__(self, "emphasis", real_number("emphasis", self.emphasis, 0, EMPHASIS_MAX))
        object.__setattr__(self, "hysteresis", real_number("hysteresis", self.hysteresis, 0, HYSTERESIS_MAX))


def config_with(config: Config | None, **settings: Unpack[Settings]) -> Config:
    """A config, or the default one for None, with some of its settings changed.

    Raises:
        ConfigError: `config` is no `Config`, or a setting is unknown, of the wrong type or out of range.

    >>> config_with(Config(seed=1), k=5)
    Config(k=5, seed=1, colour_space='lab', sample_size=14400, hysteresis=1.0, emphasis=0.0, regions=False, \
detail=0.5, region_quality='fast', palette=None)
    """
    if config is not None and not isinstance(config, Config):
        raise ConfigError(f"config is {described(config)}; expected a Config, or settings by name such as k=5")
    known = [field.name for field in fields(Config)]
    for name in settings:
        if name not in known:
            raise ConfigError(f"unknown setting {name!r}; the settings are {', '.join(known)}")
    return replace(config or Config(), **settings)


def colour_from_hex(text: str) -> Colour | None:
    """The colour (blue, green, red) that "#rrggbb" or, with each digit twice, "#rgb" stands for; or None.

    >>> colour_from_hex("#d8d4cc"), colour_from_hex("#f80")
    ((204, 212, 216), (0, 136, 255))
    """
    if not HEX_COLOUR.fullmatch(text):
        return None
    digits = text[1:] if len(text) == 7 else "".join(2 * digit for digit in text[1:])
    red, green, blue = bytes.fromhex(digits)
    return blue, green, red


def _colours(given: Colours) -> tuple[Colour, ...]:
    expected = 'expected a Palette, or a list of hex strings ("#d8d4cc") or of rows of blue, green, red'
    rows: object = getattr(given, "colours", given)
    if isinstance(rows, str):
        raise ConfigError(f"palette is {described(rows)}; {expected}")
    try:
        colours = list(rows)  # type: ignore[call-overload]  # list raises TypeError
    except TypeError:
        raise ConfigError(f"palette is {described(given)}; {expected}") from None
    if not 1 <= len(colours) <= K_MAX:
        raise ConfigError(f"palette has {len(colours)} colours; it must have 1 to {K_MAX}")
    return tuple(_colour(f"palette[{place}]", colour) for place, colour in enumerate(colours))


def _colour(name: str, given: object) -> Colour:
    if isinstance(given, str):
        colour = colour_from_hex(given)
        if colour is None:
            raise ConfigError(f'{name} is {described(given)}; expected a hex string like "#d8d4cc"')
        return colour
    try:
        channels: tuple[object, ...] = tuple(given)  # type: ignore[arg-type]  # tuple raises TypeError
    except TypeError:
        raise ConfigError(f"{name} is {described(given)}; expected blue, green, red, or a hex string") from None
    if len(channels) != 3:
        raise ConfigError(f"{name} has {len(channels)} numbers; a colour has three: blue, green, red")
    blue, green, red = (whole_number(name, channel, 0, 255) for channel in channels)
    return blue, green, red

"""The options that several commands share, and the config that they make."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any, get_args

import click

from live_seg.arguments import FASTEST, FINEST, MAX_MEGAPIXELS, SIDE_MAX, SLOWEST
from live_seg.cli.help import GENERAL, SEGMENTATION, in_order, option
from live_seg.config import EMPHASIS_MAX, HYSTERESIS_MAX, K_MAX, ColourSpace, Config, RegionQuality

DEFAULTS = Config()
AUTO = "auto"
LONGEST = 1e6
"""Longest duration in seconds: eleven days."""


def checked_seconds(context: click.Context, parameter: click.Parameter, value: float | None) -> float | None:
    """Check an option in seconds."""
    # click's own ranges accept NaN
    if value is not None and not 0 < value <= LONGEST:
        raise click.BadParameter(f"{value} is not in the range 0 < S <= {LONGEST:.0f}.", context, parameter)
    return value


def checked_rate(context: click.Context, parameter: click.Parameter, value: str | None) -> Fraction | None:
    """Check a frame rate: a number, or a fraction such as 30000/1001."""
    if value is None:
        return None
    try:
        rate = Fraction(value)
    except (ValueError, ZeroDivisionError):
        rate = Fraction(0)
    if not SLOWEST <= rate <= FASTEST or rate.denominator > FINEST:
        raise click.BadParameter(
            f"{value!r} is not a number from {float(SLOWEST):g} to {float(FASTEST):g}, or 30000/1001.",
            context,
            parameter,
        )
    return rate


def checked_size(context: click.Context, parameter: click.Parameter, value: str | None) -> tuple[int, int] | None:
    """Check a size: width and height, as in 1280x720."""
    if value is None:
        return None
    width, _, height = value.lower().partition("x")
    if not all(side.isascii() and side.isdecimal() and 1 <= int(side) <= SIDE_MAX for side in (width, height)):
        raise click.BadParameter(
            f"{value!r} is not a width and a height from 1 to {SIDE_MAX}, as in 1280x720.", context, parameter
        )
    return int(width), int(height)


def checked_k(context: click.Context, parameter: click.Parameter, value: str) -> int | None:
    """Check a number of segments; None for "auto"."""
    if value.lower() == AUTO:
        return None
    if not value.lstrip("-").isdecimal():
        allowed = f"a whole number from 1 to {K_MAX} nor {AUTO!r}"
        raise click.BadParameter(f"{value!r} is neither {allowed}.", context, parameter)
    return int(value)


CLUSTERS = option(
    SEGMENTATION,
    *("-k", "--clusters", "k"),
    default=DEFAULTS.k,
    show_default=True,
    metavar="K",
    help=f"Number of segments, 1 to {K_MAX}.",
)
SEED = option(
    SEGMENTATION, "--seed", default=DEFAULTS.seed, show_default=True, metavar="N", help="Seed of the first fit."
)
HYSTERESIS = option(
    SEGMENTATION,
    "--hysteresis",
    default=DEFAULTS.hysteresis,
    show_default=True,
    metavar="H",
    help=f"How strongly a still pixel keeps its label, 0 (not at all) to {HYSTERESIS_MAX:g}.",
)
EMPHASIS = option(
    SEGMENTATION,
    "--emphasis",
    default=DEFAULTS.emphasis,
    show_default=True,
    metavar="E",
    help=f"How much small, vivid things count in the fit, 0 (by their area alone) to {EMPHASIS_MAX:g}.",
)
COLOUR_SPACE = option(
    SEGMENTATION,
    "--colour-space",
    type=click.Choice(get_args(ColourSpace), case_sensitive=False),
    default=DEFAULTS.colour_space,
    show_default=True,
    help="Measure distances between colours in CIELAB or in BGR.",
)
SAMPLE_SIZE = option(
    SEGMENTATION,
    "--sample-size",
    default=DEFAULTS.sample_size,
    show_default=True,
    metavar="N",
    help="Fit the palette to about this number of pixels.",
)
PALETTE_IN = option(
    SEGMENTATION,
    "--palette-in",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Use the colours in this file (.json or .gpl) instead of fitting them. Their number is K.",
)
REGIONS = option(
    SEGMENTATION,
    "--regions",
    is_flag=True,
    help="Find regions: connected parts of the frame that look like one object.",
)
DETAIL = option(
    SEGMENTATION,
    "--detail",
    default=DEFAULTS.detail,
    show_default=True,
    metavar="D",
    help="How many regions: 0 (few and large) to 1 (many and small).",
)
REGION_QUALITY = option(
    SEGMENTATION,
    "--region-quality",
    type=click.Choice(get_args(RegionQuality), case_sensitive=False),
    default=DEFAULTS.region_quality,
    show_default=True,
    help="'fine' finds smaller objects than 'fast', and takes about twice as long.",
)
SEGMENTATION_OPTIONS = in_order(
    SEED, HYSTERESIS, EMPHASIS, PALETTE_IN, COLOUR_SPACE, SAMPLE_SIZE, REGIONS, DETAIL, REGION_QUALITY
)

SIZE_LIMIT = option(
    GENERAL,
    "--max-megapixels",
    default=MAX_MEGAPIXELS,
    show_default=True,
    metavar="N",
    help="Refuse files with pictures of more than N megapixels.",
)
OVERWRITE = option(GENERAL, "--overwrite", is_flag=True, help="Replace outputs that exist.")
JSON = option(GENERAL, "--json", "as_json", is_flag=True, help="Print the result as one JSON object.")
DEBUG = option(GENERAL, "--debug", is_flag=True, expose_value=False, help="Show a traceback when something fails.")


def config_of(palette_in: Path | None, **settings: Any) -> Config:
    """The config that the options of the group make.

    Raises:
        UsageError: `-k` and a palette are both given.
        ConfigError: a setting is out of range, or the palette cannot be read.
    """
    if palette_in is None:
        return Config(**settings)
    if click.get_current_context().get_parameter_source("k") is click.core.ParameterSource.COMMANDLINE:
        raise click.UsageError("'-k' and '--palette-in' both set K: give one of them.")
    from live_seg.segment.palette_file import read_palette

    return Config(**settings, palette=read_palette(palette_in))

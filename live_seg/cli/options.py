"""The options that several commands share, and the configuration that they make."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from live_seg.config import HYSTERESIS_MAX, K_MAX, ColourSpace, Config

if TYPE_CHECKING:
    from collections.abc import Callable

DEFAULTS = Config()
AUTO = "auto"
LONGEST = 1e6
"""Seconds of a live session: eleven days."""
SLOWEST, FASTEST, FINEST = Fraction(1, 100), Fraction(1000), 100_000
"""Pictures a second, and how fine a fraction of one: a container counts in 32 bits."""
SIDE_MAX = 16384


def checked_seconds(context: click.Context, option: click.Parameter, value: float | None) -> float | None:
    """What an option in seconds may be."""
    # click's own ranges let NaN through
    if value is not None and not 0 < value <= LONGEST:
        raise click.BadParameter(f"{value} is not in the range 0 < S <= {LONGEST:.0f}.", context, option)
    return value


def checked_rate(context: click.Context, option: click.Parameter, value: str | None) -> Fraction | None:
    """What an option in pictures a second may be: a number, or a fraction such as 30000/1001."""
    if value is None:
        return None
    try:
        rate = Fraction(value)
    except (ValueError, ZeroDivisionError):
        rate = Fraction(0)
    if not SLOWEST <= rate <= FASTEST or rate.denominator > FINEST:
        raise click.BadParameter(
            f"{value!r} is not a number from {float(SLOWEST):g} to {float(FASTEST):g}, or 30000/1001.", context, option
        )
    return rate


def checked_size(context: click.Context, option: click.Parameter, value: str | None) -> tuple[int, int] | None:
    """What a picture's size may be: width and height, as in 1280x720."""
    if value is None:
        return None
    width, _, height = value.lower().partition("x")
    if not all(side.isascii() and side.isdecimal() and 1 <= int(side) <= SIDE_MAX for side in (width, height)):
        raise click.BadParameter(
            f"{value!r} is not a width and a height from 1 to {SIDE_MAX}, as in 1280x720.", context, option
        )
    return int(width), int(height)


def checked_k(context: click.Context, option: click.Parameter, value: str) -> int | None:
    """A number of segments; None for "auto"."""
    if value.lower() == AUTO:
        return None
    if not value.lstrip("-").isdecimal():
        allowed = f"a whole number from 1 to {K_MAX} nor {AUTO!r}"
        raise click.BadParameter(f"{value!r} is neither {allowed}.", context, option)
    return int(value)


HYSTERESIS_OPTION = click.option(
    "--hysteresis",
    default=DEFAULTS.hysteresis,
    show_default=True,
    help=f"How strongly a still pixel holds its label, 0 (not at all) to {HYSTERESIS_MAX:g}.",
)


def fit_options(command: Callable[..., None]) -> Callable[..., None]:
    """What pixels a fit looks at, and how distances are measured."""
    for option in (
        click.option("--sample-size", default=DEFAULTS.sample_size, show_default=True, help="Pixels a fit looks at."),
        click.option(
            "--colour-space",
            type=click.Choice(get_args(ColourSpace), case_sensitive=False),
            default=DEFAULTS.colour_space,
            show_default=True,
            help="Where distances between colours are measured.",
        ),
    ):
        command = option(command)
    return command


def common_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options of every command that segments: those that make a `Config`, and how to report."""
    for option in (
        click.option("--json", "as_json", is_flag=True, help="Print the result as one JSON object."),
        click.option("--overwrite", is_flag=True, help="Replace an output that exists."),
        fit_options,
        click.option(
            "--palette-in",
            type=click.Path(path_type=Path),
            metavar="FILE.json",
            help="Label by the colours in this file instead of fitting any; K is their number.",
        ),
        HYSTERESIS_OPTION,
        click.option("--seed", default=DEFAULTS.seed, show_default=True, help="Of the first fit."),
        click.option("--debug", is_flag=True, expose_value=False, help="Show a traceback when something fails."),
    ):
        command = option(command)
    return command


def config_of(palette_in: Path | None, **settings: Any) -> Config:
    """The configuration that the common options make."""
    if palette_in is None:
        return Config(**settings)
    from live_seg.segment.palette_file import read_palette

    return Config(**settings, palette=read_palette(palette_in))

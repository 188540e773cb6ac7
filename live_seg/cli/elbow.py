"""The command that measures how many segments there are."""

from __future__ import annotations

import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from live_seg.cli.options import DEFAULTS, LONGEST, fit_options
from live_seg.cli.outcome import finish
from live_seg.config import K_MAX, Config

if TYPE_CHECKING:
    from live_seg.config import ColourSpace

NO_HALF = "half a curve is not reported"


def checked_moment(context: click.Context, option: click.Parameter, value: float | None) -> float | None:
    """What a time in a video may be."""
    if value is not None and not (math.isfinite(value) and 0 <= value <= LONGEST):
        raise click.BadParameter(f"{value} is not in the range 0 <= SECONDS <= {LONGEST:.0f}.", context, option)
    return value


@click.command()
@click.argument("source")
@click.option("--at", type=float, callback=checked_moment, metavar="SECONDS", help="Look at five frames from there on.")
@click.option("--k-max", default=10, show_default=True, metavar="N", help=f"The largest K, 1 to {K_MAX}.")
@click.option(
    "--plot", type=click.Path(path_type=Path), metavar="FILE", help="Draw it: .png or .svg (needs matplotlib)."
)
@click.option("--seed", default=DEFAULTS.seed, show_default=True, help="Of the pixels that starts are searched on.")
@fit_options
@click.option("--overwrite", is_flag=True, help="Replace a plot that exists.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as one JSON object.")
@click.option("--debug", is_flag=True, expose_value=False, help="Show a traceback when something fails.")
def elbow(
    source: str, k_max: int, seed: int, colour_space: ColourSpace, sample_size: int, as_json: bool, **settings: Any
) -> None:
    """Measure how many segments SOURCE has.

    SOURCE is an image, a video, a camera's index, or a folder or pattern of images. Of a video eight frames from all of
    it are looked at together, of images eight, of a camera the first two seconds.

    K-means is fitted for K = 1, 2, 3, ..., and the K is looked for at which that stops to pay and the segments' colours
    are still apart.
    """
    from live_seg.elbow.measure import ElbowJob, measure
    from live_seg.report.progress import progress_on

    config = Config(k=k_max, seed=seed, colour_space=colour_space, sample_size=sample_size)
    with progress_on(sys.stderr) as progress:
        try:
            found = measure(ElbowJob(source, config, **settings), progress)
        except KeyboardInterrupt as interrupt:
            interrupt.add_note(NO_HALF)
            raise
    finish(found, as_json)

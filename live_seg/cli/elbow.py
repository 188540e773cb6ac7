"""The command that measures how many segments there are."""

from __future__ import annotations

import math
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from live_seg.cli.help import SEGMENTATION, command, option
from live_seg.cli.options import COLOUR_SPACE, DEBUG, JSON, LONGEST, OVERWRITE, SAMPLE_SIZE, SEED, SIZE_LIMIT
from live_seg.cli.outcome import finish
from live_seg.config import K_MAX, Config

OUTPUT, FRAMES = "Output", "Frames"
NO_HALF = "half a curve is not reported"


def checked_moment(context: click.Context, parameter: click.Parameter, value: float | None) -> float | None:
    """Check a time in a video."""
    if value is not None and not (math.isfinite(value) and 0 <= value <= LONGEST):
        raise click.BadParameter(f"{value} is not in the range 0 <= SECONDS <= {LONGEST:.0f}.", context, parameter)
    return value


@command(
    examples=(
        "live-seg elbow photo.jpg",
        "live-seg elbow clip.mp4 --at 12.5 --plot elbow.png",
        "live-seg elbow 'shots/*.jpg' --k-max 20 --json",
    )
)
@click.argument("source")
@option(
    FRAMES,
    "--at",
    type=float,
    callback=checked_moment,
    metavar="SECONDS",
    help="Measure five frames from this time on.  [default: eight frames spread over the source]",
)
@option(
    SEGMENTATION,
    *("--k-max", "k"),
    type=click.IntRange(1, K_MAX),
    default=10,
    show_default=True,
    metavar="N",
    help="Fit K = 1 to N.",
)
@SEED
@COLOUR_SPACE
@SAMPLE_SIZE
@option(
    OUTPUT,
    "--plot",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Draw the curve into this file, .png or .svg (needs matplotlib).",
)
@SIZE_LIMIT
@OVERWRITE
@JSON
@DEBUG
def elbow(
    source: str,
    at: float | None,
    plot: Path | None,
    max_megapixels: float,
    overwrite: bool,
    as_json: bool,
    **settings: Any,
) -> None:
    """Measure how many segments a picture or video has.

    SOURCE is an image, a video, a camera's index, a folder or pattern of
    images, or - for standard input. Eight frames spread over a video, eight of the images, or the first
    two seconds of a camera are measured together.

    K-means is fitted for K = 1, 2, 3, ... The knee of the curve is the K
    after which more clusters gain little, if its clusters are well apart.
    """
    from live_seg.elbow.measure import ElbowJob, measure
    from live_seg.elbow.plot import plot_elbow
    from live_seg.elbow.table import elbow_table
    from live_seg.report.plot_page import check_plot
    from live_seg.report.progress import progress_on
    from live_seg.source.image.pattern import image_files
    from live_seg.source.open import kind_of

    job = ElbowJob(source, Config(**settings), at, max_megapixels)
    if plot is not None:
        inputs = map(str, image_files(source)) if kind_of(source) == "pictures" else [source]
        check_plot(plot, inputs, overwrite=overwrite)
    with progress_on(sys.stderr) as progress:
        try:
            found = measure(job, progress)
        except KeyboardInterrupt as interrupt:
            interrupt.add_note(NO_HALF)
            raise
    if plot is not None:
        plot_elbow(found, plot, overwrite=overwrite)
        found = replace(found, plot=plot)
    finish(found, elbow_table(found), as_json)

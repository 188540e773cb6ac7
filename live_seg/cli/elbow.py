"""The command that measures how many segments there are."""

from __future__ import annotations

import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from live_seg.cli.help import SEGMENTATION, command, option
from live_seg.cli.options import COLOUR_SPACE, DEBUG, JSON, LONGEST, OVERWRITE, SAMPLE_SIZE, SEED
from live_seg.cli.outcome import finish
from live_seg.config import K_MAX, Config

if TYPE_CHECKING:
    from live_seg.config import ColourSpace

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
    help="Measure five frames from this time on.  [default: eight frames from all of the source]",
)
@option(SEGMENTATION, "--k-max", default=10, show_default=True, metavar="N", help=f"Fit K = 1 to N; N is 1 to {K_MAX}.")
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
@OVERWRITE
@JSON
@DEBUG
def elbow(
    source: str, k_max: int, seed: int, colour_space: ColourSpace, sample_size: int, as_json: bool, **settings: Any
) -> None:
    """Measure how many segments a picture or video has.

    SOURCE is an image, a video, a camera's index, or a folder or pattern of
    images. Eight frames from all of a video are measured together, eight of
    the images, or the first two seconds of a camera.

    K-means is fitted for K = 1, 2, 3, ... The knee of the curve is the K at
    which more clusters gain little, and the clusters are still well apart.
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

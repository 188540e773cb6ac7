"""The command that measures speed, growth, the stability of labels or the quality of regions, each with its options."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from live_seg.cli.help import SEGMENTATION, command, option
from live_seg.cli.options import (
    DEBUG,
    DEFAULTS,
    DETAIL,
    HYSTERESIS,
    JSON,
    OVERWRITE,
    REGION_QUALITY,
    SEED,
    checked_seconds,
)
from live_seg.cli.outcome import finish, with_hint
from live_seg.config import K_MAX, Config
from live_seg.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable

    from live_seg.cli.outcome import Result
    from live_seg.report.progress import Progress

SPEED, GROWTH, STABILITY = "bench", "bench --growth", "bench --stability CLIP..."
BSDS, MASKS = "bench --bsds DIR", "bench --masks DIR"

KINDS = {"stability": STABILITY, "growth": GROWTH, "bsds": BSDS, "masks": MASKS}
"""The kind of measurement that an option asks for. Without any of them it is the speed."""
FOR_ALL = {*KINDS, "as_json"}
TAKES = {
    SPEED: {"k", "size", "video", "seconds"},
    GROWTH: {"video", "seconds", "plot", "overwrite"},
    STABILITY: {"clips", "k", "seed", "hysteresis", "frames", "plot", "overwrite"},
    BSDS: {"bsds", "split", "step"},
    MASKS: {"masks", "k", "seed", "hysteresis", "detail", "region_quality"},
}
"""The options of each kind of measurement."""

STABILITY_K = 6
WHAT, FRAMES, IMAGES, OUTPUT = "What to measure", "Frames", "Images", "Output"
FOLDER = click.Path(path_type=Path)
NO_HALF = "half a measurement is not reported"


@command(
    examples=(
        "live-seg bench",
        "live-seg bench --video clip.mp4 --size 3840x2160",
        "live-seg bench --growth --plot growth.png",
        "live-seg bench --stability clip.mp4 --plot stability.png",
        "live-seg bench --bsds BSDS500 --split val --step 10",
        "live-seg bench --masks DAVIS --detail 0.6",
    )
)
@click.argument("clips", nargs=-1, metavar="[CLIP]...")
@option(WHAT, "--stability", is_flag=True, help="Measure how stable the labels of CLIP... are.")
@option(WHAT, "--growth", is_flag=True, help="Measure how time grows with frame size, K and sample size.")
@option(
    WHAT,
    "--bsds",
    type=FOLDER,
    metavar="DIR",
    help="Measure how well regions agree with those that people drew in BSDS500, a set of photographs.",
)
@option(
    WHAT,
    "--masks",
    type=FOLDER,
    metavar="DIR",
    help="Measure how well picked objects are followed, on frames and masks as in DAVIS.",
)
@option(FRAMES, "--video", metavar="CLIP", help="Use frames from the middle of this clip.  [default: the demo]")
@option(FRAMES, "--size", metavar="WxH", help="Scale the frames to this size.  [default: the clip's, or 1920x1080]")
@option(FRAMES, "--frames", default=150, show_default=True, metavar="N", help="Use the first N frames of each CLIP.")
@option(
    FRAMES,
    "--seconds",
    type=float,
    callback=checked_seconds,
    metavar="S",
    help="Measure for about S seconds; large frames take longer.  [default: 20; 36 with --growth]",
)
@option(IMAGES, "--split", metavar="NAME", help="Use this part of BSDS500.  [default: test if it is there, else val]")
@option(IMAGES, "--step", default=1, show_default=True, metavar="N", help="Use one image of every N.")
@option(
    SEGMENTATION,
    *("-k", "--clusters", "k"),
    type=int,
    metavar="K",
    help=f"Number of segments, 1 to {K_MAX}.  [default: {DEFAULTS.k}; {STABILITY_K} with --stability]",
)
@SEED
@HYSTERESIS
@DETAIL
@REGION_QUALITY
@option(
    OUTPUT,
    "--plot",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Draw the figures into this file, .png or .svg (needs matplotlib).",
)
@OVERWRITE
@JSON
@DEBUG
def bench(as_json: bool, **options: Any) -> None:
    """Measure the speed of this machine, the stability of labels, or the quality of regions.

    \b
    bench                      the time of each stage of a frame, compared with
                               a copy of the frame and with other programs
    bench --growth             how that time grows with pixels, K and sample
    bench --stability CLIP...  how stable the labels of your videos are, compared
                               with K-means of each frame and a warm start
    bench --bsds DIR           how well regions agree with those that people drew
                               in photographs, compared with other methods
    bench --masks DIR          how well picked objects are followed, on frames
                               whose true masks are known
    """  # noqa: D301  # click needs the character itself, to keep these lines as they are
    from live_seg.report.progress import progress_on

    kind = _kind(click.get_current_context())
    measures: dict[str, Callable[..., tuple[Result, str]]] = {
        SPEED: _speed,
        GROWTH: _growth,
        STABILITY: _stability,
        BSDS: _bsds,
        MASKS: _masks,
    }
    with progress_on(sys.stderr) as progress:
        try:
            done, table = measures[kind](progress, **{name: options[name] for name in TAKES[kind]})
        except KeyboardInterrupt as interrupt:
            interrupt.add_note(NO_HALF)
            raise
    finish(done, table, as_json)


def _kind(context: click.Context) -> str:
    """The kind of measurement. Options of another kind are refused."""
    given = {parameter.name: parameter for parameter in context.command.params if _is_given(context, parameter)}
    asked = [name for name in KINDS if name in given]
    if len(asked) > 1:
        raise click.UsageError(f"'--{asked[0]}' and '--{asked[1]}' are two measurements: ask for one at a time.")
    kind = KINDS[asked[0]] if asked else SPEED
    for name, parameter in given.items():
        if name not in TAKES[kind] | FOR_ALL:
            kinds = " and ".join(f"'{other}'" for other, takes in TAKES.items() if name in takes)
            if name == "clips":
                raise click.UsageError(f"'{kind}' takes no CLIP; use 'bench --stability CLIP...' or '--video CLIP'.")
            raise click.UsageError(f"'{parameter.opts[0]}' goes with {kinds}, not with '{kind}'.")
    if kind == STABILITY and "clips" not in given:
        raise click.UsageError("Name the videos to measure: 'bench --stability CLIP...'.")
    return kind


def _is_given(context: click.Context, parameter: click.Parameter) -> bool:
    name = parameter.name or ""
    asked = context.get_parameter_source(name) not in {ParameterSource.DEFAULT, None}
    return asked and parameter.expose_value and context.params.get(name) not in {(), None}


def _speed(
    progress: Progress, *, k: int | None, size: str | None, video: str | None, seconds: float | None
) -> tuple[Result, str]:
    from live_seg.bench.footage import Size
    from live_seg.bench.speed.measure import SpeedJob, measure_speed
    from live_seg.bench.speed.table import speed_table

    job = SpeedJob(Config(k=DEFAULTS.k if k is None else k), video, None if size is None else Size.parse(size))
    with with_hint(ConfigError, "scale the frames with --size", "the frame size of"):
        speed = measure_speed(job if seconds is None else job.lasting(seconds), progress)
    return speed, speed_table(speed)


def _growth(
    progress: Progress, *, video: str | None, seconds: float | None, plot: Path | None, overwrite: bool
) -> tuple[Result, str]:
    from live_seg.bench.growth.measure import GrowthJob, measure_growth
    from live_seg.bench.growth.plot import plot_growth
    from live_seg.bench.growth.table import growth_table
    from live_seg.report.plot_page import check_plot

    if plot is not None:
        check_plot(plot, [video] if video else [], overwrite=overwrite)
    job = GrowthJob(video)
    growth = measure_growth(job if seconds is None else job.lasting(seconds), progress)
    if plot is not None:
        plot_growth(growth, plot, overwrite=overwrite)
    return replace(growth, plot=plot), growth_table(growth)


def _stability(
    progress: Progress,
    *,
    clips: tuple[str, ...],
    k: int | None,
    frames: int,
    plot: Path | None,
    overwrite: bool,
    **settings: Any,
) -> tuple[Result, str]:
    from live_seg.bench.stability.measure import StabilityJob, measure_stability
    from live_seg.bench.stability.plot import plot_stability
    from live_seg.bench.stability.table import stability_table
    from live_seg.report.plot_page import check_plot

    job = StabilityJob(clips, Config(k=STABILITY_K if k is None else k, **settings), frames)
    if plot is not None:
        check_plot(plot, clips, overwrite=overwrite)
    stability, series = measure_stability(job, progress)
    if plot is not None:
        plot_stability(series, plot, overwrite=overwrite)
    return replace(stability, plot=plot), stability_table(stability)


def _bsds(progress: Progress, *, bsds: Path, split: str | None, step: int) -> tuple[Result, str]:
    from live_seg.bench.bsds.measure import BsdsJob, measure_bsds
    from live_seg.bench.bsds.table import bsds_table

    figures = measure_bsds(BsdsJob(bsds, split, step), progress)
    return figures, bsds_table(figures)


def _masks(progress: Progress, *, masks: Path, k: int | None, **settings: Any) -> tuple[Result, str]:
    from live_seg.bench.masks.measure import MasksJob, measure_masks
    from live_seg.bench.masks.table import masks_table

    config = Config(k=DEFAULTS.k if k is None else k, **settings)
    figures = measure_masks(MasksJob(masks, config), progress)
    return figures, masks_table(figures)

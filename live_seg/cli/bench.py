"""The command that measures: speed, how it grows, or stability, each with options of its own."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from live_seg.cli.options import DEFAULTS, HYSTERESIS_OPTION, checked_seconds
from live_seg.cli.outcome import finish
from live_seg.config import K_MAX, Config

if TYPE_CHECKING:
    from collections.abc import Callable

    from live_seg.cli.outcome import Result
    from live_seg.report.progress import Progress

SPEED, GROWTH, STABILITY = "bench", "bench --growth", "bench --stability CLIP..."

FOR_ALL = {"stability", "growth", "as_json"}
TAKES = {
    SPEED: {"k", "size", "video", "seconds"},
    GROWTH: {"video", "seconds", "plot", "overwrite"},
    STABILITY: {"clips", "k", "seed", "hysteresis", "frames", "plot", "overwrite"},
}
"""The options that go with each kind of measurement."""

STABILITY_K = 6
NO_HALF = "half a measurement is not reported"


@click.command()
@click.argument("clips", nargs=-1, metavar="[CLIP]...")
@click.option("--stability", is_flag=True, help="How still the labels of CLIP... hold.")
@click.option("--growth", is_flag=True, help="How time grows with the frame's size, with K and with the sample.")
@click.option("--size", metavar="WxH", help="Of the frames.  [default: the clip's own, or 1920x1080]")
@click.option("--video", metavar="CLIP", help="Take the frames from the middle of this clip.  [default: the demo]")
@click.option(
    "--seconds",
    type=float,
    callback=checked_seconds,
    metavar="S",
    help="Measure for about S, longer where frames are large.  [default: 20; 36 with --growth]",
)
@click.option(
    "-k", type=int, help=f"Number of segments, 1 to {K_MAX}.  [default: {DEFAULTS.k}; {STABILITY_K} with --stability]"
)
@click.option("--seed", default=DEFAULTS.seed, show_default=True, help="Of the first fit.")
@HYSTERESIS_OPTION
@click.option("--frames", default=150, show_default=True, metavar="N", help="Frames of each CLIP, from its start.")
@click.option(
    "--plot", type=click.Path(path_type=Path), metavar="FILE", help="Draw it: .png or .svg (needs matplotlib)."
)
@click.option("--overwrite", is_flag=True, help="Replace a plot that exists.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as one JSON object.")
@click.option("--debug", is_flag=True, expose_value=False, help="Show a traceback when something fails.")
def bench(stability: bool, growth: bool, as_json: bool, **options: Any) -> None:
    """Measure this machine, or your own videos.

    \b
    bench                      the time of each stage of a frame, beside copying
                               it and beside what could be run instead
    bench --growth             how that grows with pixels, K and sample size
    bench --stability CLIP...  how still the labels of your videos hold, beside
                               K-means fitted to each frame and a warm start
    """  # noqa: D301  # click is to see the character itself: the lines stay as they are
    from live_seg.report.progress import progress_on

    kind = _kind(click.get_current_context(), stability=stability, growth=growth)
    measures: dict[str, Callable[..., Result]] = {SPEED: _speed, GROWTH: _growth, STABILITY: _stability}
    with progress_on(sys.stderr) as progress:
        try:
            done = measures[kind](progress, **{name: options[name] for name in TAKES[kind]})
        except KeyboardInterrupt as interrupt:
            interrupt.add_note(NO_HALF)
            raise
    finish(done, as_json)


def _kind(context: click.Context, *, stability: bool, growth: bool) -> str:
    """Which measurement is asked for; no other's options may be given with it."""
    if stability and growth:
        raise click.UsageError("'--stability' and '--growth' are two measurements: ask for one at a time.")
    kind = STABILITY if stability else GROWTH if growth else SPEED
    given = [option for option in context.command.params if _is_given(context, option)]
    for option in given:
        if option.name not in TAKES[kind] | FOR_ALL:
            kinds = " and ".join(f"'{other}'" for other, takes in TAKES.items() if option.name in takes)
            if option.name == "clips":
                raise click.UsageError(f"'{kind}' takes no CLIP; say 'bench --stability CLIP...' or '--video CLIP'.")
            raise click.UsageError(f"'{option.opts[0]}' goes with {kinds}, not with '{kind}'.")
    if stability and "clips" not in {option.name for option in given}:
        raise click.UsageError("Name the videos to measure: 'bench --stability CLIP...'.")
    return kind


def _is_given(context: click.Context, option: click.Parameter) -> bool:
    asked = context.get_parameter_source(option.name or "") not in {ParameterSource.DEFAULT, None}
    return asked and option.expose_value and context.params.get(option.name or "") not in {(), None}


def _speed(progress: Progress, *, k: int | None, size: str | None, video: str | None, seconds: float | None) -> Result:
    from live_seg.bench.footage import Size
    from live_seg.bench.speed import SpeedJob, bench_speed

    job = SpeedJob(Config(k=DEFAULTS.k if k is None else k), video, None if size is None else Size.parse(size))
    return bench_speed(job if seconds is None else job.lasting(seconds), progress)


def _growth(progress: Progress, *, seconds: float | None, **settings: Any) -> Result:
    from live_seg.bench.growth import GrowthJob, bench_growth

    job = GrowthJob(**settings)
    return bench_growth(job if seconds is None else job.lasting(seconds), progress)


def _stability(
    progress: Progress, *, clips: tuple[str, ...], k: int | None, seed: int, hysteresis: float, **settings: Any
) -> Result:
    from live_seg.bench.stability import StabilityJob, bench_stability

    config = Config(k=STABILITY_K if k is None else k, seed=seed, hysteresis=hysteresis)
    return bench_stability(StabilityJob(clips, config, **settings), progress)

"""The command that measures."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from live_seg.cli.options import DEFAULTS, HYSTERESIS_OPTION
from live_seg.cli.outcome import finish
from live_seg.config import K_MAX, Config


@click.command()
@click.argument("clips", nargs=-1, metavar="CLIP...")
@click.option("--stability", is_flag=True, help="How still the labels of CLIP... hold.")
@click.option("-k", default=6, show_default=True, help=f"Number of segments, 1 to {K_MAX}.")
@click.option("--seed", default=DEFAULTS.seed, show_default=True, help="Of the first fit.")
@HYSTERESIS_OPTION
@click.option("--frames", default=150, show_default=True, metavar="N", help="Frames of each clip, from its start.")
@click.option(
    "--plot", type=click.Path(path_type=Path), metavar="FILE", help="Draw it: .png or .svg (needs matplotlib)."
)
@click.option("--overwrite", is_flag=True, help="Replace a plot that exists.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as one JSON object.")
@click.option("--debug", is_flag=True, expose_value=False, help="Show a traceback when something fails.")
def bench(
    clips: tuple[str, ...], stability: bool, k: int, seed: int, hysteresis: float, as_json: bool, **settings: Any
) -> None:
    """Measure how still the labels of your own videos hold.

    live_seg beside K-means fitted to each frame and a plain warm start: how many still pixels change label, how many
    flicker back, how far the colours are from the best fit, and the time a frame takes.
    """
    from live_seg.app.bench.stability import StabilityJob, bench_stability
    from live_seg.app.progress import progress_on

    if not stability:
        raise click.UsageError("Say 'bench --stability CLIP...': the other figures of this machine are not there yet.")
    if not clips:
        raise click.UsageError("Name the videos to measure: 'bench --stability CLIP...'.")
    job = StabilityJob(clips, Config(k=k, seed=seed, hysteresis=hysteresis), **settings)
    with progress_on(sys.stderr) as progress:
        done = bench_stability(job, progress)
    finish(done, as_json)

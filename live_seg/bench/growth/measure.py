"""Measures how time grows with the pixels of a frame, with K, and with the size of the sample."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from live_seg.bench.footage import Footage, Size, is_demo, open_footage
from live_seg.bench.growth.result import PIXELS, SAMPLE, Axis, Growth, K, Point
from live_seg.bench.machine import OtherPrograms, this_machine
from live_seg.bench.rounds import Effort, Timing, in_rounds
from live_seg.bench.stages import Workload, fit, label_and_recolour, whole
from live_seg.config import Config
from live_seg.pipeline.prepare import prepare
from live_seg.report.progress import Progress

EFFORT = Effort(seconds=12, fewest=3, most=20)

SIZES = (Size(320, 180), Size(640, 360), Size(1280, 720), Size(1920, 1080), Size(3840, 2160))
KS = (1, 2, 4, 8, 16, 32, 64)
SAMPLE_SIZES = (1_000, 2_000, 5_000, 14_400, 50_000, 200_000)


@dataclass(frozen=True, slots=True)
class Grid:
    """The values to measure, two or more of each, rising; `size` is the frame size where something else varies."""

    sizes: tuple[Size, ...] = SIZES
    ks: tuple[int, ...] = KS
    sample_sizes: tuple[int, ...] = SAMPLE_SIZES
    size: Size = SIZES[3]


@dataclass(frozen=True, slots=True)
class GrowthJob:
    """What to measure: a video file or the demo, the values, and how long to measure each axis."""

    video: str | None = None
    grid: Grid = field(default_factory=Grid)
    effort: Effort = EFFORT

    def lasting(self, seconds: float) -> GrowthJob:
        """The same job for about this time; the fewest rounds may take longer."""
        return replace(self, effort=replace(self.effort, seconds=seconds / 3))


def measure_growth(job: GrowthJob, progress: Progress) -> Growth:
    """Measure how time grows.

    Raises:
        ConfigError: the video is a camera or a stream.
        SourceError: the video cannot be read.
    """
    config, grid = Config(), job.grid
    footage = _at_sizes(job.video, {*grid.sizes, grid.size})
    machine, others = this_machine(), OtherPrograms()
    prepare(config, progress.say)
    base = footage[grid.size]
    configs = {
        K: {k: replace(config, k=k) for k in grid.ks},
        SAMPLE: {count: replace(config, sample_size=count) for count in grid.sample_sizes},
    }
    axes = [_axis(PIXELS, {size.pixels: Workload.of(footage[size], config) for size in grid.sizes}, job, progress)]
    for varies, values in configs.items():
        workloads = {value: Workload.of(base, varied) for value, varied in values.items()}
        axes.append(_axis(varies, workloads, job, progress))
    return Growth(
        machine=machine,
        footage=base.name,
        size=str(grid.size),
        k=config.k,
        sample=config.sample_size,
        axes=tuple(axes),
        plot=None,
        others=others.share(),
        losses=(base.loss,) if base.loss else (),
    )


def _at_sizes(video: str | None, sizes: Iterable[Size]) -> dict[Size, Footage]:
    """Footage at several sizes: the demo is rendered at each size, a clip is read once and scaled."""
    if is_demo(video):
        return {size: open_footage(None, size) for size in sizes}
    footage = open_footage(video, None)
    return {size: footage.scaled(size) for size in sizes}


def _axis(varies: str, workloads: dict[int, Workload], job: GrowthJob, progress: Progress) -> Axis:
    tasks = {}
    for value, workload in workloads.items():
        tasks[f"label {value}"] = label_and_recolour(workload)
        tasks[f"fit {value}"] = fit(workload)
        tasks[f"whole {value}"] = whole(workload)
    seconds = in_rounds(varies, tasks, job.effort, progress)
    timings = {name: Timing.of(values) for name, values in seconds.items()}
    points = (
        Point(
            value=value,
            name=str(workload.footage.size) if varies == PIXELS else f"{value:,}",
            label_and_recolour=timings[f"label {value}"],
            fit=timings[f"fit {value}"],
            whole=timings[f"whole {value}"],
        )
        for value, workload in workloads.items()
    )
    return Axis(varies, len(seconds[f"whole {min(workloads)}"]), tuple(points))

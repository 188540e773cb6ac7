"""How time grows: with the pixels of a frame, with K, and with the size of the sample."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from live_seg.bench.footage import Size, is_demo, open_footage
from live_seg.bench.machine import Machine, OtherPrograms, busy_remarks, this_machine
from live_seg.bench.rounds import Effort, Timing, in_rounds
from live_seg.bench.stages import Subject, fit, label_and_recolour, whole
from live_seg.config import Config
from live_seg.pipeline.prepare import prepare

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from live_seg.bench.footage import Footage
    from live_seg.report.progress import Progress

EFFORT = Effort(seconds=12, fewest=3, most=20)

SIZES = (Size(320, 180), Size(640, 360), Size(1280, 720), Size(1920, 1080), Size(3840, 2160))
KS = (1, 2, 4, 8, 16, 32, 64)
SAMPLE_SIZES = (1_000, 2_000, 5_000, 14_400, 50_000, 200_000)

PIXELS, K, SAMPLE = "pixels", "k", "sample"


@dataclass(frozen=True, slots=True)
class Grid:
    """The values that are measured, two or more of each, rising; `size` is the frames' where something else varies."""

    sizes: tuple[Size, ...] = SIZES
    ks: tuple[int, ...] = KS
    sample_sizes: tuple[int, ...] = SAMPLE_SIZES
    size: Size = SIZES[3]


@dataclass(frozen=True, slots=True)
class GrowthJob:
    """What to measure: frames of a video file or of the demo, what values, how long each, and where to draw it."""

    video: str | None = None
    plot: Path | None = None
    overwrite: bool = False
    grid: Grid = field(default_factory=Grid)
    effort: Effort = EFFORT

    def lasting(self, seconds: float) -> GrowthJob:
        """The same, measured for about so long, if the fewest rounds do not take longer."""
        return replace(self, effort=replace(self.effort, seconds=seconds / 3))


@dataclass(frozen=True, slots=True)
class Point:
    """The time of a frame, in milliseconds, at one value of what varies. `name` is the value as it is shown."""

    value: int
    name: str
    label_and_recolour: Timing
    fit: Timing
    whole: Timing


@dataclass(frozen=True, slots=True)
class Axis:
    """The times over what varies: `PIXELS`, `K` or `SAMPLE`."""

    varies: str
    rounds: int
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Growth:
    """All figures. k, size and sample are what they are where something else varies; `Speed` has what the rest is."""

    machine: Machine
    footage: str
    size: str
    k: int
    sample: int
    axes: tuple[Axis, ...]
    plot: Path | None
    others: float | None
    losses: tuple[str, ...]

    @property
    def signal(self) -> None:
        """The signal that ended it: none, half a measurement is not reported."""
        return

    @property
    def remarks(self) -> tuple[str, ...]:
        """What was written, and that the machine was busy, where it was."""
        return (*((f"wrote {self.plot}",) if self.plot else ()), *busy_remarks(self.others))

    def describe(self) -> str:
        """A table for the user, at most 80 columns wide."""
        from live_seg.bench.growth_table import growth_table

        return growth_table(self)


def bench_growth(job: GrowthJob, progress: Progress) -> Growth:
    """Measure how time grows, and draw it.

    Raises:
        ConfigError: the video is a camera, the plot's name is no picture's, or matplotlib is not installed.
        SourceError: the video cannot be read.
        SinkError: the plot cannot be written.
    """
    if job.plot is not None:
        from live_seg.report.plot_page import check_plot

        check_plot(job.plot, [job.video] if job.video else [], overwrite=job.overwrite)
    config, grid = Config(), job.grid
    footage = _at_sizes(job.video, {*grid.sizes, grid.size})
    machine, others = this_machine(), OtherPrograms()
    prepare(config, progress.say)
    base = footage[grid.size]
    axes = (
        _axis(PIXELS, {_pixels(size): Subject.of(footage[size], config) for size in grid.sizes}, job, progress),
        _axis(K, {k: Subject.of(base, replace(config, k=k)) for k in grid.ks}, job, progress),
        _axis(SAMPLE, {n: Subject.of(base, replace(config, sample_size=n)) for n in grid.sample_sizes}, job, progress),
    )
    growth = Growth(
        machine=machine,
        footage=base.name,
        size=str(grid.size),
        k=config.k,
        sample=config.sample_size,
        axes=axes,
        plot=job.plot,
        others=others.share(),
        losses=(base.loss,) if base.loss else (),
    )
    if job.plot is not None:
        from live_seg.bench.growth_plot import plot_growth

        plot_growth(growth, job.plot, overwrite=job.overwrite)
    return growth


def _pixels(size: Size) -> int:
    return size.width * size.height


def _at_sizes(video: str | None, sizes: Iterable[Size]) -> dict[Size, Footage]:
    """Footage at several sizes; the demo is painted at each, a clip read once and scaled."""
    if is_demo(video):
        return {size: open_footage(None, size) for size in sizes}
    footage = open_footage(video, None)
    return {size: footage.scaled(size) for size in sizes}


def _axis(varies: str, subjects: dict[int, Subject], job: GrowthJob, progress: Progress) -> Axis:
    tasks = {}
    for value, subject in subjects.items():
        tasks[f"label {value}"] = label_and_recolour(subject)
        tasks[f"fit {value}"] = fit(subject)
        tasks[f"whole {value}"] = whole(subject)
    seconds = in_rounds(varies, tasks, job.effort, progress)
    timings = {name: Timing.of(values) for name, values in seconds.items()}
    points = (
        Point(
            value=value,
            name=str(subject.footage.size) if varies == PIXELS else f"{value:,}",
            label_and_recolour=timings[f"label {value}"],
            fit=timings[f"fit {value}"],
            whole=timings[f"whole {value}"],
        )
        for value, subject in subjects.items()
    )
    return Axis(varies, len(seconds[f"whole {min(subjects)}"]), tuple(points))

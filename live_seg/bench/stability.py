"""How still the labels of the user's own videos hold, by live_seg and by what else could be done."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from statistics import fmean, median
from time import perf_counter
from typing import TYPE_CHECKING

import cv2
import numpy as np

from live_seg.bench.methods import methods
from live_seg.bench.watch import STILL_FRAMES, FitReference, LabelWatch, StillPixels, Trace
from live_seg.errors import ConfigError, SourceError
from live_seg.pipeline.prepare import prepare
from live_seg.source import open_source
from live_seg.source.network.address import shown
from live_seg.source.open import kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from live_seg.bench.methods import Method, Picture
    from live_seg.config import Config
    from live_seg.report.progress import Progress
    from live_seg.source import Source

WIDTH = 640
"""Pixels that frames are scaled to, so that figures of different clips can be compared."""

FIT_EVERY = 25
"""Frames from one measurement of the fit to the next: its reference takes longer than all that is measured."""

FEWEST_FRAMES = STILL_FRAMES + 1


@dataclass(frozen=True, slots=True)
class StabilityJob:
    """What to measure: the clips' addresses, their first `frames` frames, how to segment, where to draw it if at all.

    Raises:
        ConfigError: too few frames, or a clip that is a camera.
    """

    clips: tuple[str, ...]
    config: Config
    frames: int = 150
    plot: Path | None = None
    overwrite: bool = False

    def __post_init__(self) -> None:
        if self.frames < FEWEST_FRAMES:
            raise ConfigError(f"frames is {self.frames}; it must be {FEWEST_FRAMES} or more")
        for clip in self.clips:
            if kind_of(clip) in {"camera", "network"}:
                raise ConfigError(f"clip is {shown(clip)}; 'bench' reads video files, the same frames at every run")


@dataclass(frozen=True, slots=True)
class MethodFigures:
    """One method on one clip.

    `change` and `boil` are means over the frames of what `stability.Trace` has, in percent of still pixels; None where
    no pixel was ever still. `inertia_mean` and `inertia_largest` are those of `FitReference.ratio`: 1 is the best fit.
    `milliseconds` is the median time from a frame to its labels.
    """

    method: str
    change: float | None
    boil: float | None
    inertia_mean: float
    inertia_largest: float
    milliseconds: float


@dataclass(frozen=True, slots=True)
class ClipFigures:
    """All methods on one clip. `still` is the mean share of still pixels in percent; width and height as measured."""

    clip: str
    frames: int
    width: int
    height: int
    still: float
    methods: tuple[MethodFigures, ...]


@dataclass(frozen=True, slots=True, eq=False)
class ClipCourse:
    """What a plot of one clip is made of.

    `times` are those of the traces' values, in seconds; `traces` has one for each of the figures' methods; `picture`
    is the last frame, uint8 (H, W, 3) BGR.
    """

    figures: ClipFigures
    times: tuple[float, ...]
    traces: tuple[Trace, ...]
    picture: Picture


@dataclass(frozen=True, slots=True)
class Benched:
    """The figures, and where their plot is. `losses` says in a line each what of a clip could not be read."""

    k: int
    seed: int
    clips: tuple[ClipFigures, ...]
    plot: Path | None
    losses: tuple[str, ...]

    @property
    def signal(self) -> None:
        """The signal that ended it: none, half a measurement is not reported."""
        return

    @property
    def remarks(self) -> tuple[str, ...]:
        """What was written."""
        return (f"wrote {self.plot}",) if self.plot else ()

    def describe(self) -> str:
        """A table for the user, at most 80 columns wide."""
        from live_seg.bench.stability_table import stability_table

        return stability_table(self)


def bench_stability(job: StabilityJob, progress: Progress) -> Benched:
    """Measure how still labels hold on clips, by live_seg and by what else could be done.

    Raises:
        ConfigError: the plot's name is no picture's or a clip's own, or matplotlib is not installed.
        SourceError: a clip cannot be read or is too short.
        SinkError: the plot cannot be written.
    """
    if job.plot is not None:
        from live_seg.report.plot_page import check_plot

        check_plot(job.plot, job.clips, overwrite=job.overwrite)
    # each before the first is measured: a wrong name at the end of the line is said at once
    for clip in job.clips:
        open_source(clip).close()
    prepare(job.config, progress.say)
    courses, losses = [], []
    for clip in job.clips:
        with open_source(clip) as source:
            known = source.info.frame_count
            progress.begin(Path(clip).name, min(known, job.frames) if known else job.frames)
            courses.append(_follow(clip, source, job, progress))
            losses.append(source.damage)
    if job.plot is not None:
        from live_seg.bench.stability_plot import plot_stability

        plot_stability(courses, job.plot, overwrite=job.overwrite)
    return Benched(
        k=job.config.k,
        seed=job.config.seed,
        clips=tuple(course.figures for course in courses),
        plot=job.plot,
        losses=tuple(loss for loss in losses if loss),
    )


@dataclass(slots=True)
class _Run:
    """One method under way on a clip."""

    method: Method
    watch: LabelWatch = field(default_factory=LabelWatch)
    ratios: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def take(self, bgr: Picture, still: NDArray[np.bool_] | None, reference: FitReference | None) -> None:
        started = perf_counter()
        labels = self.method(bgr)
        self.seconds.append(perf_counter() - started)
        self.watch.take(labels, still)
        if reference is not None:
            self.ratios.append(reference.ratio(labels))

    def figures(self, name: str, *, any_still: bool) -> MethodFigures:
        trace = self.watch.trace()
        return MethodFigures(
            method=name,
            change=fmean(trace.change) if any_still else None,
            boil=fmean(trace.boil) if any_still else None,
            inertia_mean=fmean(self.ratios),
            inertia_largest=max(self.ratios),
            milliseconds=1000 * median(self.seconds),
        )


def _follow(clip: str, source: Source, job: StabilityJob, progress: Progress) -> ClipCourse:
    """Take every method through a clip, frame by frame: it is read once, and kept nowhere."""
    runs = {name: _Run(method) for name, method in methods(job.config).items()}
    still_pixels = StillPixels()
    times, shares = [], []
    index = -1
    for index, (time, bgr) in enumerate(_scaled(clip, source, job.frames)):
        still = still_pixels.after(bgr)
        reference = FitReference.of(bgr, job.config.k) if index % FIT_EVERY == 0 else None
        for run in runs.values():
            run.take(bgr, still, reference)
        if still is not None:
            times.append(time)
            shares.append(100 * float(still.mean()))
        progress.advance()
    if index + 1 < FEWEST_FRAMES:
        raise SourceError(f"{clip} has {index + 1} frames; stability is measured on {FEWEST_FRAMES} or more")
    figures = ClipFigures(
        clip=clip,
        frames=index + 1,
        width=bgr.shape[1],
        height=bgr.shape[0],
        still=fmean(shares),
        methods=tuple(run.figures(name, any_still=any(shares)) for name, run in runs.items()),
    )
    return ClipCourse(figures, tuple(times), tuple(run.watch.trace() for run in runs.values()), bgr)


def _scaled(clip: str, source: Source, count: int) -> Iterator[tuple[float, Picture]]:
    """The first frames of a clip, 640 pixels wide, each with its time in seconds."""
    shape = None
    for frame in islice(source, count):
        scale = WIDTH / frame.bgr.shape[1]
        bgr = np.asarray(cv2.resize(frame.bgr, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
        shape = shape or bgr.shape
        if bgr.shape != shape:
            raise SourceError(f"{clip}: frame {frame.index} has another shape than those before; cut the clip there")
        yield float(frame.time), bgr

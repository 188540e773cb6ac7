"""Measures how stable labels are on videos, by live_seg and by simpler methods."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from statistics import fmean, median
from time import perf_counter

import cv2
import numpy as np
from numpy.typing import NDArray

from live_seg.bench.footage import check_is_file
from live_seg.bench.stability.methods import Method, labelling_methods
from live_seg.bench.stability.metrics import STILL_FRAMES, FitReference, LabelChangeTracker, StillPixels
from live_seg.bench.stability.result import ClipFigures, ClipSeries, MethodFigures, Stability
from live_seg.config import Config
from live_seg.errors import ConfigError, SourceError
from live_seg.pipeline.prepare import prepare
from live_seg.report.progress import Progress
from live_seg.source import Source, open_source

WIDTH = 640
"""Width that frames are scaled to, in pixels, so that the figures of different clips can be compared."""

FIT_EVERY = 25
"""Frames between two measurements of inertia, because the reference fits take longer than everything else."""

MIN_FRAMES = STILL_FRAMES + 1


@dataclass(frozen=True, slots=True)
class StabilityJob:
    """What to measure: the first `frames` frames of each clip, segmented by a config.

    Raises:
        ConfigError: there are too few frames, or a clip is a camera or a stream.
    """

    clips: tuple[str, ...]
    config: Config
    frames: int = 150

    def __post_init__(self) -> None:
        if self.frames < MIN_FRAMES:
            raise ConfigError(f"frames is {self.frames}; it must be {MIN_FRAMES} or more")
        for clip in self.clips:
            check_is_file("clip", clip)


def measure_stability(job: StabilityJob, progress: Progress) -> tuple[Stability, tuple[ClipSeries, ...]]:
    """Measure how stable labels are on clips.

    Returns:
        The figures, and each clip over time.

    Raises:
        SourceError: a clip cannot be read or is too short.
    """
    # all clips are opened before the first is measured, so that a wrong name is reported at once
    for clip in job.clips:
        open_source(clip).close()
    prepare(job.config, progress.say)
    series, losses = [], []
    for clip in job.clips:
        with open_source(clip) as source:
            known = source.info.frame_count
            progress.begin(Path(clip).name, min(known, job.frames) if known else job.frames)
            series.append(_measure_clip(clip, source, job, progress))
            losses.append(source.damage)
    stability = Stability(
        k=job.config.k,
        seed=job.config.seed,
        clips=tuple(clip.figures for clip in series),
        plot=None,
        losses=tuple(loss for loss in losses if loss),
    )
    return stability, tuple(series)


@dataclass(slots=True)
class _Run:
    """One method on one clip."""

    method: Method
    tracker: LabelChangeTracker = field(default_factory=LabelChangeTracker)
    ratios: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def add(self, bgr: NDArray[np.uint8], still: NDArray[np.bool_] | None, reference: FitReference | None) -> None:
        started = perf_counter()
        labels = self.method(bgr)
        self.seconds.append(perf_counter() - started)
        self.tracker.add(labels, still)
        if reference is not None:
            self.ratios.append(reference.ratio(labels))

    def figures(self, name: str, *, any_still: bool) -> MethodFigures:
        changes = self.tracker.changes()
        return MethodFigures(
            method=name,
            change=fmean(changes.change) if any_still else None,
            boil=fmean(changes.boil) if any_still else None,
            inertia_mean=fmean(self.ratios),
            inertia_largest=max(self.ratios),
            milliseconds=1000 * median(self.seconds),
        )


def _measure_clip(clip: str, source: Source, job: StabilityJob, progress: Progress) -> ClipSeries:
    """Run all methods on a clip, frame by frame; no frame is kept."""
    runs = {name: _Run(method) for name, method in labelling_methods(job.config).items()}
    still_pixels = StillPixels()
    times, shares = [], []
    index = -1
    for index, (time, bgr) in enumerate(_scaled(clip, source, job.frames)):
        still = still_pixels.update(bgr)
        reference = FitReference.of(bgr, job.config.k) if index % FIT_EVERY == 0 else None
        for run in runs.values():
            run.add(bgr, still, reference)
        if still is not None:
            times.append(time)
            shares.append(100 * float(still.mean()))
        progress.advance()
    if index + 1 < MIN_FRAMES:
        raise SourceError(f"{clip} has {index + 1} frames; stability is measured on {MIN_FRAMES} or more")
    figures = ClipFigures(
        clip=clip,
        frames=index + 1,
        width=bgr.shape[1],
        height=bgr.shape[0],
        still=fmean(shares),
        methods=tuple(run.figures(name, any_still=any(shares)) for name, run in runs.items()),
    )
    return ClipSeries(figures, tuple(times), tuple(run.tracker.changes() for run in runs.values()), bgr)


def _scaled(clip: str, source: Source, count: int) -> Iterator[tuple[float, NDArray[np.uint8]]]:
    """The first frames of a clip, 640 pixels wide, each with its time in seconds."""
    shape = None
    for frame in islice(source, count):
        scale = WIDTH / frame.bgr.shape[1]
        bgr = np.asarray(cv2.resize(frame.bgr, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
        shape = shape or bgr.shape
        if bgr.shape != shape:
            raise SourceError(f"{clip}: the frame size changes at frame {frame.index}; cut the clip there")
        yield float(frame.time), bgr

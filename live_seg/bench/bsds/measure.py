"""Measures how well regions agree with those that people drew, for live_seg and for simpler methods."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from live_seg.bench.bsds.dataset import Photograph, drawn_regions, find_split
from live_seg.bench.bsds.methods import Method, SegmentAt, methods
from live_seg.bench.bsds.metrics import Agreement, agreement
from live_seg.bench.bsds.result import BestFigures, Bsds, MethodFigures
from live_seg.config import Config
from live_seg.errors import SourceError
from live_seg.pipeline.prepare import prepare
from live_seg.report.progress import Progress
from live_seg.source.image.read import StillImage, read_image


@dataclass(frozen=True, slots=True)
class BsdsJob:
    """What to measure: every `step`-th image of a split in a folder. `find_split` has the rules."""

    folder: Path
    split: str | None = None
    step: int = 1


def measure_bsds(job: BsdsJob, progress: Progress, compared: Sequence[Method] | None = None) -> Bsds:
    """Measure the region metrics on the images of a split.

    Args:
        job: the images.
        progress: advances with each image.
        compared: the methods; `methods()` for None.

    Raises:
        ConfigError: there is no such split, or the step is less than 1.
        SourceError: the folder is not BSDS500, or a file in it cannot be read.
    """
    split = find_split(job.folder, job.split, job.step)
    runs = [_Run(method, method.segment_at) for method in (methods() if compared is None else compared)]
    prepare(Config(regions=True), progress.say)
    progress.begin(f"BSDS500 {split.name}", len(split.photographs), "images")
    losses = []
    for photograph in split.photographs:
        image, truths = _read(photograph)
        for run in runs:
            run.add(image.bgr, truths)
        losses.append(image.loss)
        progress.advance()
    return Bsds(
        split=split.name,
        images=len(split.photographs),
        methods=tuple(run.figures() for run in runs),
        losses=tuple(loss for loss in losses if loss),
    )


@dataclass(slots=True)
class _Run:
    """One method on all images."""

    method: Method
    segment_at: SegmentAt | None
    rows: list[list[Agreement]] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def add(self, bgr: NDArray[np.uint8], truths: Sequence[NDArray[np.intp]]) -> None:
        if self.segment_at is None:
            return
        values = self.method.values
        # one value is timed, because several values in one call may share work
        started = perf_counter()
        self.segment_at(bgr, [values[len(values) // 2]])
        self.seconds.append(perf_counter() - started)
        maps = self.segment_at(bgr, values)
        self.rows.append([agreement(ids, truths) for ids in maps])

    def figures(self) -> MethodFigures:
        method = self.method
        if not self.rows:
            return MethodFigures(method.name, method.parameter, method.values, (), None, None, method.missing)
        table = np.array([[(one.covering, one.rand_index, one.variation) for one in row] for row in self.rows])
        return MethodFigures(
            method=method.name,
            parameter=method.parameter,
            values=method.values,
            means=tuple(Agreement(*mean) for mean in table.mean(axis=0).tolist()),
            best=BestFigures.of(table, method.values),
            milliseconds=1000 * median(self.seconds),
        )


def _read(photograph: Photograph) -> tuple[StillImage, tuple[NDArray[np.intp], ...]]:
    image, truths = read_image(photograph.image), drawn_regions(photograph.truth)
    drawn, own = truths[0].shape, image.bgr.shape[:2]
    if drawn != own:
        raise SourceError(
            f"{photograph.truth} has regions of {drawn[1]}x{drawn[0]} pixels, but the image has {own[1]}x{own[0]}"
        )
    return image, truths

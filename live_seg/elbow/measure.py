"""Elbow: how many segments an image, a video or what a camera sees has."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from live_seg.config import Config
from live_seg.elbow.sample_frames import SPREAD, sample_frames_of
from live_seg.pipeline.prepare import getting_ready
from live_seg.segment import measure_elbow
from live_seg.source.image.pattern import image_files
from live_seg.source.network.address import shown
from live_seg.source.open import kind_of

if TYPE_CHECKING:
    from live_seg.config import ColourSpace
    from live_seg.report.progress import Progress


WARM_UP = 16
"""Pixels across of the picture that kernels are compiled, or loaded, with."""


@dataclass(frozen=True, slots=True)
class ElbowJob:
    """What to measure: a source's address, from which moment on or None for all of it, and how.

    K goes from 1 to the config's k; `plot` is a picture's file to draw the curve into, or None.
    """

    source: str
    config: Config = field(default_factory=lambda: Config(k=10))
    at: float | None = None
    plot: Path | None = None
    overwrite: bool = False


@dataclass(frozen=True, slots=True)
class Elbow:
    """What was measured: `ElbowCurve` has what the figures mean.

    `frames` were looked at together, at `pixels` of their pixels. Scores that are no finite number are None. `elapsed`
    is what measuring took, in seconds, without reading the source.
    """

    source: str
    frames: int
    pixels: int
    colour_space: ColourSpace
    ks: tuple[int, ...]
    inertia: tuple[float, ...]
    separation: tuple[float, ...]
    calinski_harabasz: tuple[float | None, ...]
    knee: int | None
    confidence: float
    second_opinion: int | None
    bend: int
    suggestion: int
    elapsed: float
    plot: Path | None
    losses: tuple[str, ...]
    left_out: tuple[str, ...]

    @property
    def signal(self) -> None:
        """The signal that ended it: none, half a curve is not reported."""
        return

    @property
    def remarks(self) -> tuple[str, ...]:
        """What was left out of the images, and what was written."""
        return (*self.left_out, *((f"wrote {self.plot}",) if self.plot else ()))

    def describe(self) -> str:
        """A table with the curve for the user, at most 80 columns wide."""
        from live_seg.elbow.table import elbow_table

        return elbow_table(self)


def measure(job: ElbowJob, progress: Progress) -> Elbow:
    """Measure how many segments a source has, and draw it.

    Raises:
        ConfigError: images have no time, the plot's name is no picture's, or matplotlib is not installed.
        SourceError: the source cannot be read.
        SinkError: the plot cannot be written.
    """
    if job.plot is not None:
        from live_seg.report.plot_page import check_plot

        inputs = map(str, image_files(job.source)) if kind_of(job.source) == "pictures" else [job.source]
        check_plot(job.plot, inputs, overwrite=job.overwrite)
    progress.begin(Path(shown(job.source)).name, SPREAD if job.at is None else None)
    moments = sample_frames_of(job.source, job.at, progress.advance)
    config = job.config
    with getting_ready(progress.say):
        measure_elbow(moments.frames[0].bgr[:WARM_UP, :WARM_UP], config)
    started = monotonic()
    curve = measure_elbow(moments.frames, config, ks=range(1, config.k + 1))
    found = Elbow(
        source=shown(job.source),
        frames=len(moments.frames),
        pixels=curve.pixels,
        colour_space=config.colour_space,
        ks=curve.ks,
        inertia=tuple(curve.inertia.tolist()),
        separation=tuple(curve.separation.tolist()),
        calinski_harabasz=tuple(score if math.isfinite(score) else None for score in curve.calinski_harabasz.tolist()),
        knee=curve.knee,
        confidence=curve.confidence,
        second_opinion=curve.second_opinion,
        bend=curve.bend,
        suggestion=curve.suggestion,
        elapsed=monotonic() - started,
        plot=job.plot,
        losses=moments.losses,
        left_out=moments.remarks,
    )
    if job.plot is not None:
        from live_seg.elbow.plot import plot_elbow

        plot_elbow(found, job.plot, overwrite=job.overwrite)
    return found

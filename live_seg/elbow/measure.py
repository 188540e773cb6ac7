"""Measures how many segments an image, a video or a camera's view has."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import monotonic

from live_seg.arguments import MAX_MEGAPIXELS
from live_seg.config import Config
from live_seg.elbow.result import Elbow
from live_seg.elbow.sample_frames import sample_frames_of
from live_seg.pipeline.copy_input import copy_input
from live_seg.pipeline.interrupts import ending_by_exception
from live_seg.pipeline.prepare import getting_ready
from live_seg.report.progress import Progress
from live_seg.segment import measure_elbow
from live_seg.source.network.address import shown
from live_seg.source.spread import SPREAD
from live_seg.source.standard_input import NAME, StandardInput, is_standard_input

WARM_UP = 16
"""Width and height of the image that compiles or loads the kernels, in pixels."""


@dataclass(frozen=True, slots=True)
class ElbowJob:
    """What to measure.

    Attributes:
        source: an address as of `open_source`.
        config: K goes from 1 to its k.
        at: seconds, to measure frames from that time on; None to measure frames from all of the source.
        max_megapixels: limit on the size of pictures in files, in megapixels; larger pictures are refused.
    """

    source: str
    config: Config = field(default_factory=lambda: Config(k=10))
    at: float | None = None
    max_megapixels: float = MAX_MEGAPIXELS


def measure(job: ElbowJob, progress: Progress) -> Elbow:
    """Measure how many segments a source has.

    Raises:
        ConfigError: a time was given for images.
        SourceError: the source cannot be read.
    """
    if not is_standard_input(job.source):
        return _measure(job, progress)
    with ending_by_exception(), StandardInput() as given, given.naming_errors():
        copy_input(given, progress.say)
        found = _measure(replace(job, source=str(given.path)), progress)
        return replace(found, source=NAME, losses=given.named(found.losses), left_out=given.named(found.left_out))


def _measure(job: ElbowJob, progress: Progress) -> Elbow:
    progress.begin(Path(shown(job.source)).name, SPREAD if job.at is None else None)
    sample = sample_frames_of(job.source, job.at, job.max_megapixels, progress.advance)
    config = job.config
    with getting_ready(progress.say):
        measure_elbow(sample.frames[0].bgr[:WARM_UP, :WARM_UP], config)
    started = monotonic()
    curve = measure_elbow(sample.frames, config, ks=range(1, config.k + 1))
    return Elbow(
        source=shown(job.source),
        frames=len(sample.frames),
        at=job.at,
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
        plot=None,
        losses=sample.losses,
        left_out=sample.remarks,
    )

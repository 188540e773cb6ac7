"""Measures how well picked objects are followed through sequences with known masks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from statistics import fmean, median
from time import perf_counter
from typing import TypeAlias

from live_seg.bench.masks.dataset import MaskedSequence, find_sequences, read_mask
from live_seg.bench.masks.follow import Follower
from live_seg.bench.masks.picks import PICKS, Maps
from live_seg.bench.masks.result import Masks, MeanFigures, ObjectFigures
from live_seg.config import Config
from live_seg.errors import SourceError
from live_seg.frame import Frame
from live_seg.pipeline.prepare import prepare
from live_seg.report.progress import Progress
from live_seg.segment import Segmenter
from live_seg.source.image.read import read_image

FRAME_RATE = 24
"""Frames a second, as in DAVIS. Image files have no times, and a lost region is remembered for some seconds only."""

Segment: TypeAlias = Callable[[Frame], Maps]
"""Segments the next frame of a sequence."""


@dataclass(frozen=True, slots=True)
class MasksJob:
    """What to measure: the sequences in a folder, and the config to segment them with. Regions are always on."""

    folder: Path
    config: Config


def measure_masks(job: MasksJob, progress: Progress, segment_by: Callable[[Config], Segment] | None = None) -> Masks:
    """Measure the picks of every object in every sequence.

    Args:
        job: the sequences and the config.
        progress: advances with each frame.
        segment_by: begins a sequence; `live_seg_regions` for None.

    Raises:
        SourceError: the folder has no sequences, a file cannot be read, or no object is seen long enough.
    """
    sequences = find_sequences(job.folder)
    config = replace(job.config, regions=True)
    prepare(config, progress.say)
    objects: list[ObjectFigures] = []
    remarks: list[str] = []
    losses: list[str] = []
    seconds: list[float] = []
    for sequence in sequences:
        progress.begin(sequence.name, len(sequence.frames))
        segment = (segment_by or live_seg_regions)(config)
        follower = Follower()
        for index in range(len(sequence.frames)):
            losses += _add_frame(sequence, index, (segment, seconds), follower)
            progress.advance()
        figures, not_measured = follower.figures(sequence.name)
        objects += figures
        remarks += not_measured
    if not objects:
        raise SourceError(f"{job.folder}: no object appears before the last two masks; there is nothing to measure")
    return Masks(
        k=config.k,
        seed=config.seed,
        detail=config.detail,
        region_quality=config.region_quality,
        sequences=len(sequences),
        frames=sum(len(sequence.frames) for sequence in sequences),
        objects=tuple(objects),
        means=_means(objects),
        milliseconds=1000 * median(seconds),
        remarks=tuple(remarks),
        losses=tuple(losses),
    )


def live_seg_regions(config: Config) -> Segment:
    """The regions and labels of live_seg. The labels are those that it gives without regions."""
    segmenter = Segmenter(config)

    def segment(frame: Frame) -> Maps:
        result = segmenter.segment(frame)
        assert result.regions is not None  # noqa: S101  # the config asks for them
        return Maps(result.regions.ids, result.labels)

    return segment


def _add_frame(
    sequence: MaskedSequence, index: int, timed: tuple[Segment, list[float]], follower: Follower
) -> list[str]:
    """Segment a frame and compare it with its mask, if it has one. Returns the parts that could not be read."""
    segment, seconds = timed
    image = read_image(sequence.frames[index])
    frame = Frame(index, Fraction(index, FRAME_RATE), image.bgr)
    started = perf_counter()
    maps = segment(frame)
    seconds.append(perf_counter() - started)
    path = sequence.masks[index]
    if path is not None:
        numbers = read_mask(path)
        if numbers.shape != frame.bgr.shape[:2]:
            own, expected = numbers.shape, frame.bgr.shape
            raise SourceError(f"{path} has {own[1]}x{own[0]} pixels, but its frame has {expected[1]}x{expected[0]}")
        follower.add(index, maps, numbers, is_last=index == sequence.last)
    return [] if image.loss is None else [image.loss]


def _means(objects: Sequence[ObjectFigures]) -> tuple[MeanFigures, ...]:
    means = []
    for place, name in enumerate(PICKS):
        picks = [one.picks[place] for one in objects]
        present = [pick.present for pick in picks if pick.present is not None]
        means.append(
            MeanFigures(
                pick=name,
                first=fmean(pick.first for pick in picks),
                overlap=fmean(pick.overlap for pick in picks),
                present=fmean(present) if present else None,
            )
        )
    return tuple(means)

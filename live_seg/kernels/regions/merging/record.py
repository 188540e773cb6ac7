"""The loop that merges the superpixels of a picture and records pairs of regions as training samples."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from live_seg.kernels.jit import UNCOUNTED, kernel
from live_seg.kernels.regions.graph import AREA
from live_seg.kernels.regions.merging.features import FEATURES, Row
from live_seg.kernels.regions.merging.scoring import score
from live_seg.kernels.regions.merging.state import State
from live_seg.kernels.regions.merging.steps import begin, score_again, unite

SAMPLE = FEATURES + 2
"""Columns of a recorded sample: the features, the share of pixel pairs in different drawn segments, and a weight."""


class Samples(NamedTuple):
    """Pairs of regions that are recorded as training samples.

    Attributes:
        truth: float32 (n, t), the pixels of each region in each segment of each annotator; is overwritten.
        annotators: number of annotators.
        rate: share of the scored pairs that become samples, in addition to all merged pairs. It is divided by the share
            of the regions that are left, because the last pairs matter most.
        out: float32 (s, SAMPLE), is filled.
        counts: int64 (2,), the number of samples and of scored pairs so far; must be 0.
    """

    truth: NDArray[np.float32]
    annotators: int
    rate: float
    out: NDArray[np.float32]
    counts: NDArray[np.int64]


@kernel(allocates=False)
def merge_and_record(state: State, samples: Samples) -> None:
    """Merge as `merge` does until one region is left, and record all merged pairs and some of the scored ones."""
    borders, queue = state.borders, state.queue
    begin(state)
    regions = left = state.parts.sums.shape[0]
    size = borders.ends.shape[0]
    for border in range(size):
        if _is_chosen(samples, regions, left):
            _record(border, state, samples)
    while size > 0:
        border = queue.heap[0]
        _record(border, state, samples)
        kept, gone = borders.ends[border, 0], borders.ends[border, 1]
        size = unite(border, size, state)
        for segment in range(samples.truth.shape[1]):
            samples.truth[kept, segment] += samples.truth[gone, segment]
        left -= 1
        score_again(kept, size, state)
        item = borders.heads[kept]
        while item >= 0:
            if _is_chosen(samples, regions, left):
                _record(item // 2, state, samples)
            item = borders.following[item]


@njit(inline="never", **UNCOUNTED)
def _is_chosen(samples: Samples, regions: int, left: int) -> bool:
    """Whether the next scored pair becomes a sample. The choice is pseudo-random, but the same in every run."""
    samples.counts[1] += 1
    rate = samples.rate * regions / left
    return bool(((samples.counts[1] * 2654435761) & 0xFFFFFF) < rate * 0x1000000)


@njit(inline="never", **UNCOUNTED)
def _record(border: int, state: State, samples: Samples) -> None:
    """Record the two regions of a border, if there is room."""
    place = samples.counts[0]
    if place == samples.out.shape[0]:
        return
    score(border, state)  # for the features
    out: Row = samples.out[place]
    for feature in range(FEATURES):
        out[feature] = state.scratch.features[feature]
    one, other = state.borders.ends[border, 0], state.borders.ends[border, 1]
    together = np.float32(0)
    for segment in range(samples.truth.shape[1]):
        together += samples.truth[one, segment] * samples.truth[other, segment]
    area, other_area = state.parts.sums[one, AREA], state.parts.sums[other, AREA]
    out[FEATURES] = np.float32(1) - together / (area * other_area) / np.float32(samples.annotators)
    out[FEATURES + 1] = min(area, other_area) / state.scoring.pixels
    samples.counts[0] += 1

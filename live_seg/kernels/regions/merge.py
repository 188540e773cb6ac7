"""The loop that merges regions, the most alike first.

Arbelaez et al., "Contour detection and hierarchical image segmentation", PAMI 2011, merge by the strength of the border;
here the order is learned, as by Nunez-Iglesias et al., "Machine learning of hierarchical clustering to segment 2D and
3D images", PLoS ONE 2013, and Ren and Shakhnarovich, "Image segmentation by cascaded region agglomeration", CVPR 2013.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from live_seg.kernels.jit import kernel
from live_seg.kernels.regions.features import (
    DERIVED,
    FEATURES,
    LANES,
    PICTURE_FROM,
    Network,
    chi_squared,
    compare,
    derive,
    score_of,
)
from live_seg.kernels.regions.graph import (
    AREA,
    COLOUR_STEP,
    LENGTH,
    PERIMETER,
    REGION_SUMS,
)
from live_seg.kernels.regions.queue import remove, rise, sink

SAMPLE = FEATURES + 2
"""Columns of a recorded sample: the features, the share of pairs of pixels that are in different things, and a weight.
"""


class Scoring(NamedTuple):
    """What a score depends on besides the two regions.

    Attributes:
        network: the weights.
        picture: float32 (3,), the features of the picture.
        memory: how strongly the regions of the frame before attract or repel the parts of this one; 0 for not at all.
    """

    network: Network
    picture: NDArray[np.float32]
    memory: np.float32


class Scratch(NamedTuple):
    """Memory for scoring: lanes (2, LANES), features (FEATURES,), hidden (n,)."""

    lanes: NDArray[np.float32]
    features: NDArray[np.float32]
    hidden: NDArray[np.float32]


@njit(inline="never")
def _score(
    one: int,
    other: int,
    border: NDArray[np.float32],
    sums: NDArray[np.float32],
    derived: NDArray[np.float32],
    votes: NDArray[np.float32],
    pixels: np.float32,
    scoring: Scoring,
    scratch: Scratch,
) -> np.float32:
    """The score of the border of two regions. `scratch.features` holds their features afterwards."""
    if sums[one, AREA] > sums[other, AREA] or (sums[one, AREA] == sums[other, AREA] and one > other):
        one, other = other, one
    compare(
        sums[one], sums[other], derived[one], derived[other], border, pixels, scratch.lanes, scratch.features
    )
    score = score_of(scratch.features, scoring.network, scratch.hidden)
    if scoring.memory > 0:
        # the last column is the number of pixels that vote
        last = votes.shape[1] - 1
        voters, other_voters = votes[one, last], votes[other, last]
        if voters > 0 and other_voters > 0:
            together = np.float32(0)
            for before in range(last):
                together += votes[one, before] * votes[other, before]
            together /= voters * other_voters
            sure = min(voters / sums[one, AREA], other_voters / sums[other, AREA])
            score += scoring.memory * sure * (np.float32(1) - np.float32(2) * together)
    return score


@njit(inline="never")
def _record(
    one: int,
    other: int,
    sums: NDArray[np.float32],
    truth: NDArray[np.float32],
    annotators: int,
    pixels: np.float32,
    features: NDArray[np.float32],
    out: NDArray[np.float32],
) -> None:
    """Record a pair of regions as a sample: out (SAMPLE,)."""
    together = np.float32(0)
    for column in range(truth.shape[1]):
        together += truth[one, column] * truth[other, column]
    area, other_area = sums[one, AREA], sums[other, AREA]
    out[:FEATURES] = features
    out[FEATURES] = np.float32(1) - together / (area * other_area) / np.float32(annotators)
    out[FEATURES + 1] = min(area, other_area) / pixels


@kernel()
def merge(
    sums: NDArray[np.float32],
    ends: NDArray[np.int32],
    borders: NDArray[np.float32],
    votes: NDArray[np.float32],
    scoring: Scoring,
    limit: np.float32,
    truth: NDArray[np.float32],
    annotators: int,
    rate: float,
    samples: NDArray[np.float32],
    counts: NDArray[np.int64],
    merges: NDArray[np.int32],
    heights: NDArray[np.float32],
) -> None:
    """Merge the pair of regions with the least score, again and again, as long as that is at most `limit`.

    sums: (n, REGION_SUMS), ends: (m, 2) and borders: (m, BORDER_SUMS), of the superpixels; are overwritten. votes:
    (n, v + 1), how many pixels of each region vote for each of v regions of the frame before, and in all; is
    overwritten. merges: (n - 1, 2), is filled with the region that stays and the one that is merged into it. heights:
    (n - 1,), the scores at which that happens, each at least the one before. counts: (2,), is filled with the number of
    merges, and that of the samples.

    For training: truth: (n, t), the pixels of each region in each segment of each annotator; is overwritten; (n, 0)
    otherwise. rate: share of the scored pairs that become samples, besides those that are merged. samples: (s, SAMPLE),
    is filled.
    """
    n, m = sums.shape[0], ends.shape[0]
    is_training = truth.shape[1] > 0
    hidden = np.empty(scoring.network.hidden.shape[1], np.float32)
    scratch = Scratch(np.empty((2, LANES), np.float32), np.empty(FEATURES, np.float32), hidden)
    scratch.features[PICTURE_FROM:] = scoring.picture
    derived = np.empty((n, DERIVED), np.float32)
    pixels = np.float32(0)
    for region in range(n):
        pixels += sums[region, AREA]
    for border in range(m):
        for side in range(2):
            sums[ends[border, side], PERIMETER] += borders[border, LENGTH]
    for region in range(n):
        derive(sums[region], pixels, derived[region])
    # the borders of a region are a list: border 2 * e + side is that of `ends[e, side]`
    heads, following = np.full(n, -1, np.int32), np.empty(2 * m, np.int32)
    scores, heap, places = np.empty(m, np.float32), np.empty(m, np.int32), np.empty(m, np.int32)
    seen, taken = 0, 0
    for border in range(m):
        one, other = ends[border, 0], ends[border, 1]
        for side in range(2):
            following[2 * border + side] = heads[ends[border, side]]
            heads[ends[border, side]] = 2 * border + side
        length = borders[border, LENGTH]
        colour, texture = chi_squared(sums[one], sums[other], scratch.lanes)
        distance = np.float32(0)
        for channel in range(3):
            distance += (derived[one, channel] - derived[other, channel]) ** 2
        borders[border, COLOUR_STEP] = length * np.sqrt(np.sqrt(distance))
        borders[border, COLOUR_STEP + 1] = length * np.sqrt(colour)
        borders[border, COLOUR_STEP + 2] = length * np.sqrt(texture)
        scores[border] = _score(one, other, borders[border], sums, derived, votes, pixels, scoring, scratch)
        if is_training:
            seen += 1
            if _is_chosen(seen, rate) and taken < samples.shape[0]:
                _record(one, other, sums, truth, annotators, pixels, scratch.features, samples[taken])
                taken += 1
        heap[border] = border
        rise(border, heap, places, scores)
    # the border of the merged region with each of its neighbours
    mine = np.full(n, -1, np.int32)
    size, done, height = m, 0, np.float32(-1e30)
    while size > 0 and scores[heap[0]] <= limit:
        border = heap[0]
        height = max(height, scores[border])
        kept, gone = ends[border, 0], ends[border, 1]
        if is_training and taken < samples.shape[0]:
            _score(kept, gone, borders[border], sums, derived, votes, pixels, scoring, scratch)
            _record(kept, gone, sums, truth, annotators, pixels, scratch.features, samples[taken])
            taken += 1
        merges[done, 0], merges[done, 1], heights[done] = kept, gone, height
        done += 1
        size = remove(border, size, heap, places, scores)
        length = borders[border, LENGTH]
        borders[border, LENGTH] = -1  # dead
        for column in range(REGION_SUMS):
            sums[kept, column] += sums[gone, column]
        sums[kept, PERIMETER] -= np.float32(2) * length
        if scoring.memory > 0:
            for column in range(votes.shape[1]):
                votes[kept, column] += votes[gone, column]
        for column in range(truth.shape[1]):
            truth[kept, column] += truth[gone, column]
        derive(sums[kept], pixels, derived[kept])
        # its own borders, without the dead ones
        item, link = heads[kept], -1
        while item >= 0:
            after = following[item]
            if borders[item // 2, LENGTH] < 0:
                if link < 0:
                    heads[kept] = after
                else:
                    following[link] = after
            else:
                mine[ends[item // 2, 1 - item % 2]] = item // 2
                link = item
            item = after
        item = heads[gone]
        while item >= 0:
            after, other_border = following[item], item // 2
            if borders[other_border, LENGTH] >= 0:
                neighbour = ends[other_border, 1 - item % 2]
                same = mine[neighbour]
                if same >= 0:
                    for column in range(borders.shape[1]):
                        borders[same, column] += borders[other_border, column]
                    size = remove(other_border, size, heap, places, scores)
                    borders[other_border, LENGTH] = -1
                else:
                    ends[other_border, item % 2] = kept
                    following[item] = heads[kept]
                    heads[kept] = item
            item = after
        item = heads[kept]
        while item >= 0:
            border = item // 2
            neighbour = ends[border, 1 - item % 2]
            mine[neighbour] = -1
            before = scores[border]
            scores[border] = _score(
                kept, neighbour, borders[border], sums, derived, votes, pixels, scoring, scratch
            )
            if scores[border] < before:
                rise(places[border], heap, places, scores)
            else:
                sink(places[border], size, heap, places, scores)
            if is_training:
                seen += 1
                if _is_chosen(seen, rate) and taken < samples.shape[0]:
                    _record(kept, neighbour, sums, truth, annotators, pixels, scratch.features, samples[taken])
                    taken += 1
            item = following[item]
    counts[0], counts[1] = done, taken


@njit(inline="always")
def _is_chosen(number: int, rate: float) -> bool:
    """Whether a pair becomes a sample: as good as random, and always the same."""
    return ((number * 2654435761) & 0xFFFFFF) < rate * 0x1000000

"""Loops that merge regions, the most similar ones first.

Arbelaez et al., "Contour detection and hierarchical image segmentation", PAMI 2011, merge by the strength of the
border; here the order is learned, as in Nunez-Iglesias et al., "Machine learning of hierarchical clustering to segment
2D and 3D images", PLoS ONE 2013, and Ren and Shakhnarovich, "Image segmentation by cascaded region agglomeration", CVPR
2013.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from live_seg.kernels.jit import UNCOUNTED, kernel
from live_seg.kernels.regions.features import (
    FEATURES,
    PICTURE_FROM,
    Row,
    chi_squared,
    compare,
    derive,
    score_of,
)
from live_seg.kernels.regions.graph import (
    AREA,
    BORDER_SUMS,
    COLOUR_STEP,
    LENGTH,
    PERIMETER,
    REGION_SUMS,
)
from live_seg.kernels.regions.network import Network
from live_seg.kernels.regions.queue import remove, rise, sink

SAMPLE = FEATURES + 2
"""Columns of a recorded sample: the features, the share of pixel pairs in different drawn segments, and a weight."""
DEAD = np.float32(-1)


class Scoring(NamedTuple):
    """What a score depends on in addition to the two regions.

    Attributes:
        network: the weights.
        picture: float32 (3,), the features of the picture.
        memory: weight of the votes of the previous frame in a score; 0 if there are none.
        pixels: number of pixels of the picture.
    """

    network: Network
    picture: NDArray[np.float32]
    memory: np.float32
    pixels: np.float32


class Parts(NamedTuple):
    """The n regions. The rows of regions that were merged into others are no longer used.

    Attributes:
        sums: float32 (n, REGION_SUMS).
        derived: float32 (n, DERIVED).
        votes: float32 (n, v + 1), the pixels that vote for each of v regions of the previous frame, and their total.
        truth: float32 (n, t), the number of pixels in each segment of each annotator; (n, 0) if nothing is recorded.
    """

    sums: NDArray[np.float32]
    derived: NDArray[np.float32]
    votes: NDArray[np.float32]
    truth: NDArray[np.float32]


class Borders(NamedTuple):
    """The m borders, and a linked list of them for each region. Border e has the items 2 e and 2 e + 1, one per side.

    Attributes:
        ends: int32 (m, 2), the two regions.
        sums: float32 (m, BORDER_SUMS). A length of DEAD marks a border that is gone.
        heads: int32 (n,), the first item of each region; -1 for none.
        following: int32 (2 m,), the next item.
        mine: int32 (n,), the border between the merged region and each other one during a merge, otherwise -1.
    """

    ends: NDArray[np.int32]
    sums: NDArray[np.float32]
    heads: NDArray[np.int32]
    following: NDArray[np.int32]
    mine: NDArray[np.int32]


class Queue(NamedTuple):
    """The borders that are left, the one with the lowest score first: see `queue`."""

    heap: NDArray[np.int32]
    places: NDArray[np.int32]
    scores: NDArray[np.float32]


class Samples(NamedTuple):
    """Pairs of regions that are recorded as training samples.

    Attributes:
        out: float32 (s, SAMPLE).
        counts: int64 (3,): samples, scored pairs and merges so far.
        annotators: number of annotators.
        rate: share of the scored pairs that become samples, in addition to all merged pairs. It is divided by the share
            of the regions that are left, because the last pairs matter most.
    """

    out: NDArray[np.float32]
    counts: NDArray[np.int64]
    annotators: int
    rate: float


class Scratch(NamedTuple):
    """Memory for scoring: lanes (2, LANES), features (FEATURES,), hidden (n,)."""

    lanes: NDArray[np.float32]
    features: NDArray[np.float32]
    hidden: NDArray[np.float32]


@njit(inline="never", **UNCOUNTED)
def _score(
    one: int, other: int, border: int, parts: Parts, borders: Borders, scoring: Scoring, scratch: Scratch
) -> np.float32:
    """The score of a border of two regions. `scratch.features` holds their features afterwards."""
    sums = parts.sums
    if sums[one, AREA] > sums[other, AREA] or (sums[one, AREA] == sums[other, AREA] and one > other):
        one, other = other, one
    compare(
        sums[one],
        sums[other],
        parts.derived[one],
        parts.derived[other],
        borders.sums[border],
        scoring.pixels,
        scratch.lanes,
        scratch.features,
    )
    score = score_of(scratch.features, scoring.network, scratch.hidden)
    if scoring.memory > 0:
        score += scoring.memory * _opinion(one, other, parts)
    return np.float32(score)


@njit(inline="never", **UNCOUNTED)
def _opinion(one: int, other: int, parts: Parts) -> np.float32:
    """What the previous frame says about two regions: from -1 (the same region) to 1 (two regions); 0 without votes."""
    votes, last = parts.votes, parts.votes.shape[1] - 1
    voters, other_voters = votes[one, last], votes[other, last]
    if voters == 0 or other_voters == 0:
        return np.float32(0)
    together = np.float32(0)
    for before in range(last):
        together += votes[one, before] * votes[other, before]
    shared = together / (voters * other_voters)
    sure = min(voters / parts.sums[one, AREA], other_voters / parts.sums[other, AREA])
    return np.float32(sure * (np.float32(1) - np.float32(2) * shared))


@njit(inline="never", **UNCOUNTED)
def _record(one: int, other: int, parts: Parts, pixels: np.float32, features: Row, samples: Samples) -> None:
    """Record a pair of regions whose features are known, if there is room."""
    place = samples.counts[0]
    if place == samples.out.shape[0]:
        return
    together = np.float32(0)
    for column in range(parts.truth.shape[1]):
        together += parts.truth[one, column] * parts.truth[other, column]
    area, other_area = parts.sums[one, AREA], parts.sums[other, AREA]
    out = samples.out[place]
    for feature in range(FEATURES):
        out[feature] = features[feature]
    out[FEATURES] = np.float32(1) - together / (area * other_area) / np.float32(samples.annotators)
    out[FEATURES + 1] = min(area, other_area) / pixels
    samples.counts[0] += 1


@njit(inline="never", **UNCOUNTED)
def _record_some(one: int, other: int, parts: Parts, pixels: np.float32, features: Row, samples: Samples) -> None:
    """Record some of the pairs. The choice is pseudo-random, but the same in every run."""
    if parts.truth.shape[1] == 0:
        return
    samples.counts[1] += 1
    regions = parts.sums.shape[0]
    rate = samples.rate * regions / (regions - samples.counts[2])
    if ((samples.counts[1] * 2654435761) & 0xFFFFFF) < rate * 0x1000000:
        _record(one, other, parts, pixels, features, samples)


@njit(inline="never", **UNCOUNTED)
def _begin(parts: Parts, borders: Borders, queue: Queue, scoring: Scoring, scratch: Scratch, samples: Samples) -> None:
    """Derive the values of each region, link the borders, and score them."""
    sums, derived = parts.sums, parts.derived
    for border in range(borders.ends.shape[0]):
        for side in range(2):
            region = borders.ends[border, side]
            sums[region, PERIMETER] += borders.sums[border, LENGTH]
            borders.following[2 * border + side] = borders.heads[region]
            borders.heads[region] = 2 * border + side
    for region in range(sums.shape[0]):
        derive(sums[region], scoring.pixels, derived[region])
    for border in range(borders.ends.shape[0]):
        one, other, length = borders.ends[border, 0], borders.ends[border, 1], borders.sums[border, LENGTH]
        colour, texture = chi_squared(sums[one], sums[other], scratch.lanes)
        distance = np.float32(0)
        for channel in range(3):
            distance += (derived[one, channel] - derived[other, channel]) ** 2
        borders.sums[border, COLOUR_STEP] = length * np.sqrt(np.sqrt(distance))
        borders.sums[border, COLOUR_STEP + 1] = length * np.sqrt(colour)
        borders.sums[border, COLOUR_STEP + 2] = length * np.sqrt(texture)
        queue.scores[border] = _score(one, other, border, parts, borders, scoring, scratch)
        _record_some(one, other, parts, scoring.pixels, scratch.features, samples)
        queue.heap[border] = border
        rise(border, queue.heap, queue.places, queue.scores)


@njit(inline="never", **UNCOUNTED)
def _unite(kept: int, gone: int, border: int, parts: Parts, borders: Borders, scoring: Scoring) -> None:
    """Add the sums of a region to those of another one, and mark the border between them as gone."""
    for column in range(REGION_SUMS):
        parts.sums[kept, column] += parts.sums[gone, column]
    parts.sums[kept, PERIMETER] -= np.float32(2) * borders.sums[border, LENGTH]
    borders.sums[border, LENGTH] = DEAD
    for column in range(parts.votes.shape[1]):
        parts.votes[kept, column] += parts.votes[gone, column]
    for column in range(parts.truth.shape[1]):
        parts.truth[kept, column] += parts.truth[gone, column]
    derive(parts.sums[kept], scoring.pixels, parts.derived[kept])


@njit(inline="never", **UNCOUNTED)
def _join_borders(kept: int, gone: int, size: int, borders: Borders, queue: Queue) -> int:
    """Transfer a region's borders to the region that it was merged into; returns the new size of the queue."""
    heads, following, mine = borders.heads, borders.following, borders.mine
    item, link = heads[kept], -1
    while item >= 0:
        after = following[item]
        if borders.sums[item // 2, LENGTH] != DEAD:
            mine[borders.ends[item // 2, 1 - item % 2]] = item // 2
            link = item
        elif link < 0:
            heads[kept] = after
        else:
            following[link] = after
        item = after
    item = heads[gone]
    while item >= 0:
        after, border = following[item], item // 2
        if borders.sums[border, LENGTH] != DEAD:
            same = mine[borders.ends[border, 1 - item % 2]]
            if same >= 0:
                for column in range(BORDER_SUMS):
                    borders.sums[same, column] += borders.sums[border, column]
                size = remove(border, size, queue.heap, queue.places, queue.scores)
                borders.sums[border, LENGTH] = DEAD
            else:
                borders.ends[border, item % 2] = kept
                following[item] = heads[kept]
                heads[kept] = item
        item = after
    return size


@njit(inline="never", **UNCOUNTED)
def _score_again(
    region: int,
    size: int,
    parts: Parts,
    borders: Borders,
    queue: Queue,
    scoring: Scoring,
    scratch: Scratch,
    samples: Samples,
) -> None:
    """Score the borders of a region that has changed, and put them in order in a queue of `size` entries."""
    item = borders.heads[region]
    while item >= 0:
        border = item // 2
        neighbour = borders.ends[border, 1 - item % 2]
        borders.mine[neighbour] = -1
        before = queue.scores[border]
        queue.scores[border] = _score(region, neighbour, border, parts, borders, scoring, scratch)
        if queue.scores[border] < before:
            rise(queue.places[border], queue.heap, queue.places, queue.scores)
        else:
            sink(queue.places[border], size, queue.heap, queue.places, queue.scores)
        _record_some(region, neighbour, parts, scoring.pixels, scratch.features, samples)
        item = borders.following[item]


@kernel(allocates=False)
def merge(
    parts: Parts,
    borders: Borders,
    queue: Queue,
    scoring: Scoring,
    scratch: Scratch,
    limit: np.float32,
    samples: Samples,
    merges: NDArray[np.int32],
    heights: NDArray[np.float32],
    count: NDArray[np.int64],
) -> None:
    """Merge the pair of regions with the lowest score, and repeat this while that score is at most `limit`.

    The arrays of the tuples are overwritten. The input is in `sums`, `votes` and `truth` of the parts and in `ends` and
    `sums` of the borders; `heads` and `mine` must be filled with -1. merges: (n - 1, 2), is filled with the region that
    stays and the one that is merged into it. heights: (n - 1,), is filled with the scores of the merges, in ascending
    order. count: (1,), is filled with the number of merges.
    """
    for feature in range(scoring.picture.shape[0]):
        scratch.features[PICTURE_FROM + feature] = scoring.picture[feature]
    _begin(parts, borders, queue, scoring, scratch, samples)
    size, done, height = borders.ends.shape[0], 0, np.float32(-1e30)
    while size > 0 and queue.scores[queue.heap[0]] <= limit:
        border = queue.heap[0]
        height = max(height, queue.scores[border])
        kept, gone = borders.ends[border, 0], borders.ends[border, 1]
        merges[done, 0], merges[done, 1], heights[done] = kept, gone, height
        done += 1
        samples.counts[2] = done
        if parts.truth.shape[1] > 0:
            _score(kept, gone, border, parts, borders, scoring, scratch)
            _record(kept, gone, parts, scoring.pixels, scratch.features, samples)
        size = remove(border, size, queue.heap, queue.places, queue.scores)
        _unite(kept, gone, border, parts, borders, scoring)
        size = _join_borders(kept, gone, size, borders, queue)
        _score_again(kept, size, parts, borders, queue, scoring, scratch, samples)
    count[0] = done


@kernel(allocates=False)
def cut(merges: NDArray[np.int32], out: NDArray[np.int32]) -> None:
    """The row of each superpixel's region after merges: merges (m, 2), in their order; out (n,).

    Rows are numbered from 0, in the order of the superpixels that were not merged into others.
    """
    for superpixel in range(out.shape[0]):
        out[superpixel] = -1
    for merge_at in range(merges.shape[0]):
        out[merges[merge_at, 1]] = 0
    rows = 0
    for superpixel in range(out.shape[0]):
        if out[superpixel] < 0:
            out[superpixel] = rows
            rows += 1
    # backwards from the last merge, so that the row of the region that stays is already known
    for merge_at in range(merges.shape[0] - 1, -1, -1):
        out[merges[merge_at, 1]] = out[merges[merge_at, 0]]

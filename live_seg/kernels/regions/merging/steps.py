"""Loops for the steps of merging: begin, unite two regions, and score the borders of the result again."""

from __future__ import annotations

import numpy as np
from numba import njit

from live_seg.kernels.jit import UNCOUNTED
from live_seg.kernels.regions.graph import (
    BORDER_SUMS,
    COLOUR_CODES_STEP,
    COLOUR_STEP,
    LENGTH,
    PERIMETER,
    REGION_SUMS,
    TEXTURE_STEP,
)
from live_seg.kernels.regions.merging.features import MEAN, PICTURE_FROM, chi_squared, derive
from live_seg.kernels.regions.merging.queue import remove, sift_down, sift_up
from live_seg.kernels.regions.merging.scoring import score
from live_seg.kernels.regions.merging.state import DEAD, Borders, Queue, State


@njit(inline="never", **UNCOUNTED)
def begin(state: State) -> None:
    """Derive the values of each region, link the borders, and score them.

    The input is in `sums` and `votes` of the parts, and in `ends` and `sums` of the borders. `heads` and `mine` must be
    filled with -1.
    """
    parts, borders, queue, scoring, scratch = state
    for feature in range(scoring.picture.shape[0]):
        scratch.features[PICTURE_FROM + feature] = scoring.picture[feature]
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
            distance += (derived[one, MEAN + channel] - derived[other, MEAN + channel]) ** 2
        borders.sums[border, COLOUR_STEP] = length * np.sqrt(np.sqrt(distance))
        borders.sums[border, COLOUR_CODES_STEP] = length * np.sqrt(colour)
        borders.sums[border, TEXTURE_STEP] = length * np.sqrt(texture)
        queue.scores[border] = score(border, state)
        queue.heap[border] = border
        sift_up(border, queue)


@njit(inline="never", **UNCOUNTED)
def unite(border: int, size: int, state: State) -> int:
    """Merge the second region of a border into the first one; returns the new size of the queue.

    The borders of the result are in its list, and must be scored again.
    """
    parts, borders, queue = state.parts, state.borders, state.queue
    kept, gone = borders.ends[border, 0], borders.ends[border, 1]
    size = remove(border, size, queue)
    for column in range(REGION_SUMS):
        parts.sums[kept, column] += parts.sums[gone, column]
    parts.sums[kept, PERIMETER] -= np.float32(2) * borders.sums[border, LENGTH]
    borders.sums[border, LENGTH] = DEAD
    for column in range(parts.votes.shape[1]):
        parts.votes[kept, column] += parts.votes[gone, column]
    derive(parts.sums[kept], state.scoring.pixels, parts.derived[kept])
    return int(_join_borders(kept, gone, size, borders, queue))


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
                size = remove(border, size, queue)
                borders.sums[border, LENGTH] = DEAD
            else:
                borders.ends[border, item % 2] = kept
                following[item] = heads[kept]
                heads[kept] = item
        item = after
    return size


@njit(inline="never", **UNCOUNTED)
def score_again(region: int, size: int, state: State) -> None:
    """Score the borders of a region that has changed, and put them in order in a queue of `size` entries."""
    borders, queue = state.borders, state.queue
    item = borders.heads[region]
    while item >= 0:
        border = item // 2
        borders.mine[borders.ends[border, 1 - item % 2]] = -1
        before = queue.scores[border]
        queue.scores[border] = score(border, state)
        if queue.scores[border] < before:
            sift_up(queue.places[border], queue)
        else:
            sift_down(queue.places[border], size, queue)
        item = borders.following[item]

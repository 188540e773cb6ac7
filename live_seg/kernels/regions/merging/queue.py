"""Loops of a priority queue of borders: a binary heap that records the place of each entry.

Sedgewick and Wayne, Algorithms, section 2.4, "index priority queue".
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from live_seg.kernels.jit import UNCOUNTED
from live_seg.kernels.regions.merging.state import Queue


@njit(inline="never", **UNCOUNTED)
def sift_up(at: int, queue: Queue) -> None:
    """Move the entry at a place of the heap up until the heap is in order."""
    heap, places, scores = queue.heap, queue.places, queue.scores
    entry = heap[at]
    while at > 0:
        parent = (at - 1) // 2
        if not _is_before(entry, heap[parent], scores):
            break
        heap[at] = heap[parent]
        places[heap[at]] = at
        at = parent
    heap[at] = entry
    places[entry] = at


@njit(inline="never", **UNCOUNTED)
def sift_down(at: int, size: int, queue: Queue) -> None:
    """Move the entry at a place of a heap of `size` entries down until the heap is in order."""
    heap, places, scores = queue.heap, queue.places, queue.scores
    entry = heap[at]
    while True:
        child = 2 * at + 1
        if child >= size:
            break
        if child + 1 < size and _is_before(heap[child + 1], heap[child], scores):
            child += 1
        if not _is_before(heap[child], entry, scores):
            break
        heap[at] = heap[child]
        places[heap[at]] = at
        at = child
    heap[at] = entry
    places[entry] = at


@njit(inline="never", **UNCOUNTED)
def remove(entry: int, size: int, queue: Queue) -> int:
    """Remove an entry from a heap of `size` entries; returns the new size."""
    at, size = queue.places[entry], size - 1
    if at != size:
        moved = queue.heap[size]
        queue.heap[at] = moved
        queue.places[moved] = at
        sift_up(at, queue)
        sift_down(queue.places[moved], size, queue)
    return size


@njit(inline="always")
def _is_before(one: int, other: int, scores: NDArray[np.float32]) -> bool:
    # equal scores are ordered by the number of the border, so the order does not depend on earlier changes
    return scores[one] < scores[other] or (scores[one] == scores[other] and one < other)

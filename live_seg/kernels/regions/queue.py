"""Loops of a priority queue of borders: a binary heap that records the place of each entry.

Sedgewick and Wayne, Algorithms, section 2.4, "index priority queue".
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from live_seg.kernels.jit import UNCOUNTED

Places = NDArray[np.int32]


@njit(inline="never", **UNCOUNTED)
def rise(at: int, heap: Places, places: Places, scores: NDArray[np.float32]) -> None:
    """Move the entry at a place of the heap up until the heap is in order.

    heap: (n,), borders, the one with the lowest score first. places: (n,), the place of each border in the heap.
    scores: (n,), the score of each border.
    """
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
def sink(at: int, size: int, heap: Places, places: Places, scores: NDArray[np.float32]) -> None:
    """Move the entry at a place of a heap of `size` entries down until the heap is in order. Arrays as in `rise`."""
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
def remove(entry: int, size: int, heap: Places, places: Places, scores: NDArray[np.float32]) -> int:
    """Remove an entry from a heap of `size` entries; returns the new size. The arrays are those of `rise`."""
    at, size = places[entry], size - 1
    if at != size:
        moved = heap[size]
        heap[at] = moved
        places[moved] = at
        rise(at, heap, places, scores)
        sink(places[moved], size, heap, places, scores)
    return size


@njit(inline="always")
def _is_before(one: int, other: int, scores: NDArray[np.float32]) -> bool:
    # equal scores are ordered by the number of the border, so the order does not depend on earlier changes
    return scores[one] < scores[other] or (scores[one] == scores[other] and one < other)

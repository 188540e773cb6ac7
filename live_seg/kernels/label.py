"""Loops that label pixels. `segment.labelling` has the policy.

The nearest centroid of a colour is found once for a palette, and kept in a cache (`kernels.colour_cache`).

Threads share the cache. Each byte is valid by itself, 0 or the one right value, whoever wrote it, and a colour that two
threads miss at once is looked up twice. So labels do not depend on which thread comes first.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from live_seg.kernels.colour import IN_A_CELL, ColourTables, features_row
from live_seg.kernels.colour_cache import BLOCKS, Axis, Cache, Nearest, Places
from live_seg.kernels.jit import kernel
from live_seg.kernels.nearest import find_nearest

Row = NDArray[np.uint8]
Axes = tuple[Axis, Axis, Axis]

SETTLED = 5
"""Frames without motion after which a pixel keeps its label. A moving edge has passed by then."""
NOT_HELD = -1
"""As `Hysteresis.motion`: no pixel keeps its label."""

# Inputs may come in a tuple. Outputs may not: numba takes writes to the arrays of a tuple in a parallel loop for dead
# code.


class Held(NamedTuple):
    """What makes pixels keep their labels, see `segment.labelling.hysteresis`.

    Attributes:
        sides: float32 (k, k, 4), old label by new one: a point's features times the first three plus the fourth is the
            difference of its squared distances to the old and the new centroid.
        slack: float32 (k, k), how large that difference must be for the label to change.
        motion: change of a channel, in levels, above which a pixel moves; or NOT_HELD.
        seen: uint8 (H, 3 W), the frame before.
        previous: uint8 (H, W), the labels of the frame before.
    """

    sides: NDArray[np.float32]
    slack: NDArray[np.float32]
    motion: int
    seen: NDArray[np.uint8]
    previous: NDArray[np.uint8]


@njit(inline="never")
def _look_up(bgr: Row, cache: Row, places_in_cache: Places, unknown: Row, out: Row) -> bool:
    """Look up a row of pixels in the cache: bgr (3 W,), out (W,), 0 or the label + 1; returns whether there is a 0.

    places_in_cache: (W,), the place of each colour in the cache. unknown: (W or more,), 1 where `out` is 0.
    """
    for x in range(out.shape[0]):
        b, g, r = np.uint32(bgr[3 * x]), np.uint32(bgr[3 * x + 1]), np.uint32(bgr[3 * x + 2])
        cell = b >> np.uint32(2) << np.uint32(12) | g >> np.uint32(2) << np.uint32(6) | r >> np.uint32(2)
        inside = (b & np.uint32(3)) << np.uint32(4) | (g & np.uint32(3)) << np.uint32(2) | (r & np.uint32(3))
        places_in_cache[x] = cell << np.uint32(6) | inside
    for x in range(out.shape[0]):
        out[x] = cache[places_in_cache[x]]
    some = False
    for x in range(out.shape[0]):
        unknown[x] = out[x] == 0
        some |= out[x] == 0
    return some


@njit(inline="never")
def _pick(bgr: Row, marked: Row, tables: ColourTables, colours: Row, places: Places, points: Axes) -> int:
    """List the marked pixels of a row and compute their features; returns their number."""
    # listed first, so that the features are computed without a branch that the processor would mispredict
    count = 0
    eights = marked.view(np.uint64)
    for eight in range(eights.shape[0]):
        if eights[eight]:
            for x in range(8 * eight, 8 * eight + 8):
                places[count] = x
                count += marked[x]
    for i in range(count):
        x = places[i]
        colours[3 * i], colours[3 * i + 1], colours[3 * i + 2] = bgr[3 * x], bgr[3 * x + 1], bgr[3 * x + 2]
    features_row(colours, tables, points[0][:count], points[1][:count], points[2][:count])
    return count


@njit(inline="never")
def _find_settled(
    bgr: Row,
    seen: Row,
    motion: np.uint8,
    previous: Row,
    k: np.uint8,
    labels: Row,
    changes: Row,
    still_for: Row,
    out: Row,
) -> None:
    """Count the frames without motion of each pixel; out (W,): 1 for still pixels that would change their label."""
    # bytes only: mixed with wider numbers, these loops take several times as long
    settled = np.uint8(SETTLED)
    for i in range(changes.shape[0]):
        changes[i] = max(bgr[i], seen[i]) - min(bgr[i], seen[i])
    for x in range(labels.shape[0]):
        out[x] = max(changes[3 * x], changes[3 * x + 1], changes[3 * x + 2])
    for x in range(labels.shape[0]):
        still_for[x] = np.uint8(0) if out[x] > motion else min(still_for[x] + np.uint8(1), settled)
    for x in range(labels.shape[0]):
        out[x] = (labels[x] != previous[x]) & (still_for[x] == settled) & (previous[x] < k)


@njit(inline="never")
def _label_rows(
    rows: tuple[int, int],
    bgr: NDArray[np.uint8],
    tables: ColourTables,
    nearest: Nearest,
    held: Held,
    cache: Cache,
    used: NDArray[np.uint8],
    still_for: NDArray[np.uint8],
    out: NDArray[np.uint8],
) -> None:
    """`label` for the rows from the first to before the second."""
    width, k, flat = out.shape[1], nearest.centroids.shape[1], cache.reshape(cache.size)
    places_in_cache, colours = np.empty(width, np.uint32), np.empty(3 * width, np.uint8)
    # marked in bytes, so that eight pixels at a time can be skipped
    marked = np.zeros((width + 7) // 8 * 8, np.uint8)
    # one longer than a row: a place is written before it is known whether it counts
    places, labels = np.empty(width + 1, np.uint32), np.empty(width, np.uint32)
    points = np.empty(width, np.float32), np.empty(width, np.float32), np.empty(width, np.float32)
    distances, every_centroid = np.empty(width, np.float32), np.arange(k).astype(np.uint32)
    for y in range(rows[0], rows[1]):
        row, found = bgr[y], out[y]
        if _look_up(row, flat, places_in_cache, marked, found):
            count = _pick(row, marked, tables, colours, places, points)
            find_nearest(points, count, nearest.centroids, every_centroid, distances, labels)
            for i in range(count):
                x = places[i]
                found[x] = flat[places_in_cache[x]] = labels[i] + 1
                used[places_in_cache[x] // IN_A_CELL] = 1
        for x in range(width):
            found[x] -= np.uint8(1)
        if held.motion != NOT_HELD:
            previous = held.previous[y]
            _find_settled(
                row, held.seen[y], np.uint8(held.motion), previous, np.uint8(k), found, colours, still_for[y], marked
            )
            count = _pick(row, marked, tables, colours, places, points)
            for i in range(count):
                x = places[i]
                old, new = previous[x], found[x]
                side = held.sides[old, new]
                nearer = points[0][i] * side[0] + points[1][i] * side[1] + points[2][i] * side[2] + side[3]
                # the new centroid has to be clearly nearer
                found[x] = old if nearer <= held.slack[old, new] else new


@kernel(parallel=True)
def label(
    bgr: NDArray[np.uint8],
    tables: ColourTables,
    nearest: Nearest,
    held: Held,
    cache: Cache,
    used: NDArray[np.uint8],
    still_for: NDArray[np.uint8],
    out: NDArray[np.uint8],
) -> None:
    """Label pixels by the nearest centroid, or by their previous label where they keep it: bgr (H, 3 W), out (H, W).

    cache: (CELLS, IN_A_CELL), read and written. used: (CELLS,), gets 1 for each cell with a colour that was not in the
    cache. still_for: (H, W), for how many frames each pixel has not moved, at most SETTLED; read and written.
    """
    height = out.shape[0]
    for block in prange(BLOCKS):
        rows = block * height // BLOCKS, (block + 1) * height // BLOCKS
        _label_rows(rows, bgr, tables, nearest, held, cache, used, still_for, out)

"""The cache of labels by colour, and the loops that fill it when the palette changes.

The cache has a byte for each of the 16.7 million colours, 0 or the label + 1, in cells of 4x4x4 colours, which are one
cache line each. When the palette changes, the cells in use are labelled again as a whole. In most of them one centroid
is nearest to every colour, so that no colour has to be looked at.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from live_seg.kernels.colour import CELLS, IN_A_CELL, SIDE, ColourTables, features_row
from live_seg.kernels.jit import kernel
from live_seg.kernels.nearest import find_nearest

Axis = NDArray[np.float32]
Places = NDArray[np.uint32]
Cache = NDArray[np.uint8]

BLOCKS = 64
"""Parts of the cache, or of a frame, that are shared out among threads; each has buffers of its own."""
TURNS = 32
"""Each new palette empties one in so many parts of the cache, so that unused cells are forgotten."""
ROUNDING = np.float32(0.5)
"""Above the rounding error of distances to a cell's centre, which is not on the grid: up to 2**18 in float32."""


class Nearest(NamedTuple):
    """What pixels are labelled by.

    Attributes:
        centroids: float32 (3, k).
        apart: float32 (k, k), the distances between centroids.
        balls: float32 (CELLS, 4), see `kernels.colour`.
    """

    centroids: NDArray[np.float32]
    apart: NDArray[np.float32]
    balls: NDArray[np.float32]


@njit(inline="always")
def _find_candidates(cell: int, nearest: Nearest, distances: Axis, out: Places) -> int:
    """The centroids that may be nearest to a colour of a cell, in order; returns their number."""
    first, second, third = nearest.centroids[0], nearest.centroids[1], nearest.centroids[2]
    m0, m1, m2 = nearest.balls[cell, 0], nearest.balls[cell, 1], nearest.balls[cell, 2]
    for c in range(first.shape[0]):
        d0, d1, d2 = m0 - first[c], m1 - second[c], m2 - third[c]
        distances[c] = d0 * d0 + d1 * d1 + d2 * d2
    closest, best = 0, distances[0]
    for c in range(1, first.shape[0]):
        if distances[c] < best:
            closest, best = c, distances[c]
    # The difference of a point's squared distances to two centroids is linear in the point. Within the ball it changes
    # by at most 2 radii times the distance between the centroids. Centroids that are further by more than that are
    # nearest to no colour of the cell.
    reach = 2 * nearest.balls[cell, 3]
    count = 0
    for c in range(first.shape[0]):
        out[count] = c
        if distances[c] - best <= reach * nearest.apart[closest, c] + ROUNDING:
            count += 1
    return count


@njit(inline="never")
def _refill_plane(
    plane: int, turn: int, tables: ColourTables, nearest: Nearest, cache: Cache, used: NDArray[np.uint8]
) -> None:
    """`refill` for one of the 64 planes of the colour cube."""
    points = np.empty(IN_A_CELL, np.float32), np.empty(IN_A_CELL, np.float32), np.empty(IN_A_CELL, np.float32)
    distances, colours = np.empty(IN_A_CELL, np.float32), np.empty(3 * IN_A_CELL, np.uint8)
    candidates, labels = np.empty(IN_A_CELL + 1, np.uint32), np.empty(IN_A_CELL, np.uint32)
    for cell in range(plane * CELLS // BLOCKS, (plane + 1) * CELLS // BLOCKS):
        if not used[cell]:
            continue
        if cell % TURNS == turn:
            used[cell] = 0
            for i in range(IN_A_CELL):
                cache[cell, i] = 0
            continue
        count = _find_candidates(cell, nearest, distances, candidates)
        if count == 1:
            for i in range(IN_A_CELL):
                cache[cell, i] = candidates[0] + 1
            continue
        b, g, r = cell // 4096 * SIDE, cell // 64 % 64 * SIDE, cell % 64 * SIDE
        for i in range(IN_A_CELL):
            colours[3 * i], colours[3 * i + 1], colours[3 * i + 2] = b + i // 16, g + i // 4 % 4, r + i % 4
        features_row(colours, tables, points[0], points[1], points[2])
        find_nearest(points, IN_A_CELL, nearest.centroids, candidates[:count], distances, labels)
        for i in range(IN_A_CELL):
            cache[cell, i] = labels[i] + 1


@kernel(parallel=True)
def refill(turn: int, tables: ColourTables, nearest: Nearest, cache: Cache, used: NDArray[np.uint8]) -> None:
    """Label the used cells of the cache for a new palette: cache (CELLS, IN_A_CELL), used (CELLS,).

    One of TURNS parts of the cells is emptied instead.
    """
    for block in prange(BLOCKS):
        # dealt out, because neighbouring cells are used alike: no thread is to get all the dark colours
        _refill_plane(block * 37 % BLOCKS, turn, tables, nearest, cache, used)

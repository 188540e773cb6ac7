"""The loops that label pixels. Arrays come in, `out` is filled; `labels` and `hold` have what they are called with.

A colour's nearest centroid is looked for once a palette, and remembered: a memo has a byte for each of the 16.7
million colours, 0 or the label + 1, in cells of 4 by 4 by 4 colours, a cache line each. When the palette changes, the
cells in use are labelled anew as a whole: most of them one centroid has for itself, and their colours need no look.

Threads share the memo. Each byte is valid by itself, 0 or the one right value, whoever wrote it; a colour that two
threads miss at once is looked for twice. So labels do not depend on who comes first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numba import njit, prange

from live_seg.kernels.colour import CELLS, IN_A_CELL, SIDE, ColourTables, features_row
from live_seg.kernels.jit import kernel
from live_seg.kernels.nearest import find_nearest

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Row = NDArray[np.uint8]
    Axis = NDArray[np.float32]
    Axes = tuple[Axis, Axis, Axis]
    Places = NDArray[np.uint32]
    Memo = NDArray[np.uint8]

BLOCKS = 64
"""Parts of a frame that threads take; each has buffers of its own."""
SETTLED = 5
"""Frames that a pixel has to keep its colour for until its label is held. A moving edge has passed by then."""
NOT_HELD = -1
"""As `Held.motion`: no label is held."""
TURNS = 32
"""Palettes after which cells are forgotten that are not used any more: a part of all is, with each."""
ROUNDING = np.float32(0.5)
"""More than distances to a cell's centre, up to 2**18, can be wrong by in float32: that is not on the grid."""

# What is read may come in a tuple. What is written may not: numba takes writes to a tuple's arrays in a parallel loop
# for dead code.


class Nearest(NamedTuple):
    """What to label by.

    `centroids`: float32 (3, k). `apart`: float32 (k, k), their distances. `balls`: float32 (CELLS, 4), see
    `kernels.colour`.
    """

    centroids: NDArray[np.float32]
    apart: NDArray[np.float32]
    balls: NDArray[np.float32]


class Held(NamedTuple):
    """What holds labels, see `hold`.

    `sides`: float32 (k, k, 4), what a point's features are multiplied by, and what is added, to have by how much nearer
    it is to a new label's centroid than to the old one's: old by new. `slack`: float32 (k, k), how much of that is not
    enough. `motion`: levels, or NOT_HELD. `seen`: uint8 (H, 3 W), the frame before, and `previous`: uint8 (H, W),
    its labels.
    """

    sides: NDArray[np.float32]
    slack: NDArray[np.float32]
    motion: int
    seen: NDArray[np.uint8]
    previous: NDArray[np.uint8]


@njit(inline="always")
def _find_candidates(cell: int, nearest: Nearest, distances: Axis, out: Places) -> int:
    """The centroids that any colour of a cell can be nearest to, in order; returns their number."""
    first, second, third = nearest.centroids[0], nearest.centroids[1], nearest.centroids[2]
    m0, m1, m2 = nearest.balls[cell, 0], nearest.balls[cell, 1], nearest.balls[cell, 2]
    for c in range(first.shape[0]):
        d0, d1, d2 = m0 - first[c], m1 - second[c], m2 - third[c]
        distances[c] = d0 * d0 + d1 * d1 + d2 * d2
    closest, best = 0, distances[0]
    for c in range(1, first.shape[0]):
        if distances[c] < best:
            closest, best = c, distances[c]
    # The difference of the squared distances to two centroids is linear in the point: within the ball it changes by at
    # most 2 radii times the distance of the two. Centroids that are farther by more than that are no colour's nearest.
    reach = 2 * nearest.balls[cell, 3]
    count = 0
    for c in range(first.shape[0]):
        out[count] = c
        if distances[c] - best <= reach * nearest.apart[closest, c] + ROUNDING:
            count += 1
    return count


@njit(inline="never")
def _refill_plane(
    plane: int, turn: int, tables: ColourTables, nearest: Nearest, memo: Memo, used: NDArray[np.uint8]
) -> None:
    """`refill` for the cells of one of the 64 planes of the colour cube."""
    points = np.empty(IN_A_CELL, np.float32), np.empty(IN_A_CELL, np.float32), np.empty(IN_A_CELL, np.float32)
    distances, colours = np.empty(IN_A_CELL, np.float32), np.empty(3 * IN_A_CELL, np.uint8)
    candidates, labels = np.empty(IN_A_CELL + 1, np.uint32), np.empty(IN_A_CELL, np.uint32)
    for cell in range(plane * CELLS // BLOCKS, (plane + 1) * CELLS // BLOCKS):
        if not used[cell]:
            continue
        if cell % TURNS == turn:
            used[cell] = 0
            for i in range(IN_A_CELL):
                memo[cell, i] = 0
            continue
        count = _find_candidates(cell, nearest, distances, candidates)
        if count == 1:
            for i in range(IN_A_CELL):
                memo[cell, i] = candidates[0] + 1
            continue
        b, g, r = cell // 4096 * SIDE, cell // 64 % 64 * SIDE, cell % 64 * SIDE
        for i in range(IN_A_CELL):
            colours[3 * i], colours[3 * i + 1], colours[3 * i + 2] = b + i // 16, g + i // 4 % 4, r + i % 4
        features_row(colours, tables, points[0], points[1], points[2])
        find_nearest(points, IN_A_CELL, nearest.centroids, candidates[:count], distances, labels)
        for i in range(IN_A_CELL):
            memo[cell, i] = labels[i] + 1


@njit(inline="never")
def _look_up(bgr: Row, memo: Row, homes: Places, unknown: Row, out: Row) -> bool:
    """What a memo has on a row of pixels, bgr (3 W,): out (W,), 0 or the label + 1; whether there is a 0.

    homes (W,): where in the memo they are. unknown (W or more,): where there is a 0.
    """
    for x in range(out.shape[0]):
        b, g, r = np.uint32(bgr[3 * x]), np.uint32(bgr[3 * x + 1]), np.uint32(bgr[3 * x + 2])
        cell = b >> np.uint32(2) << np.uint32(12) | g >> np.uint32(2) << np.uint32(6) | r >> np.uint32(2)
        inside = (b & np.uint32(3)) << np.uint32(4) | (g & np.uint32(3)) << np.uint32(2) | (r & np.uint32(3))
        homes[x] = cell << np.uint32(6) | inside
    for x in range(out.shape[0]):
        out[x] = memo[homes[x]]
    some = False
    for x in range(out.shape[0]):
        unknown[x] = out[x] == 0
        some |= out[x] == 0
    return some


@njit(inline="never")
def _pick(bgr: Row, marked: Row, tables: ColourTables, colours: Row, places: Places, points: Axes) -> int:
    """Which pixels of a row are marked, and their features; returns their number."""
    # found first, and then looked at with no branch that a processor could guess wrong
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
    bgr: Row, seen: Row, motion: np.uint8, previous: Row, k: np.uint8, labels: Row, changes: Row, quiet: Row, out: Row
) -> None:
    """Count for how long pixels have not moved; out (W,): those that have settled and would get another label."""
    # bytes with bytes: mixed with wider numbers, these loops take several times as long
    settled = np.uint8(SETTLED)
    for i in range(changes.shape[0]):
        changes[i] = max(bgr[i], seen[i]) - min(bgr[i], seen[i])
    for x in range(labels.shape[0]):
        out[x] = max(changes[3 * x], changes[3 * x + 1], changes[3 * x + 2])
    for x in range(labels.shape[0]):
        quiet[x] = np.uint8(0) if out[x] > motion else min(quiet[x] + np.uint8(1), settled)
    for x in range(labels.shape[0]):
        out[x] = (labels[x] != previous[x]) & (quiet[x] == settled) & (previous[x] < k)


@njit(inline="never")
def _label_rows(
    rows: tuple[int, int],
    bgr: NDArray[np.uint8],
    tables: ColourTables,
    nearest: Nearest,
    held: Held,
    memo: Memo,
    used: NDArray[np.uint8],
    quiet: NDArray[np.uint8],
    out: NDArray[np.uint8],
) -> None:
    """`label` for some rows, from the first to before the second."""
    width, k, flat = out.shape[1], nearest.centroids.shape[1], memo.reshape(memo.size)
    homes, colours = np.empty(width, np.uint32), np.empty(3 * width, np.uint8)
    # marked by bytes, so that eight pixels at a time can be passed over
    marked = np.zeros((width + 7) // 8 * 8, np.uint8)
    # one more than pixels: a place is written before it is known whether it counts
    places, labels = np.empty(width + 1, np.uint32), np.empty(width, np.uint32)
    points = np.empty(width, np.float32), np.empty(width, np.float32), np.empty(width, np.float32)
    distances, all_of_them = np.empty(width, np.float32), np.arange(k).astype(np.uint32)
    for y in range(rows[0], rows[1]):
        row, found = bgr[y], out[y]
        if _look_up(row, flat, homes, marked, found):
            count = _pick(row, marked, tables, colours, places, points)
            find_nearest(points, count, nearest.centroids, all_of_them, distances, labels)
            for i in range(count):
                x = places[i]
                found[x] = flat[homes[x]] = labels[i] + 1
                used[homes[x] // IN_A_CELL] = 1
        for x in range(width):
            found[x] -= np.uint8(1)
        if held.motion != NOT_HELD:
            previous = held.previous[y]
            _find_settled(
                row, held.seen[y], np.uint8(held.motion), previous, np.uint8(k), found, colours, quiet[y], marked
            )
            count = _pick(row, marked, tables, colours, places, points)
            for i in range(count):
                x = places[i]
                old, new = previous[x], found[x]
                side = held.sides[old, new]
                nearer = points[0][i] * side[0] + points[1][i] * side[1] + points[2][i] * side[2] + side[3]
                # not clearly nearer is not near enough
                found[x] = old if nearer <= held.slack[old, new] else new


@kernel(parallel=True)
def refill(turn: int, tables: ColourTables, nearest: Nearest, memo: Memo, used: NDArray[np.uint8]) -> None:
    """Label the used cells of a memo anew, memo (CELLS, IN_A_CELL), used (CELLS,); empty one of TURNS parts of them."""
    for block in prange(BLOCKS):
        # neighbours are used alike: dealt out, so that no thread gets all the dark colours
        _refill_plane(block * 37 % BLOCKS, turn, tables, nearest, memo, used)


@kernel(parallel=True)
def label(
    bgr: NDArray[np.uint8],
    tables: ColourTables,
    nearest: Nearest,
    held: Held,
    memo: Memo,
    used: NDArray[np.uint8],
    quiet: NDArray[np.uint8],
    out: NDArray[np.uint8],
) -> None:
    """Label pixels by the nearest centroid, or where they are held by their previous labels: bgr (H, 3 W), out (H, W).

    Read and written are memo (CELLS, IN_A_CELL) and quiet (H, W), the frames that each pixel has not moved for, at most
    SETTLED; used (CELLS,) gets 1 for each cell that has a colour in the frame which is new.
    """
    height = out.shape[0]
    for block in prange(BLOCKS):
        rows = block * height // BLOCKS, (block + 1) * height // BLOCKS
        _label_rows(rows, bgr, tables, nearest, held, memo, used, quiet, out)

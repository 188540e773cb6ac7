"""Loops that bring superpixels from a working picture to the size of the frame.

The borders are moved to where the frame's colours change, by a pixel at a time and from coarse to fine, as by Van den
Bergh et al., "SEEDS: superpixels extracted via energy-driven sampling", IJCV 2015. A pixel changes sides only if that
cuts neither region in two (a simple point: Kong and Rosenfeld, "Digital topology", CVGIP 1989). So a region stays one
4-connected piece.
"""

from __future__ import annotations

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from live_seg.kernels.jit import kernel

BLOCKS = 32
"""Bands of rows that are shared out among threads."""
SMOOTHNESS = np.float32(0.16)
"""Weight of a neighbour's side against the pixel's colour, whose weight is 1 where it has the colour of one side."""
NOISE = np.float32(200)
"""Squared levels: two sides that differ by less are told apart by their shape alone."""

Leaves = NDArray[np.uint16]


@kernel(parallel=True)
def enlarge(small: Leaves, out: Leaves) -> None:
    """Enlarge a map by repeating its pixels: small (h, w), out (H, W) with H >= h and W >= w."""
    height, width = out.shape
    columns = np.empty(width, np.int32)
    for x in range(width):
        columns[x] = x * small.shape[1] // width
    for block in prange(BLOCKS):
        last = -1
        for y in range(block * height // BLOCKS, (block + 1) * height // BLOCKS):
            row = y * small.shape[0] // height
            if row == last:
                out[y] = out[y - 1]
                continue
            source, target = small[row], out[y]
            for x in range(width):
                target[x] = source[columns[x]]
            last = row


@njit(inline="never")
def _mean_colour(bgr: NDArray[np.uint8], y: int, x: int, side: int, out: NDArray[np.float32]) -> None:
    """The mean colour of the frame's pixels that a pixel of a level stands for: bgr (H, 3 W), out (3,)."""
    top, left = y * side, x * side
    bottom, right = min(top + side, bgr.shape[0]), min(left + side, bgr.shape[1] // 3)
    blue = green = red = 0
    for row in range(top, bottom):
        line = bgr[row]
        for column in range(left, right):
            blue += line[3 * column]
            green += line[3 * column + 1]
            red += line[3 * column + 2]
    count = np.float32((bottom - top) * (right - left))
    out[0], out[1], out[2] = np.float32(blue) / count, np.float32(green) / count, np.float32(red) / count


@njit(inline="always")
def _is_removable(ring: NDArray[np.uint8]) -> bool:
    """Whether a region stays in one piece without a pixel: its 4-neighbours in it hang together about the pixel.

    ring: (8,), the neighbours in it, clockwise from the upper left one; those above, right, below, left are odd.
    """
    # Runs of neighbours that hang together about the pixel; a corner alone is no part of the pixel's 4-neighbourhood.
    runs = sides = 0
    for side in range(1, 8, 2):
        if ring[side]:
            sides += 1
            corner, after = ring[(side + 1) % 8], ring[(side + 2) % 8]
            if not (corner and after):
                runs += 1
    # four sides with all corners are one run without an end
    return sides > 0 and (runs == 1 or (runs == 0 and sides == 4))


@njit(inline="never")
def _settle_pixel(
    y: int,
    x: int,
    leaves: Leaves,
    rows_of: NDArray[np.uint16],
    bgr: NDArray[np.uint8],
    side: int,
    colours: NDArray[np.float32],
    ring: NDArray[np.uint8],
    around: NDArray[np.int32],
    colour: NDArray[np.float32],
) -> None:
    """Give a pixel on a border to the neighbouring region that it fits best, if both stay in one piece."""
    height, width = leaves.shape
    leaf = leaves[y, x]
    own = np.int32(rows_of[leaf])
    if (
        (y == 0 or rows_of[leaves[y - 1, x]] == own)
        and (y == height - 1 or rows_of[leaves[y + 1, x]] == own)
        and (x == 0 or rows_of[leaves[y, x - 1]] == own)
        and (x == width - 1 or rows_of[leaves[y, x + 1]] == own)
    ):
        return
    # clockwise from the upper left one; -1 outside of the picture
    for place in range(8):
        dy = -1 if place <= 2 else (1 if 4 <= place <= 6 else 0)
        dx = -1 if place == 0 or place >= 6 else (1 if 2 <= place <= 4 else 0)
        ny, nx = y + dy, x + dx
        if ny < 0 or nx < 0 or ny == height or nx == width:
            around[place] = -1
        else:
            around[place] = rows_of[leaves[ny, nx]]
    for place in range(8):
        ring[place] = around[place] == own
    if not _is_removable(ring):
        return
    _mean_colour(bgr, y, x, side, colour)
    same = 0
    for place in range(8):
        same += ring[place]
    own_distance = np.float32(0)
    for channel in range(3):
        own_distance += (colour[channel] - colours[leaf, channel]) ** 2
    best, gain = leaf, np.float32(0)
    for place in range(1, 8, 2):
        other = around[place]
        if other < 0 or other == own:
            continue
        ny = y + (-1 if place == 1 else (1 if place == 5 else 0))
        nx = x + (1 if place == 3 else (-1 if place == 7 else 0))
        candidate = leaves[ny, nx]
        distance = apart = np.float32(0)
        for channel in range(3):
            distance += (colour[channel] - colours[candidate, channel]) ** 2
            apart += (colours[leaf, channel] - colours[candidate, channel]) ** 2
        there = 0
        for around_it in range(8):
            there += around[around_it] == other
        better = (own_distance - distance) / (apart + NOISE) + SMOOTHNESS * np.float32(there - same)
        if better > gain:
            best, gain = candidate, better
    leaves[y, x] = best


@njit(inline="never")
def _settle_rows(
    first: int,
    last: int,
    leaves: Leaves,
    rows_of: NDArray[np.uint16],
    bgr: NDArray[np.uint8],
    side: int,
    colours: NDArray[np.float32],
) -> None:
    """Settle the pixels on borders in the rows from `first` to before `last`, from the top to the bottom."""
    height, width = leaves.shape
    ring, around, colour = np.empty(8, np.uint8), np.empty(8, np.int32), np.empty(3, np.float32)
    marked = np.empty(width, np.uint8)
    for y in range(first, last):
        row, above, below = leaves[y], leaves[max(y - 1, 0)], leaves[min(y + 1, height - 1)]
        for x in range(width):
            marked[x] = (row[x] != above[x]) | (row[x] != below[x])
        for x in range(1, width):
            if row[x] != row[x - 1]:
                marked[x] = marked[x - 1] = 1
        for x in range(width):
            if marked[x]:
                _settle_pixel(y, x, leaves, rows_of, bgr, side, colours, ring, around, colour)


@kernel(parallel=True)
def settle(
    leaves: Leaves,
    rows_of: NDArray[np.uint16],
    bgr: NDArray[np.uint8],
    side: int,
    colours: NDArray[np.float32],
    sweeps: int,
) -> None:
    """Move the borders of regions to where the colours change: leaves (h, w), superpixels; is changed.

    rows_of: (n,), the region of each superpixel. bgr: (H, 3 W), the frame, of which each pixel here stands for `side`
    by `side` pixels. colours: (n, 3), the mean colour of each superpixel. Rows in the middle of a band are settled in
    parallel, and those at its ends afterwards, so that no thread reads what another one writes.
    """
    height = leaves.shape[0]
    blocks = max(1, min(BLOCKS, height // 4))
    for _ in range(sweeps):
        for block in prange(blocks):
            top, bottom = block * height // blocks, (block + 1) * height // blocks
            _settle_rows(top + (block > 0), bottom - (block < blocks - 1), leaves, rows_of, bgr, side, colours)
        for block in prange(1, blocks):
            joint = block * height // blocks
            _settle_rows(joint - 1, joint + 1, leaves, rows_of, bgr, side, colours)


@kernel(parallel=True)
def name_pixels(
    leaves: Leaves,
    rows_of: NDArray[np.uint16],
    ids_of: NDArray[np.int32],
    rows: NDArray[np.uint16],
    ids: NDArray[np.int32],
) -> None:
    """The row and the id of each pixel's region: leaves (N,), rows_of and ids_of (n,), rows and ids (N,)."""
    size = leaves.shape[0]
    for block in prange(BLOCKS):
        for i in range(block * size // BLOCKS, (block + 1) * size // BLOCKS):
            leaf = leaves[i]
            rows[i] = rows_of[leaf]
            ids[i] = ids_of[leaf]

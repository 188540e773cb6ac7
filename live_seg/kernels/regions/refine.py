"""Loops that enlarge superpixels from a working picture to the size of the frame.

The borders are moved to where the frame's colours change, one pixel at a time and from coarse to fine, as by Van den
Bergh et al., "SEEDS: superpixels extracted via energy-driven sampling", IJCV 2015. A pixel changes sides only if that
cuts neither region in two (a simple point: Kong and Rosenfeld, "Digital topology", CVGIP 1989). So a region stays one
4-connected piece.
"""

from __future__ import annotations

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from live_seg.kernels.jit import UNCOUNTED, kernel

BLOCKS = 32
"""Bands of rows that are shared out among threads."""
SMOOTHNESS = np.float32(0.16)
"""Weight of a neighbour's side against the pixel's colour, whose weight is 1 where it has the colour of one side."""
NOISE = np.float32(200)
"""Squared distance in levels: between two sides that differ by less, shape alone decides."""

Leaves = NDArray[np.uint16]
Row = NDArray[np.uint16]
Edges = NDArray[np.int32]
Colour = tuple[np.float32, np.float32, np.float32]
Four = tuple[bool, bool, bool, bool]


@kernel(parallel=True)
def enlarge(small: Leaves, band: NDArray[np.uint8], edges: Edges, columns: Edges, out: Leaves) -> None:
    """Enlarge a map by repeating its pixels: small (h, w), out (H, W) with H >= h and W >= w.

    Only cells of the band are filled: band (rows, cells), see `find_band`; edges (cells + 1,), the first column of each
    cell. columns: (W,), the column in `small` of each column.
    """
    height = out.shape[0]
    for block in prange(BLOCKS):
        last_row = last_cell = -1
        for y in range(block * height // BLOCKS, (block + 1) * height // BLOCKS):
            row, cell = y * small.shape[0] // height, y * band.shape[0] // height
            if row == last_row and cell == last_cell:
                out[y] = out[y - 1]
            else:
                _enlarge_row(small[row], band[cell], edges, columns, out[y])
            last_row, last_cell = row, cell


@njit(inline="never", **UNCOUNTED)
def _enlarge_row(source: Row, marks: NDArray[np.uint8], edges: Edges, columns: Edges, out: Row) -> None:
    for cell in range(marks.shape[0]):
        if marks[cell]:
            for x in range(edges[cell], edges[cell + 1]):
                out[x] = source[columns[x]]


@njit(inline="never", **UNCOUNTED)
def _mean_colour(bgr: NDArray[np.uint8], y: int, x: int, side: int) -> Colour:
    """The mean colour of the frame's pixels that a pixel of a level stands for: bgr (H, 3 W)."""
    if side == 1:
        return np.float32(bgr[y, 3 * x]), np.float32(bgr[y, 3 * x + 1]), np.float32(bgr[y, 3 * x + 2])
    top, left = y * side, x * side
    bottom, right = min(top + side, bgr.shape[0]), min(left + side, bgr.shape[1] // 3)
    blue = green = red = 0
    for row in range(top, bottom):
        for column in range(left, right):
            blue += bgr[row, 3 * column]
            green += bgr[row, 3 * column + 1]
            red += bgr[row, 3 * column + 2]
    count = np.float32((bottom - top) * (right - left))
    return np.float32(blue) / count, np.float32(green) / count, np.float32(red) / count


@njit(inline="always")
def _distance(colour: Colour, leaf: int, colours: NDArray[np.float32]) -> np.float32:
    """The squared distance of a colour to the mean colour of a superpixel."""
    blue, green, red = colour[0] - colours[leaf, 0], colour[1] - colours[leaf, 1], colour[2] - colours[leaf, 2]
    return np.float32(blue * blue + green * green + red * red)


@njit(inline="always")
def _is_removable(sides: Four, corners: Four) -> bool:
    """Whether a region stays in one piece without a pixel: its 4-neighbours in it are connected around the pixel.

    sides: which neighbours are in it, clockwise from the upper one; corners: likewise, from the upper right one.
    """
    above, right, below, left = sides
    count = above + right + below + left
    links = (above & corners[0] & right) + (right & corners[1] & below)
    links += (below & corners[2] & left) + (left & corners[3] & above)
    # n sides are connected by n - 1 links. A pixel that is a whole region has no sides.
    return 0 < count <= links + 1


@njit(inline="never", **UNCOUNTED)
def _settle_pixel(
    y: int,
    x: int,
    leaves: Leaves,
    rows_of: NDArray[np.uint16],
    bgr: NDArray[np.uint8],
    side: int,
    colours: NDArray[np.float32],
) -> None:
    """Give a pixel on a border to the neighbouring region that it fits best, if both stay in one piece."""
    height, width = leaves.shape
    leaf = leaves[y, x]
    own = rows_of[leaf]
    up, down, before, after = y > 0, y < height - 1, x > 0, x < width - 1
    # outside of the picture the edge is repeated, but belongs to no region
    top, bottom, left, right = y - up, y + down, x - before, x + after
    n, e = rows_of[leaves[top, x]], rows_of[leaves[y, right]]
    s, w = rows_of[leaves[bottom, x]], rows_of[leaves[y, left]]
    ne, se = rows_of[leaves[top, right]], rows_of[leaves[bottom, right]]
    sw, nw = rows_of[leaves[bottom, left]], rows_of[leaves[top, left]]
    n_own, e_own, s_own, w_own = up & (n == own), after & (e == own), down & (s == own), before & (w == own)
    ne_own, se_own = up & after & (ne == own), down & after & (se == own)
    sw_own, nw_own = down & before & (sw == own), up & before & (nw == own)
    if not _is_removable((n_own, e_own, s_own, w_own), (ne_own, se_own, sw_own, nw_own)):
        return
    colour = _mean_colour(bgr, y, x, side)
    same = n_own + e_own + s_own + w_own + ne_own + se_own + sw_own + nw_own
    own_distance = _distance(colour, leaf, colours)
    own_colour = colours[leaf, 0], colours[leaf, 1], colours[leaf, 2]
    best, gain, last = leaf, np.float32(0), leaf
    for direction in range(4):
        if direction == 0:
            other, candidate = n, leaves[top, x]
        elif direction == 1:
            other, candidate = e, leaves[y, right]
        elif direction == 2:
            other, candidate = s, leaves[bottom, x]
        else:
            other, candidate = w, leaves[y, left]
        if other == own or candidate == last:
            continue
        last = candidate
        there = (n == other) + (e == other) + (s == other) + (w == other)
        there += (ne == other) + (se == other) + (sw == other) + (nw == other)
        distance, apart = _distance(colour, candidate, colours), _distance(own_colour, candidate, colours)
        better = (own_distance - distance) / (apart + NOISE) + SMOOTHNESS * np.float32(there - same)
        if better > gain:
            best, gain = candidate, better
    leaves[y, x] = best


@kernel()
def find_band(owner: NDArray[np.int32], rows_of: NDArray[np.uint16], out: NDArray[np.uint8]) -> None:
    """Mark the pixels of the working picture that have another region beside them: owner (h, w), out (h, w).

    out: 2 for these pixels; 1 for those next to them, and for two pixels to the right and below; 0 for all others.
    """
    height, width = owner.shape
    out[:] = 0
    for y in range(height):
        for x in range(width):
            row = rows_of[owner[y, x]]
            for dy in range(2):
                for dx in range(-1, 2):
                    ny, nx = y + dy, x + dx
                    if 0 <= nx < width and ny < height and rows_of[owner[ny, nx]] != row:
                        out[y, x] = out[ny, nx] = 2
    for y in range(height):
        for x in range(width):
            if out[y, x] == 2:
                for ny in range(max(y - 1, 0), min(y + 3, height)):
                    for nx in range(max(x - 1, 0), min(x + 3, width)):
                        out[ny, nx] = max(out[ny, nx], 1)


@njit(inline="never", **UNCOUNTED)
def _settle_rows(
    first: int,
    last: int,
    leaves: Leaves,
    rows_of: NDArray[np.uint16],
    band: NDArray[np.uint8],
    edges: Edges,
    bgr: NDArray[np.uint8],
    side: int,
    colours: NDArray[np.float32],
) -> None:
    """Settle the pixels on borders in the rows from `first` to before `last`, from the top to the bottom."""
    height, width = leaves.shape
    cells = band.shape[1]
    for y in range(first, last):
        row = y * band.shape[0] // height
        for cell in range(cells):
            if band[row, cell] != 2:
                continue
            for x in range(edges[cell], edges[cell + 1]):
                own = rows_of[leaves[y, x]]
                if (
                    (x > 0 and rows_of[leaves[y, x - 1]] != own)
                    or (x < width - 1 and rows_of[leaves[y, x + 1]] != own)
                    or (y > 0 and rows_of[leaves[y - 1, x]] != own)
                    or (y < height - 1 and rows_of[leaves[y + 1, x]] != own)
                ):
                    _settle_pixel(y, x, leaves, rows_of, bgr, side, colours)


@kernel(parallel=True)
def settle(
    leaves: Leaves,
    rows_of: NDArray[np.uint16],
    band: NDArray[np.uint8],
    edges: Edges,
    bgr: NDArray[np.uint8],
    side: int,
    colours: NDArray[np.float32],
    joints: int,
) -> None:
    """Move the borders of regions to where the colours change: leaves (H, W), superpixels; is changed.

    rows_of: (n,), the region of each superpixel. band: (h, w), 2 where there are borders: only pixels there are
    settled. edges: (w + 1,), as in `enlarge`. bgr: the frame, (its height, 3 times its width), of which each pixel here
    stands for `side` by `side`. colours: (n, 3), the mean colour of each superpixel. joints: 0 to settle the rows
    within bands of rows, 1 for the rows where two bands meet. The two come one after the other, so that no thread reads
    what another one writes.
    """
    height = leaves.shape[0]
    blocks = max(1, min(BLOCKS, height // 4))
    for block in prange(blocks):
        top, bottom = block * height // blocks, (block + 1) * height // blocks
        if joints == 0:
            first, last = top + (block > 0), bottom - (block < blocks - 1)
        else:
            first, last = max(top - 1, 0), top + (block > 0)
        _settle_rows(first, last, leaves, rows_of, band, edges, bgr, side, colours)


@kernel(parallel=True)
def name_pixels(
    leaves: Leaves,
    owner: NDArray[np.int32],
    rows_of: NDArray[np.uint16],
    ids_of: NDArray[np.int32],
    band: NDArray[np.uint8],
    edges: Edges,
    rows: NDArray[np.uint16],
    ids: NDArray[np.int32],
) -> None:
    """The row and the id of each pixel's region: leaves, rows and ids (H, W).

    rows_of, ids_of: (n,). edges: (w + 1,), as in `enlarge`. owner, band: (h, w). Where `band` is 0, all pixels of a
    cell have one region, and `leaves` is not read. Each time a level is enlarged, its pixels move right or down by less
    than one pixel of the level. Those are at most a cell, half a cell and so on: what began in a cell marked 2 ends
    less than two cells further.
    """
    height = leaves.shape[0]
    cells = band.shape[1]
    for block in prange(BLOCKS):
        for y in range(block * height // BLOCKS, (block + 1) * height // BLOCKS):
            cell_row = y * band.shape[0] // height
            marks, line, line_rows, line_ids = band[cell_row], leaves[y], rows[y], ids[y]
            cell = 0
            while cell < cells:
                is_mixed, start = marks[cell] > 0, cell
                while cell < cells and (marks[cell] > 0) == is_mixed:
                    cell += 1
                left, right = edges[start], edges[cell]
                if is_mixed:
                    for x in range(left, right):
                        line_rows[x] = rows_of[line[x]]
                        line_ids[x] = ids_of[line[x]]
                else:
                    # no border within the run
                    line_rows[left:right] = rows_of[owner[cell_row, start]]
                    line_ids[left:right] = ids_of[owner[cell_row, start]]

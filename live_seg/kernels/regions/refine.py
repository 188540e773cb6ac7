"""Loops that enlarge superpixels from a working picture to the size of the frame.

The borders are moved to where the frame's colours change, one pixel at a time and from coarse to fine, as in Van den
Bergh et al., "SEEDS: superpixels extracted via energy-driven sampling", IJCV 2015. Each pixel of a level covers `side`
by `side` pixels of the frame.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from live_seg.kernels.jit import UNCOUNTED, kernel
from live_seg.kernels.regions.border import Colours, Frame, Leaves, Places, Rows, settle_line

BLOCKS = 16
"""Number of bands of rows, which are distributed among the threads."""


class Runs(NamedTuple):
    """The marked pixels of the working picture, as runs in each of its rows.

    Attributes:
        columns: int32 (n, 2), the first column of the frame in each run, and the one after its last.
        firsts: int32 (h + 1,), the first run of each row of the working picture; the last entry is n.
    """

    columns: Places
    firsts: Places


@kernel(parallel=True)
def enlarge(
    small: NDArray[np.uint16], lines: Places, columns: Places, runs: Runs, height: int, side: int, out: Leaves
) -> None:
    """Enlarge a map to the next level by repeating its pixels: small (h, w), out (H, W) with H >= h and W >= w.

    Only pixels that cover a pixel of the runs are filled. lines: (H,), columns: (W,), the row or column of `small` that
    each row or column of `out` repeats. height: height of the frame.
    """
    rows = runs.firsts.shape[0] - 1
    for block in prange(BLOCKS):
        last_line = last_row = -1
        for y in range(block * out.shape[0] // BLOCKS, (block + 1) * out.shape[0] // BLOCKS):
            # the frame pixels that a pixel covers may belong to two rows of runs
            row, end = y * side * rows // height, min((y + 1) * side - 1, height - 1) * rows // height + 1
            is_repeated = lines[y] == last_line and row == last_row == end - 1
            for at in range(runs.firsts[row], runs.firsts[end]):
                first, last = runs.columns[at, 0] // side, (runs.columns[at, 1] - 1) // side + 1
                if is_repeated:
                    out[y, first:last] = out[y - 1, first:last]
                else:
                    _repeat(small[lines[y]], columns, first, last, out[y])
            last_line, last_row = lines[y], row if row == end - 1 else -1


@njit(inline="never", **UNCOUNTED)
def _repeat(source: Rows, columns: Places, first: int, last: int, out: Rows) -> None:
    for x in range(first, last):
        out[x] = source[columns[x]]


@kernel(parallel=True)
def settle(
    guide: Leaves, factor: int, leaves: Leaves, rows_of: Rows, runs: Runs, bgr: Frame, side: int, colours: Colours
) -> None:
    """Move the borders of regions to where the colours change: leaves (H, W), superpixels; is changed.

    guide: (h, w), the superpixels of the previous level, or the same array as `leaves`. Only pixels that lie in the
    runs and on a border in `guide` are checked. factor: how many times larger `leaves` is: 1 or 2. rows_of: (n,), the
    region of each superpixel. bgr: the frame, (its height, 3 times its width). colours: (n, 3), the mean colour of each
    superpixel.
    """
    height = guide.shape[0]
    blocks = max(1, min(BLOCKS, height // 4))
    # Each block leaves out its rows beside other blocks, so that no thread reads rows that another one writes.
    for block in prange(blocks):
        first, last = block * height // blocks + (block > 0), (block + 1) * height // blocks - (block < blocks - 1)
        places = np.empty(guide.shape[1], np.int32)
        _settle_rows(first, last, places, guide, factor, leaves, rows_of, runs, bgr, side, colours)
    places = np.empty(guide.shape[1], np.int32)
    for block in range(1, blocks):
        first = block * height // blocks - 1
        _settle_rows(first, first + 2, places, guide, factor, leaves, rows_of, runs, bgr, side, colours)


@njit(inline="never", **UNCOUNTED)
def _settle_rows(
    first: int,
    last: int,
    places: Places,
    guide: Leaves,
    factor: int,
    leaves: Leaves,
    rows_of: Rows,
    runs: Runs,
    bgr: Frame,
    side: int,
    colours: Colours,
) -> None:
    """`settle` for the rows of the guide from `first` to before `last`. places: (w,), is overwritten."""
    for row in range(first, last):
        count = _find_border(row, guide, rows_of, runs, bgr.shape[0], side * factor, places)
        for y in range(row * factor, min((row + 1) * factor, leaves.shape[0])):
            settle_line(y, places[:count], factor, leaves, rows_of, bgr, side, colours)


@njit(inline="never", **UNCOUNTED)
def _find_border(y: int, leaves: Leaves, rows_of: Rows, runs: Runs, frame_height: int, side: int, out: Places) -> int:
    """Find the pixels of a row that have a 4-neighbour in another region; returns the number of columns in `out`."""
    height, width = leaves.shape
    row = y * side * (runs.firsts.shape[0] - 1) // frame_height
    line, above, below = leaves[y], leaves[max(y - 1, 0)], leaves[min(y + 1, height - 1)]
    count = 0
    for at in range(runs.firsts[row], runs.firsts[row + 1]):
        first, last = -(-runs.columns[at, 0] // side), -(-runs.columns[at, 1] // side)
        for x in range(first, min(last, width)):
            leaf, left, right = line[x], line[max(x - 1, 0)], line[min(x + 1, width - 1)]
            if leaf == left and leaf == right and leaf == above[x] and leaf == below[x]:
                continue
            own = rows_of[leaf]
            if rows_of[left] != own or rows_of[right] != own or rows_of[above[x]] != own or rows_of[below[x]] != own:
                out[count] = x
                count += 1
    return count


@kernel(parallel=True)
def name_pixels(owner: NDArray[np.uint16], columns: Places, rows_of: Rows, runs: Runs, leaves: Leaves) -> None:
    """Replace superpixels by the rows of their regions: leaves (H, W), of which only the runs have been filled.

    owner: (h, w), the superpixels of the working picture. columns: (W,), the column of `owner` for each column of
    `leaves`. There are no borders between the runs.
    """
    height, width = leaves.shape
    for block in prange(BLOCKS):
        for y in range(block * height // BLOCKS, (block + 1) * height // BLOCKS):
            row = y * owner.shape[0] // height
            start = 0
            for at in range(runs.firsts[row], runs.firsts[row + 1]):
                first, last = runs.columns[at, 0], runs.columns[at, 1]
                if start < first:
                    leaves[y, start:first] = rows_of[owner[row, columns[start]]]
                _name_run(leaves[y], rows_of, first, last)
                start = last
            if start < width:
                leaves[y, start:] = rows_of[owner[row, columns[start]]]


@njit(inline="never", **UNCOUNTED)
def _name_run(leaves: Rows, rows_of: Rows, first: int, last: int) -> None:
    for x in range(first, last):
        leaves[x] = rows_of[leaves[x]]

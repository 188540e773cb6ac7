"""Regions at the size of the frame: superpixels enlarged, and their borders moved to the edges of the frame."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import DTypeLike, NDArray

from live_seg.buffers import Buffers, read_only
from live_seg.kernels.jit import by_rows
from live_seg.kernels.regions import refine

FIRST_SWEEPS, SWEEPS = 2, 1
"""How often the coarsest level, where borders are farthest off, is settled; and how often each other level."""


_pools = {np.dtype(np.uint16): Buffers(), np.dtype(np.int32): Buffers()}


def _memory(shape: tuple[int, int], dtype: DTypeLike) -> NDArray[Any]:
    """An array with arbitrary content, in memory that is used again."""
    size = np.dtype(dtype)
    return _pools[size].take((*shape, size.itemsize)).view(size)[..., 0]


class Names(NamedTuple):
    """The region of each pixel of a frame.

    Attributes:
        rows: uint16 (H, W), the row of its region.
        ids: int32 (H, W), the id of its region.
    """

    rows: NDArray[np.uint16]
    ids: NDArray[np.int32]


def enlarged(
    bgr: NDArray[np.uint8],
    owner: NDArray[np.int32],
    colours: NDArray[np.float32],
    rows_of: NDArray[np.uint16],
    ids: NDArray[np.int32],
) -> Names:
    """Enlarge regions to the size of the frame. Each stays one 4-connected piece.

    Args:
        bgr: uint8 (H, W, 3) BGR, the frame.
        owner: int32 (h, w), the superpixel of each pixel of the working picture.
        colours: float32 (n, 3), the mean blue, green and red of each superpixel.
        rows_of: uint16 (n,), the row of each superpixel's region.
        ids: int32 (regions,), the id of each row.
    """
    height, width = bgr.shape[:2]
    pixels, rows_of, band = by_rows(bgr), read_only(rows_of), np.empty(owner.shape, np.uint8)
    refine.find_band(read_only(owner), rows_of, band)
    band = read_only(band)
    everywhere = read_only(np.ones(owner.shape, np.uint8))
    leaves = owner.astype(np.uint16)
    sides = sides_between(owner.shape, (height, width))
    for side in sides:
        larger = _memory((-(-height // side), -(-width // side)), np.uint16)
        # a pixel of a coarser level may be needed by a pixel of the band although its own cell is not in the band
        edges = _firsts(owner.shape[1], larger.shape[1])
        columns = np.arange(larger.shape[1]) * leaves.shape[1] // larger.shape[1]
        where = band if side == sides[-1] else everywhere
        refine.enlarge(read_only(leaves), where, edges, read_only(columns.astype(np.int32)), larger)
        leaves = larger
        for _ in range(FIRST_SWEEPS if side == sides[0] else SWEEPS):
            for joints in (0, 1):
                refine.settle(leaves, rows_of, band, edges, pixels, side, read_only(colours), joints)
    rows, names = _memory((height, width), np.uint16), _memory((height, width), np.int32)
    refine.name_pixels(read_only(leaves), read_only(owner), rows_of, read_only(ids[rows_of]), band, edges, rows, names)
    return Names(rows, names)


def _firsts(cells: int, width: int) -> NDArray[np.int32]:
    """The first column of each cell of a row, and the end of the last cell: int32 (cells + 1,)."""
    return read_only((-(-np.arange(cells + 1) * width // cells)).astype(np.int32))


def sides_between(small: tuple[int, ...], large: tuple[int, ...]) -> list[int]:
    """The sides of the squares that a pixel stands for at each level, from coarse to fine: powers of two down to 1."""
    side, sides = 1, []
    while large[0] >= side * small[0] and large[1] >= side * small[1]:
        sides.append(side)
        side *= 2
    # at a level that is not larger than the working picture there is nothing to settle
    coarsest = sides[-1]
    if len(sides) > 1 and -(-large[0] // coarsest) == small[0] and -(-large[1] // coarsest) == small[1]:
        sides.pop()
    return sides[::-1]

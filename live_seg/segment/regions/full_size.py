"""Regions at the size of the frame: superpixels enlarged, and their borders moved to the edges of the frame."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import DTypeLike, NDArray

from live_seg.buffers import Buffers, read_only
from live_seg.kernels.jit import by_rows
from live_seg.kernels.regions import refine

SWEEPS, LAST_SWEEPS = 2, 1
"""How often each level is settled, and the last one, where a sweep takes longest and little is left to do."""


_pools = {np.dtype(np.uint16): Buffers(), np.dtype(np.int32): Buffers()}


def _memory(shape: tuple[int, int], dtype: DTypeLike) -> NDArray[Any]:
    """An array with any content, in memory that was used before."""
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
    """Bring regions to the size of the frame, each still one 4-connected piece.

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
    leaves = owner.astype(np.uint16)
    for side in sides_between(owner.shape, (height, width)):
        larger = _memory((-(-height // side), -(-width // side)), np.uint16)
        refine.enlarge(read_only(leaves), larger)
        leaves = larger
        for _ in range(SWEEPS if side > 1 else LAST_SWEEPS):
            for joints in (0, 1):
                refine.settle(leaves, rows_of, band, pixels, side, read_only(colours), joints)
    rows, names = _memory((height, width), np.uint16), _memory((height, width), np.int32)
    refine.name_pixels(read_only(leaves), rows_of, read_only(ids[rows_of]), band, rows, names)
    return Names(rows, names)


def sides_between(small: tuple[int, ...], large: tuple[int, ...]) -> list[int]:
    """The sides of the squares that a pixel stands for at each level, from coarse to fine: powers of two down to 1."""
    side, sides = 1, []
    while large[0] >= side * small[0] and large[1] >= side * small[1]:
        sides.append(side)
        side *= 2
    # a level that is not larger than the working picture has nothing to settle
    coarsest = sides[-1]
    if len(sides) > 1 and -(-large[0] // coarsest) == small[0] and -(-large[1] // coarsest) == small[1]:
        sides.pop()
    return sides[::-1]

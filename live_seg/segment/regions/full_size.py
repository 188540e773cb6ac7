"""Regions at the size of the frame: superpixels are enlarged, and borders are moved to where the colours change."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from live_seg.buffers import Buffers, read_only
from live_seg.kernels.jit import by_rows
from live_seg.kernels.regions import refine
from live_seg.kernels.regions.refine import Runs

FIRST_SWEEPS = 2
"""Number of passes that move borders at the coarsest level, where they are least accurate. Other levels get one."""
ABOUT = np.ones((3, 3), np.uint8)
NEAR, NEAR_ANCHOR = np.ones((4, 4), np.uint8), (2, 2)
"""The pixels near a marked pixel: one to the left and above, and two to the right and below. `band` says why."""


class FullSize:
    """Enlarges the regions of one stream. The memory of a result is reused when nothing refers to it any more."""

    def __init__(self) -> None:
        self._levels, self._results = Buffers(), Buffers()

    def rows(
        self,
        bgr: NDArray[np.uint8],
        owner: NDArray[np.int32],
        colours: NDArray[np.float32],
        rows_of: NDArray[np.uint16],
    ) -> NDArray[np.uint16]:
        """Enlarge regions to the size of the frame. Each stays one 4-connected piece.

        Args:
            bgr: uint8 (H, W, 3) BGR, the frame.
            owner: int32 (h, w), the superpixel of each pixel of the working picture.
            colours: float32 (n, 3), the mean blue, green and red of each superpixel.
            rows_of: uint16 (n,), the row of each superpixel's region.

        Returns:
            uint16 (H, W), the row of each pixel's region.
        """
        height, width = bgr.shape[:2]
        pixels, rows_of, colours = by_rows(bgr), read_only(rows_of), read_only(colours)
        small = read_only(owner.astype(np.uint16))
        borders, near = band(rows_of[small], width)
        coarse, sides = small, sides_between(owner.shape, (height, width))
        for side in sides:
            is_first = side == sides[0]
            leaves = _map(self._results if side == 1 else self._levels, -(-height // side), -(-width // side))
            lines, columns = (
                _sources(coarse.shape[axis], leaves.shape[axis], side, bgr.shape[axis], is_first=is_first)
                for axis in range(2)
            )
            refine.enlarge(coarse, lines, columns, near, height, side, leaves)
            for _ in range(FIRST_SWEEPS if is_first else 1):
                guide, factor = (leaves, 1) if is_first else (coarse, 2)
                refine.settle(read_only(guide), factor, leaves, rows_of, borders, pixels, side, colours)
            coarse = read_only(leaves)
        columns = _sources(owner.shape[1], width, 1, width, is_first=True)
        refine.name_pixels(small, columns, rows_of, near, leaves)
        return leaves


def _map(buffers: Buffers, height: int, width: int) -> NDArray[np.uint16]:
    """A map with arbitrary content."""
    return buffers.take((height, 2 * width)).view(np.uint16)


def sides_between(small: tuple[int, ...], large: tuple[int, ...]) -> list[int]:
    """How many pixels of the frame a pixel of each level is wide: powers of two, from the coarsest level to 1."""
    side, sides = 1, []
    while large[0] >= side * small[0] and large[1] >= side * small[1]:
        sides.append(side)
        side *= 2
    # at a level of the size of the working picture there is nothing to enlarge
    coarsest = sides[-1]
    if len(sides) > 1 and -(-large[0] // coarsest) == small[0] and -(-large[1] // coarsest) == small[1]:
        sides.pop()
    return sides[::-1]


@lru_cache(maxsize=32)  # the frames of a stream have one size, with a few levels
def _sources(small: int, large: int, side: int, size: int, *, is_first: bool) -> NDArray[np.int32]:
    """The row or column of a map that each row or column of the next level repeats: int32 (large,).

    Args:
        small: width or height of the map.
        large: width or height of the level.
        side: how many pixels of the frame a pixel of the level is wide.
        size: width or height of the frame.
        is_first: whether the map is the working picture. Otherwise it is the previous level.
    """
    places = np.arange(large)
    return read_only((places * side * small // size if is_first else places // 2).astype(np.int32))


def band(rows: NDArray[np.uint16], width: int) -> tuple[Runs, Runs]:
    """Where borders are, and where they may move to: the pixels beside another region, and all pixels near those.

    Each time a level is enlarged, its content moves right or down by less than one pixel of the level. Such a pixel is
    at most as large as a pixel of the working picture at the first level, half as large at the second, and so on. So
    the content moves by less than two pixels of the working picture in total.

    Args:
        rows: uint16 (h, w), the row of each pixel's region in the working picture.
        width: of the frame.
    """
    touching = (cv2.dilate(rows, ABOUT) != cv2.erode(rows, ABOUT)).astype(np.uint8)
    return _runs(touching, width), _runs(np.asarray(cv2.dilate(touching, NEAR, anchor=NEAR_ANCHOR), np.uint8), width)


def _runs(marked: NDArray[np.uint8], width: int) -> Runs:
    """The runs of ones in the rows of a map, uint8 (h, w), in columns of a frame of this width."""
    height, cells = marked.shape
    padded = np.zeros((height, cells + 2), np.int8)
    padded[:, 1:-1] = marked
    places = np.flatnonzero(padded[:, 1:] != padded[:, :-1])
    rows, columns = np.divmod(places.reshape(-1, 2), cells + 1)
    firsts = np.searchsorted(rows[:, 0], np.arange(height + 1))
    # the first column of the frame in a cell
    edges = -(-columns * width // cells)
    return Runs(read_only(edges.astype(np.int32)), read_only(firsts.astype(np.int32)))

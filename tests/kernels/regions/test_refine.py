"""Which pixels a region can lose, and how maps are enlarged."""

from __future__ import annotations

from itertools import product

import numpy as np

from live_seg.buffers import read_only
from live_seg.kernels.regions import border, refine
from live_seg.kernels.regions.refine import Runs

SIDES = [(0, 1), (1, 2), (2, 1), (1, 0)]
CORNERS = [(0, 2), (2, 2), (2, 0), (0, 0)]
"""Places about the centre of 3 by 3 pixels, clockwise: from the upper one, and from the upper right one."""


def hang_together(ring: set[tuple[int, int]], wanted: set[tuple[int, int]]) -> bool:
    """Whether the wanted places are 4-connected within `ring`."""
    reached = {min(wanted)} if wanted else set()
    while True:
        steps = {(y + dy, x + dx) for y, x in reached for dy, dx in ((0, 1), (1, 0), (0, -1), (-1, 0))} & ring
        if steps <= reached:
            return bool(wanted) and wanted <= reached
        reached |= steps


def test_a_pixel_can_go_if_its_neighbours_in_the_region_hang_together_without_it() -> None:
    four = [(a, b, c, d) for a, b, c, d in product((False, True), repeat=4)]
    for sides, corners in product(four, four):
        inside = {place for place, is_in in zip(SIDES + CORNERS, sides + corners, strict=True) if is_in}
        expected = hang_together(inside, inside & set(SIDES))
        assert border.is_removable(sides, corners) == expected, (sides, corners)


def test_a_map_is_enlarged_by_repeating_its_pixels_within_the_runs() -> None:
    for small, side, frame in (
        ((1, 1), 1, (5, 7)),
        ((3, 4), 1, (3, 4)),
        ((3, 5), 2, (16, 26)),
        ((1, 6), 4, (3, 17)),
        ((10, 10), 8, (97, 164)),
    ):
        given = np.arange(small[0] * small[1], dtype=np.uint16).reshape(small)
        out = np.full((-(-frame[0] // side), -(-frame[1] // side)), 9999, np.uint16)
        lines, columns = (np.sort(np.arange(out.shape[axis]) % small[axis]).astype(np.int32) for axis in range(2))
        # two rows of runs: one with a gap, and one of a single pixel of the frame
        middle = frame[1] // 2
        runs = Runs(
            read_only(np.array([(0, middle // 2), (middle, frame[1]), (middle, middle + 1)], np.int32)),
            read_only(np.array([0, 2, 3], np.int32)),
        )
        refine.enlarge(read_only(given), read_only(lines), read_only(columns), runs, frame[0], side, out)
        filled = np.zeros(out.shape, bool)
        for y, x in np.ndindex(*frame):
            row = y * 2 // frame[0]
            within = runs.columns[runs.firsts[row] : runs.firsts[row + 1]]
            filled[y // side, x // side] |= ((within[:, 0] <= x) & (x < within[:, 1])).any()
        np.testing.assert_array_equal(out, np.where(filled, given[lines[:, None], columns], 9999))

"""Which pixels a region can lose, the band about its borders, and maps that are enlarged."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from live_seg.buffers import read_only
from live_seg.kernels.regions import refine

if TYPE_CHECKING:
    from numpy.typing import NDArray

SIDES = [(0, 1), (1, 2), (2, 1), (1, 0)]
CORNERS = [(0, 2), (2, 2), (2, 0), (0, 0)]
"""Places about the centre of 3 by 3 pixels, clockwise: from the upper one, and from the upper right one."""


def hang_together(ring: set[tuple[int, int]], wanted: set[tuple[int, int]]) -> bool:
    """Whether steps to 4-neighbours within `ring` lead from one of the wanted places to all of them."""
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
        assert refine._is_removable(sides, corners) == expected, (sides, corners)  # noqa: SLF001


def test_the_band_is_where_another_region_touches_and_around_it() -> None:
    rng = np.random.default_rng(0)
    for height, width in ((1, 1), (1, 30), (30, 1), (20, 31)):
        owner = (np.mgrid[:height, :width] // 4).sum(axis=0).astype(np.int32)
        rows_of = rng.integers(0, 3, owner.max() + 1).astype(np.uint16)
        band = np.empty(owner.shape, np.uint8)
        refine.find_band(read_only(owner), read_only(rows_of), band)
        rows = rows_of[owner]
        touches = np.array([[(_about(rows, y, x) != rows[y, x]).any() for x in range(width)] for y in range(height)])
        places = [(y, x) for y, x in np.ndindex(height, width)]
        # one pixel on each side, and two to the right and below
        near = [touches[max(y - 2, 0) : y + 2, max(x - 2, 0) : x + 2].any() for y, x in places]
        np.testing.assert_array_equal(band, np.where(touches, 2, np.reshape(near, owner.shape)))


def test_a_map_is_enlarged_by_repeating_its_pixels() -> None:
    for small, large in (
        ((1, 1), (5, 7)),
        ((3, 4), (3, 4)),
        ((3, 5), (8, 13)),
        ((1, 6), (1, 17)),
        ((10, 10), (97, 64)),
    ):
        given = np.arange(small[0] * small[1], dtype=np.uint16).reshape(small)
        out, band = np.zeros(large, np.uint16), np.ones((2, 3), np.uint8)
        band[0, 1] = 0  # only cells of the band are filled
        edges = -(-np.arange(4) * large[1] // 3)
        columns = np.arange(large[1]) * small[1] // large[1]
        tables = (read_only(table.astype(np.int32)) for table in (edges, columns))
        refine.enlarge(read_only(given), read_only(band), *tables, out)
        y, x = np.arange(large[0]) * small[0] // large[0], np.arange(large[1]) * small[1] // large[1]
        cells = (np.arange(large[0]) * 2 // large[0])[:, None], np.arange(large[1]) * 3 // large[1]
        filled = band[cells] > 0
        np.testing.assert_array_equal(out[filled], given[y[:, None], x][filled])


def _about(plane: NDArray[np.generic], y: int, x: int) -> NDArray[np.generic]:
    """The 3 by 3 pixels about a place, as far as they are in the picture."""
    return plane[max(y - 1, 0) : y + 2, max(x - 1, 0) : x + 2]

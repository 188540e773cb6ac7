"""Outliers in superpixels, and where they are moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from live_seg.buffers import read_only
from live_seg.kernels.regions.outliers import FAR, NEARER, move_outliers

if TYPE_CHECKING:
    from numpy.typing import NDArray

WALL, FRAME = (70, -14, -9), (86, -3, 3)


def moved(lab: NDArray[np.float32], owner: NDArray[np.int32]) -> NDArray[np.int32]:
    out = owner.copy()
    means, places = np.empty((int(owner.max()) + 1, 4), np.float32), np.empty(4 * owner.size + 4, np.int32)
    move_outliers(read_only(lab), means, places, out)
    return out


def cells(height: int, width: int, side: int = 6) -> NDArray[np.int32]:
    y, x = np.mgrid[:height, :width] // side
    return np.asarray(y * (-(-width // side)) + x, np.int32)


def blots(height: int, width: int, seed: int) -> NDArray[np.float32]:
    """Blots in a few colours with hard edges, which are unrelated to the cells."""
    rng = np.random.default_rng(seed)
    rough = cv2.GaussianBlur(rng.normal(50, 120, (height, width, 3)), (0, 0), 2)
    return np.round(rough / 30).astype(np.float32) * 30


def test_a_piece_of_wall_goes_from_the_superpixel_of_the_frame_to_that_of_the_wall() -> None:
    lab = np.full((20, 40, 3), WALL, np.float32)
    lab[:8] = FRAME
    owner = np.zeros((20, 40), np.int32)
    owner[8:] = 1
    owner[8:13, 10:16] = 0
    np.testing.assert_array_equal(moved(lab, owner), (lab[..., 0] < 80).astype(np.int32))


def test_a_pixel_stays_if_the_colour_beside_it_is_hardly_nearer_than_its_own() -> None:
    lab = np.full((8, 20, 3), 40, np.float32)
    lab[:, 10:] = 80
    lab[:, 9] = 58  # a blurred border
    owner = np.zeros((8, 20), np.int32)
    owner[:, 10:] = 1
    np.testing.assert_array_equal(moved(lab, owner), owner)


def test_superpixels_stay_in_one_piece_and_none_is_lost() -> None:
    for size in ((1, 1), (1, 30), (30, 1), (40, 50)):
        for seed in range(8):
            owner = cells(*size)
            found = moved(blots(*size, seed), owner)
            for one in range(int(owner.max()) + 1):
                assert cv2.connectedComponents((found == one).astype(np.uint8), connectivity=4)[0] == 2


def test_only_pixels_that_stand_out_have_moved_and_each_to_a_clearly_nearer_colour() -> None:
    for seed in range(8):
        lab, owner = blots(40, 50, seed), cells(40, 50)
        found = moved(lab, owner)
        means = np.array([lab[owner == one].mean(axis=0) for one in range(int(owner.max()) + 1)])
        before, after = (((lab - means[which]) ** 2).sum(axis=2) for which in (owner, found))
        gone = found != owner
        assert gone.any()
        assert (before[gone] >= 0.999 * FAR).all()
        assert (after[gone] < 1.001 * NEARER * before[gone]).all()

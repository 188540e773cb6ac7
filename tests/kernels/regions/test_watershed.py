"""The watershed: what holds for all superpixels, and where their borders lie."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from live_seg.buffers import read_only
from live_seg.kernels.regions import watershed

if TYPE_CHECKING:
    from numpy.typing import NDArray

SIZES = [(1, 1), (1, 40), (40, 1), (7, 9), (31, 47)]


def markers_of(gradient: NDArray[np.float32], side: int) -> NDArray[np.int32]:
    height, width = gradient.shape
    out = np.empty((-(-height // side), -(-width // side)), np.int32)
    watershed.place_markers(read_only(gradient), side, out)
    return out


def flooded(gradient: NDArray[np.float32], side: int) -> NDArray[np.int32]:
    out = np.empty(gradient.shape, np.int32)
    watershed.flood(read_only(gradient), read_only(markers_of(gradient, side).reshape(-1)), out)
    return out


def random_gradient(height: int, width: int, seed: int = 0) -> NDArray[np.float32]:
    return np.random.default_rng(seed).gamma(1, 12, (height, width)).astype(np.float32)


def pieces(mask: NDArray[np.bool_]) -> int:
    """The number of 4-connected pieces of a mask."""
    return int(cv2.connectedComponents(mask.astype(np.uint8), connectivity=4)[0]) - 1


def test_each_cell_has_a_marker_where_the_gradient_and_the_way_to_the_centre_are_least() -> None:
    for height, width in SIZES:
        gradient = random_gradient(height, width)
        markers = markers_of(gradient, 9)
        for row, column in np.ndindex(*markers.shape):
            top, left = 9 * row, 9 * column
            cell = gradient[top : top + 9, left : left + 9].astype(np.float64)
            y, x = np.mgrid[: cell.shape[0], : cell.shape[1]]
            away = abs(y - (cell.shape[0] - 1) / 2) + abs(x - (cell.shape[1] - 1) / 2)
            place_y, place_x = divmod(int(markers[row, column]), width)
            cost = float(watershed.AVOIDED) * cell + float(watershed.CENTRED) * away
            assert cost[place_y - top, place_x - left] <= cost.min() + 1e-3


def test_in_a_flat_picture_the_marker_is_the_centre_of_its_cell() -> None:
    markers = markers_of(np.zeros((18, 27), np.float32), 9)
    assert [divmod(int(place), 27) for place in markers.reshape(-1)] == [(y, x) for y in (4, 13) for x in (4, 13, 22)]


def test_every_pixel_belongs_to_a_superpixel_and_each_superpixel_is_one_piece_with_its_marker() -> None:
    for height, width in SIZES:
        for seed in range(3):
            gradient = random_gradient(height, width, seed)
            owner, markers = flooded(gradient, 9), markers_of(gradient, 9).reshape(-1)
            assert sorted(set(owner.reshape(-1).tolist())) == list(range(len(markers)))
            assert owner.reshape(-1)[markers].tolist() == list(range(len(markers)))
            assert all(pieces(owner == one) == 1 for one in range(len(markers)))


def test_a_border_lies_on_the_wall_between_two_basins_however_near_it_is_to_a_marker() -> None:
    for wall in (2, 5, 9, 12, 15):
        gradient = np.full((9, 18), 1, np.float32)
        gradient[:, wall] = 60
        owner = np.empty(gradient.shape, np.int32)
        watershed.flood(read_only(gradient), read_only(np.array([4 * 18, 4 * 18 + 17], np.int32)), owner)
        assert (owner[:, :wall] == 0).all()
        assert (owner[:, wall + 1 :] == 1).all()


def test_water_takes_the_lowest_pass() -> None:
    # a ring wall about the middle, with a gap on the right: the basin within is flooded from there
    gradient = np.zeros((11, 23), np.float32)
    gradient[2:9, 8:15] = 50
    gradient[3:8, 9:14] = 0
    gradient[5, 14] = 10
    owner = np.empty(gradient.shape, np.int32)
    watershed.flood(read_only(gradient), read_only(np.array([5 * 23, 5 * 23 + 22], np.int32)), owner)
    assert (owner[3:8, 9:14] == 1).all()


def test_the_steepest_gradients_are_flooded_too() -> None:
    assert flooded(np.full((20, 20), 1e6, np.float32), 9).min() == 0

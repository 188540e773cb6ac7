"""A picture on a canvas: it is whole and centred, it keeps its shape, and its pixels can be found."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from live_seg.view.letterbox import Placement, draw_at, letterbox, place
from tests import oracle

SIZES = [(320, 240), (640, 480), (1920, 1080), (1, 1), (3, 500), (176, 144)]


def test_a_picture_fills_one_side_of_the_canvas_and_stays_within_the_other() -> None:
    for picture, canvas in product(SIZES, ((320, 240), (1280, 720), (3840, 2160), (300, 900), (1, 1))):
        found, case = place(picture, canvas), f"{picture} on {canvas}"
        assert found.width == canvas[0] or found.height == canvas[1], case
        assert min(found.left, found.top) >= 0, case
        assert found.left + found.width <= canvas[0], case
        assert found.top + found.height <= canvas[1], case


def test_its_shape_stays() -> None:
    found = place((1920, 1080), (800, 800))
    assert (found.width, found.height, found.left, found.top) == (800, 450, 0, 175)


def test_pixels_that_are_not_square_make_it_wider() -> None:
    found = place((720, 576), (1600, 576), Fraction(64, 45))
    assert (found.width, found.height, found.left) == (1024, 576, 288)


def test_a_picture_of_the_canvas_size_is_copied() -> None:
    picture = oracle.noise(24, 32)
    canvas = np.empty((24, 32, 3), np.uint8)
    draw_at(picture, place((32, 24), (32, 24)), canvas)
    np.testing.assert_array_equal(canvas, picture)


def test_beside_the_picture_it_is_black() -> None:
    canvas = np.full((40, 100, 3), 7, np.uint8)
    draw_at(np.full((10, 10, 3), 200, np.uint8), place((10, 10), (100, 40)), canvas)
    assert not canvas[:, :30].any()
    assert not canvas[:, 70:].any()
    assert (canvas[:, 30:70] == 200).all()


def test_each_place_of_the_canvas_is_the_pixel_that_is_drawn_there() -> None:
    picture = np.zeros((3, 4, 3), np.uint8)
    picture[..., 0] = np.arange(12).reshape(3, 4) * 20
    found = place((4, 3), (80, 120))
    canvas = np.empty((120, 80, 3), np.uint8)
    draw_at(picture, found, canvas)
    for row in range(3):
        for column in range(4):
            x, y = found.left + column * 20 + 10, found.top + row * 20 + 10
            assert found.pixel_at(x, y) == (column, row)
            assert abs(int(canvas[y, x, 0]) - int(picture[row, column, 0])) <= 4


@pytest.mark.parametrize("point", [(9, 50), (60, 50), (30, -1), (30, 100), (-5, 10)])
def test_beside_the_picture_there_is_no_pixel(point: tuple[int, int]) -> None:
    assert Placement((10, 20), 10, 0, 50, 100).pixel_at(*point) is None


def test_outside_the_picture_there_is_a_nearest_pixel() -> None:
    placed = Placement((10, 20), 10, 0, 50, 100)
    assert placed.nearest_pixel(30, 50) == placed.pixel_at(30, 50)
    assert placed.nearest_pixel(-5, 120) == (0, 19)
    assert placed.nearest_pixel(60, -1) == (9, 0)


def test_the_last_row_and_column_are_reached() -> None:
    assert Placement((10, 20), 10, 0, 50, 100).pixel_at(59, 99) == (9, 19)


def test_a_picture_is_fitted_into_another_size_whole_with_black_beside_it() -> None:
    wide = letterbox(np.full((10, 40, 3), 90, np.uint8), 40, 30)
    assert wide.shape == (30, 40, 3)
    assert (wide[10:20] == 90).all()
    assert not wide[:10].any()
    assert not wide[20:].any()


def test_a_picture_that_fits_is_the_same_array() -> None:
    picture = oracle.noise(10, 20)
    assert letterbox(picture, 20, 10) is picture

"""The line around what is picked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from live_seg.view.edges import LIGHT, SHADE
from live_seg.view.outline import draw_outline
from tests.region_maps import with_regions
from tests.results import result_of

if TYPE_CHECKING:
    from live_seg import Segmentation


def square() -> Segmentation:
    """A gray picture in which region 5 is a square in the middle."""
    ids = np.zeros((40, 60), np.int32)
    ids[15:25, 20:40] = 5
    return with_regions(result_of(np.full((40, 60, 3), 128, np.uint8)), ids)


def test_a_light_line_with_a_dark_margin_is_around_the_pick() -> None:
    picture = np.full((40, 60, 3), 128, np.uint8)
    draw_outline(picture, square(), frozenset({5}))
    assert picture[20, :, 0].tolist() == [*[128] * 18, SHADE, LIGHT, *[128] * 20, LIGHT, SHADE, *[128] * 18]


def test_what_is_picked_is_not_drawn_over() -> None:
    picture = np.full((40, 60, 3), 128, np.uint8)
    draw_outline(picture, square(), frozenset({5}))
    assert (picture[15:25, 20:40] == 128).all()


def test_the_line_is_opaque_in_a_transparent_picture() -> None:
    picture = np.zeros((40, 60, 4), np.uint8)
    draw_outline(picture, square(), frozenset({5}))
    assert picture[20, 19].tolist() == [LIGHT, LIGHT, LIGHT, 255]
    assert picture[20, 18].tolist() == [SHADE, SHADE, SHADE, 255]


def test_side_by_side_both_halves_have_the_line() -> None:
    picture = np.full((40, 120, 3), 128, np.uint8)
    draw_outline(picture, square(), frozenset({5}))
    assert (picture[:, :60] == picture[:, 60:]).all()
    assert picture[20, 79, 0] == LIGHT

"""Ids of hand-made maps of regions: which ids are kept, which are given back, and which are new."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from live_seg.segment.regions.identity import (
    COLOUR_RANGE,
    FARTHEST,
    FORGOTTEN_AFTER,
    LOST_RANGE,
    MOST_COST,
    MOST_LOST,
    Identities,
    costs_of,
    looks_of,
)
from live_seg.segment.regions.scene import Looks, Scene

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

GREY, RED, BLUE = (50.0, 0.0, 0.0), (45.0, 60.0, 40.0), (35.0, 20.0, -60.0)
Colour = tuple[float, float, float]


class Stream:
    """Assigns ids from frame to frame, as the finder does."""

    def __init__(self) -> None:
        self.scene, self.identities, self.frame = Scene(), Identities(), 0

    def show(self, rows: ArrayLike, *colours: Colour, frames: int = 1) -> list[int]:
        """The ids of the next frame's rows. `frames` is the number of frames since the last one."""
        self.frame += frames
        given = np.asarray(rows, np.uint16)
        looks = looks_of(given, len(colours), np.array(colours, np.float32), self.frame)
        ids = self.identities.assign(self.scene, given, looks)
        self.scene.rows, self.scene.ids, self.scene.looks = given, ids, looks
        return [int(one) for one in ids]


def bar(left: int, width: int, size: int = 20) -> NDArray[np.int64]:
    """Two rows of pixels: an object, row 1 of the table, on a background, row 0."""
    rows = np.zeros((2, size), np.int64)
    rows[:, left : left + width] = 1
    return rows


def test_the_looks_of_a_region_are_its_colour_its_centre_and_its_share_of_the_picture() -> None:
    rows = np.array([[0, 0, 1, 1], [0, 0, 0, 1], [0, 0, 0, 1]], np.uint16)
    ground, thing = looks_of(rows, 2, np.array([GREY, RED], np.float32), 7)
    assert (ground.colour, thing.colour) == (GREY, RED)
    # the diagonal of 4 by 3 pixels is 5
    assert ground.centre == pytest.approx((7 / 8 / 5, 9 / 8 / 5))
    assert thing.centre == pytest.approx((11 / 4 / 5, 3 / 4 / 5))
    assert (ground.area, thing.area) == pytest.approx((8 / 12, 4 / 12))
    assert (ground.seen, thing.seen) == (7, 7)


def test_the_first_ids_count_from_zero() -> None:
    assert Stream().show(bar(4, 6), GREY, RED) == [0, 1]


def test_ids_follow_the_overlap_and_not_the_order_of_the_rows() -> None:
    stream = Stream()
    stream.show(bar(4, 6), GREY, RED)
    assert stream.show(1 - bar(5, 6), RED, GREY) == [1, 0]


def test_a_region_that_only_overlaps_and_has_another_colour_gets_a_new_id() -> None:
    stream = Stream()
    stream.show(bar(4, 6), GREY, RED)
    assert stream.show(bar(4, 6), GREY, BLUE) == [0, 2]


def test_a_region_keeps_its_id_while_its_colour_changes_by_less_than_the_range() -> None:
    stream, light = Stream(), GREY[0]
    stream.show(bar(4, 6), GREY, RED)
    for _ in range(3):
        light -= 0.5 * COLOUR_RANGE
        assert stream.show(bar(4, 6), (light, 0, 0), (light, *RED[1:])) == [0, 1]


def test_the_part_that_is_most_like_a_region_that_splits_keeps_the_id() -> None:
    stream = Stream()
    stream.show(bar(2, 16), GREY, RED)
    rows = bar(2, 5)
    rows[:, 8:18] = 2
    ids = stream.show(rows, GREY, RED, RED)
    assert ids[2] == 1
    assert ids[1] == 2


def test_the_part_with_the_colour_keeps_the_id_when_parts_are_of_equal_size() -> None:
    stream = Stream()
    stream.show(bar(2, 16), GREY, RED)
    rows = bar(2, 8)
    rows[:, 10:18] = 2
    other = (RED[0] + 12, RED[1], RED[2])
    assert stream.show(rows, GREY, other, RED)[2] == 1


def test_the_id_of_the_part_that_is_most_like_the_whole_stays_when_regions_merge() -> None:
    stream = Stream()
    rows = bar(2, 5)
    rows[:, 7:18] = 2
    assert stream.show(rows, GREY, RED, RED) == [0, 1, 2]
    assert stream.show(bar(2, 16), GREY, RED) == [0, 2]
    assert list(stream.scene.lost) == [1]


def test_a_lost_id_is_given_back_once_to_the_region_that_looks_most_like_it() -> None:
    stream = Stream()
    stream.show(bar(4, 6), GREY, RED)
    assert stream.show(np.zeros((2, 20)), GREY) == [0]
    rows = bar(3, 6)
    rows[:, 14:18] = 2
    assert stream.show(rows, GREY, RED, RED) == [0, 1, 2]
    assert not stream.scene.lost


def test_a_lost_id_is_not_given_to_a_region_of_another_colour() -> None:
    stream = Stream()
    stream.show(bar(4, 6), GREY, RED)
    stream.show(np.zeros((2, 20)), GREY)
    assert stream.show(bar(4, 6), GREY, BLUE) == [0, 2]


def test_a_lost_id_is_forgotten_after_a_while() -> None:
    for frames, expected in ((int(FORGOTTEN_AFTER), 1), (int(FORGOTTEN_AFTER) + 1, 2)):
        stream = Stream()
        stream.show(bar(4, 6), GREY, RED)
        stream.show(np.zeros((2, 20)), GREY)
        assert stream.show(bar(4, 6), GREY, RED, frames=frames)[1] == expected


def test_the_latest_lost_ids_are_remembered_and_older_ones_forgotten() -> None:
    stream = Stream()
    for first in (0, MOST_LOST - 10):
        light = np.arange(first, first + MOST_LOST - 10)
        # far apart in colour, so that none takes the place of another one
        colours = [(50.0, 30.0 * float(one), 0.0) for one in light]
        stream.show(np.arange(MOST_LOST - 10).reshape(1, -1), *colours)
    stream.show(np.zeros((1, MOST_LOST - 10)), GREY)
    newest = 2 * (MOST_LOST - 10)
    assert sorted(stream.scene.lost) == list(range(newest - MOST_LOST, newest))


def test_an_id_is_given_out_only_once_even_if_it_is_lost_and_found_again_and_again() -> None:
    stream, rng = Stream(), np.random.default_rng(0)
    colours = [GREY, RED, BLUE, (80.0, 0.0, 70.0)]
    newest = -1
    for _ in range(200):
        rows = np.unique(rng.integers(0, 5, 6).repeat(4), return_inverse=True)[1].reshape(1, -1)
        ids = stream.show(rows, *(colours[int(rng.integers(4))] for _ in range(rows.max() + 1)))
        assert len(set(ids)) == len(ids)
        assert not set(ids) & set(stream.scene.lost)
        assert all(one <= newest + len(ids) for one in ids)
        newest = max(newest, *ids)


def test_regions_of_a_frame_of_another_size_are_found_by_their_looks() -> None:
    stream = Stream()
    stream.show(bar(4, 6), GREY, RED)
    twice = np.repeat(np.repeat(bar(4, 6), 2, axis=0), 2, axis=1)
    assert stream.show(twice, GREY, RED) == [0, 1]


def test_the_cost_is_nothing_for_the_same_looks_and_the_same_both_ways() -> None:
    one = Looks(RED, (0.3, 0.4), 0.1, 0)
    other = Looks(GREY, (0.5, 0.4), 0.2, 5)
    assert cost_of(one, replace(one, seen=9)) == 0
    assert cost_of(one, other) == pytest.approx(cost_of(other, one))


def test_the_cost_grows_by_one_for_a_step_in_colour_in_place_and_in_area() -> None:
    look = Looks(RED, (0.3, 0.4), 0.1, 0)
    for other in (
        replace(look, colour=(RED[0], RED[1] + 12, RED[2])),
        replace(look, centre=(0.3 + 0.15, 0.4 - 0.2)),
        replace(look, area=0.1 * np.e),
        replace(look, area=0.1 / np.e),
    ):
        assert cost_of(look, other) == pytest.approx(1)
    assert cost_of(look, replace(look, area=0.1 * np.exp(3))) > MOST_COST


def test_looks_that_are_too_unlike_have_nothing_in_common() -> None:
    look = Looks(RED, (0.3, 0.4), 0.1, 0)
    assert cost_of(look, replace(look, colour=(RED[0], RED[1] - LOST_RANGE - 0.1, RED[2]))) == np.inf
    assert cost_of(look, replace(look, centre=(0.31 + FARTHEST, 0.4))) == np.inf


def cost_of(before: Looks, now: Looks) -> float:
    return float(costs_of([before], [now])[0, 0])

"""The picks of an object, on maps of regions made by hand."""

from __future__ import annotations

import numpy as np
import pytest

from live_seg.bench.masks.follow import Follower, overlap
from live_seg.bench.masks.picks import BOX, CLICK, CLICKS, LABEL, PICKS, Maps, deepest_pixel, picks_of
from tests.bench.masks.folders import HEIGHT, WIDTH, disc


def maps_of(ids: np.ndarray) -> Maps:
    return Maps(ids.astype(np.int32), (ids > 0).astype(np.uint8))


def test_the_deepest_pixel_of_a_disc_is_its_centre() -> None:
    assert deepest_pixel(disc(30, 20)) == (20, 30)


def test_the_deepest_pixel_is_inside_of_a_ring() -> None:
    ring = disc(30, 24, 15) & ~disc(30, 24, 8)
    assert ring[deepest_pixel(ring)]


def test_the_border_of_the_frame_counts_as_outside() -> None:
    assert deepest_pixel(np.ones((5, 9), bool)) == (2, 2)


def test_a_click_picks_the_region_in_the_middle() -> None:
    mask = disc(30)
    ids = np.where(disc(30, 24, 5), 70, np.where(mask, 4, 9))
    picks = picks_of(maps_of(ids), mask)
    assert list(picks) == list(PICKS)
    assert picks[CLICK].tolist() == [70]
    assert sorted(picks[CLICKS].tolist()) == sorted(picks[BOX].tolist()) == [4, 70]
    assert picks[LABEL].tolist() == [1]


def test_shift_clicks_leave_out_regions_that_lie_mostly_outside() -> None:
    mask = disc(30)
    ids = np.where(disc(30, 24, 5), 1, 0)  # the rest of the object and the background are one region
    picks = picks_of(maps_of(ids), mask)
    assert picks[CLICKS].tolist() == picks[BOX].tolist() == [1]


def test_a_click_picks_a_region_that_lies_mostly_outside_and_a_box_does_not() -> None:
    picks = picks_of(maps_of(np.zeros((HEIGHT, WIDTH))), disc(30))
    assert picks[CLICK].tolist() == picks[CLICKS].tolist() == [0]
    assert picks[BOX].tolist() == []


def test_there_are_five_clicks_at_most() -> None:
    rows, columns = np.mgrid[:HEIGHT, :WIDTH]
    picks = picks_of(maps_of(rows // 4 * WIDTH + columns // 4), disc(30, 24, 20))
    assert len(picks[CLICKS]) == 5
    assert len(picks[BOX]) > 40


def test_clicks_end_when_the_object_is_picked_but_for_a_twentieth() -> None:
    mask = np.zeros((HEIGHT, WIDTH), bool)
    mask[10:20, 10:30] = True
    ids = np.where(mask, 1, 0)
    ids[10, 10:20] = 2  # 10 of 200 pixels
    assert picks_of(maps_of(ids), mask)[CLICKS].tolist() == [1]
    ids[11, 10] = 2
    assert picks_of(maps_of(ids), mask)[CLICKS].tolist() == [1, 2]


def test_overlap_is_intersection_over_union() -> None:
    one, other = np.array([1, 1, 0, 0], bool), np.array([0, 1, 1, 1], bool)
    assert overlap(one, other) == 0.25
    assert overlap(one, one) == overlap(one & False, one & False) == 1
    assert overlap(one, one & False) == 0


def test_the_frame_of_the_pick_and_the_last_one_are_left_out() -> None:
    follower = Follower()
    mask = disc(30)
    for index, share in enumerate((1.0, 0.5, 1.0, 0.0)):  # how much of the disc is still region 1
        ids = np.where(mask & (np.arange(WIDTH) < 21 + 19 * share), 1, 0)
        follower.add(index, maps_of(ids), mask.astype(np.int32), is_last=index == 3)
    (figures,), remarks = follower.figures("walk")
    half = (mask & (np.arange(WIDTH) < 30.5)).sum() / mask.sum()
    assert (figures.sequence, figures.number, figures.picked_at, figures.frames, remarks) == ("walk", 1, 0, 2, [])
    for pick in figures.picks:
        assert (pick.first, pick.picked, pick.present) == (1, 1, 1)
        assert pick.overlap == pytest.approx((half + 1) / 2)


def test_an_object_that_is_gone_counts_for_the_overlap_and_not_for_presence() -> None:
    follower = Follower()
    here, gone = disc(30), disc(30) & False
    for index, (mask, region) in enumerate([(here, here), (gone, gone), (gone, here), (here, gone), (here, here)]):
        follower.add(index, maps_of(np.where(region, 1, 0)), mask.astype(np.int32), is_last=index == 4)
    (figures,), _ = follower.figures("walk")
    assert figures.picks[0].overlap == pytest.approx((1 + 0 + 0) / 3)
    assert figures.picks[0].present == 0


def test_each_object_is_picked_in_its_own_first_frame() -> None:
    follower = Follower()
    left, right = disc(15).astype(np.int32), disc(45).astype(np.int32)
    for index in range(5):
        numbers = 900 * left + (5 * right if index >= 1 else 0) + (7 * disc(30, 5, 2) if index == 4 else 0)
        follower.add(index, maps_of(numbers), numbers.astype(np.int32), is_last=index == 4)
    figures, remarks = follower.figures("two")
    assert [(one.number, one.picked_at, one.frames) for one in figures] == [(1, 1, 2), (3, 0, 3)]
    assert {pick.overlap for one in figures for pick in one.picks[:3]} == {1}
    assert remarks == ["two: object 2 first appears in frame 4; no frame is left to measure"]

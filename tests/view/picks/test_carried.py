"""Picks follow their segments when the number of segments changes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from live_seg import Config, Palette, Regions, Segmenter
from live_seg.view.picks import carried, carried_ids
from tests import oracle
from tests.region_maps import regions_of


def palette(*grays: int) -> Palette:
    centroids = np.array([(gray, 0, 0) for gray in grays], np.float32)
    return Palette(
        centroids, np.zeros((len(grays), 3), np.uint8), np.full(len(grays), 1 / len(grays), np.float32), 0.0, 0
    )


def test_while_the_palette_keeps_its_size_picks_stay() -> None:
    assert carried(frozenset({0, 2}), palette(0, 50, 100), palette(1, 52, 99)) == {0, 2}


def test_when_it_grows_picks_stay() -> None:
    assert carried(frozenset({1}), palette(0, 100), palette(0, 90, 110)) == {1}


def test_the_last_label_is_followed_to_the_place_that_became_free() -> None:
    assert carried(frozenset({3}), palette(0, 10, 50, 100), palette(5, 100, 50)) == {1}


def test_of_two_that_are_merged_one_pick_is_left() -> None:
    assert carried(frozenset({0, 1}), palette(0, 10, 50), palette(5, 50)) == {0}


def test_with_nothing_picked_nothing_is() -> None:
    assert carried(frozenset(), palette(0, 10, 50), palette(5, 50)) == frozenset()


def test_a_label_that_there_is_no_more_is_dropped() -> None:
    assert carried(frozenset({9}), palette(0, 10, 50), palette(5, 50)) == frozenset()


def test_through_a_real_merge_the_picked_colour_stays_picked() -> None:
    flag = oracle.stripes((0, 0, 0), (0, 0, 200), (30, 30, 30), (250, 250, 250))
    segmenter = Segmenter(Config(k=4))
    before = segmenter.segment(flag)
    white = int(before.labels[0, -1])
    segmenter.reconfigure(replace(segmenter.config, k=3))
    after = segmenter.segment(flag)
    assert carried(frozenset({white}), before.palette, after.palette) == {int(after.labels[0, -1])}


def regions(ids: list[int]) -> Regions:
    """Regions that are columns of 4x8 pixels, from left to right."""
    columns = np.repeat(np.array(ids), 4)[None].repeat(8, axis=0)
    return regions_of(columns, np.zeros((*columns.shape, 3), np.uint8), np.zeros(columns.shape, np.uint8))


def test_the_parts_of_a_divided_region_stay_picked() -> None:
    assert carried_ids(frozenset({1}), regions([1, 1, 1, 2]), regions([1, 5, 6, 2])) == {1, 5, 6}


def test_a_new_region_that_was_mostly_not_picked_is_not_picked() -> None:
    assert carried_ids(frozenset({1}), regions([1, 2, 2, 2]), regions([5, 5, 2, 3])) == {1}


def test_a_region_that_was_there_before_is_not_picked() -> None:
    assert carried_ids(frozenset({1}), regions([1, 1, 1, 2]), regions([2, 2, 2, 2])) == {1}


def test_frames_of_another_size_keep_the_picked_ids() -> None:
    assert carried_ids(frozenset({1}), regions([1, 1]), regions([5, 6, 7])) == {1}

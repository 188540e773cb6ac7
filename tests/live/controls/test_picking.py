"""What a click or a box picks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from live_seg import Config, Segmentation, Segmenter
from live_seg.live.controls.picking import Swatch, picked_by, said_of
from live_seg.segment import Regions
from live_seg.sink.pointer import Box, Click
from tests.live_session import FOUR
from tests.region_maps import with_regions

HEIGHT, WIDTH = FOUR.shape[:2]
NOTHING: frozenset[int] = frozenset()


@pytest.fixture(scope="module")
def plain() -> Segmentation:
    return Segmenter(Config(k=4)).segment(FOUR)


@pytest.fixture(scope="module")
def divided(plain: Segmentation) -> Segmentation:
    """Four stripes of 16 columns, each divided into two regions: ids 10 to 13 above, 20 to 23 below."""
    ids = np.arange(WIDTH) // 16 + np.where(np.arange(HEIGHT) < HEIGHT // 2, 10, 20)[:, None]
    return with_regions(plain, ids)


def test_without_regions_a_click_picks_the_segment_and_again_drops_it(plain: Segmentation) -> None:
    label, other = int(plain.labels[0, 0]), int(plain.labels[0, -1])
    for adds in (False, True):
        click = Click(0, 0, adds)
        assert picked_by(click, plain, frozenset({other})) == {label, other}
        assert picked_by(click, plain, frozenset({label, other})) == {other}


def test_without_regions_a_colour_of_the_palette_is_a_segment(plain: Segmentation) -> None:
    assert picked_by(Swatch(2), plain, frozenset({1})) == {1, 2}
    assert picked_by(Swatch(2, adds=True), plain, frozenset({1, 2})) == {1}


def test_without_regions_a_box_picks_nothing(plain: Segmentation) -> None:
    assert picked_by(Box(0, 0, WIDTH, HEIGHT), plain, frozenset({1})) == {1}


def test_a_click_picks_the_region_and_only_it(divided: Segmentation) -> None:
    assert picked_by(Click(17, 0), divided, NOTHING) == {11}
    assert picked_by(Click(17, HEIGHT - 1), divided, frozenset({10, 11})) == {21}
    assert picked_by(Click(17, 0), divided, frozenset({10, 11})) == {11}


def test_a_click_on_the_only_pick_drops_it(divided: Segmentation) -> None:
    assert picked_by(Click(17, 0), divided, frozenset({11})) == NOTHING


def test_a_click_with_shift_adds_a_region_or_takes_it_away(divided: Segmentation) -> None:
    assert picked_by(Click(17, 0, adds=True), divided, frozenset({10})) == {10, 11}
    assert picked_by(Click(17, 0, adds=True), divided, frozenset({10, 11})) == {10}


def test_a_click_side_by_side_picks_in_both_halves(divided: Segmentation) -> None:
    assert picked_by(Click(WIDTH + 17, 0), divided, NOTHING) == {11}


def test_a_click_below_the_last_row_picks_in_it(divided: Segmentation) -> None:
    assert picked_by(Click(0, HEIGHT), divided, NOTHING) == {20}


def test_a_colour_of_the_palette_picks_all_regions_that_mostly_have_it(divided: Segmentation) -> None:
    label = int(divided.labels[0, 20])
    assert picked_by(Swatch(label), divided, frozenset({10})) == {11, 21}
    assert picked_by(Swatch(label), divided, frozenset({11, 21})) == NOTHING
    assert picked_by(Swatch(label, adds=True), divided, frozenset({10, 11})) == {10, 11, 21}
    assert picked_by(Swatch(label, adds=True), divided, frozenset({10, 11, 21})) == {10}


def test_a_box_picks_the_regions_with_at_least_half_of_their_pixels_in_it(divided: Segmentation) -> None:
    # half of the first stripe, and one column less than half of the last one
    assert picked_by(Box(8, 0, 55, HEIGHT // 2), divided, frozenset({23})) == {10, 11, 12}


def test_a_box_with_shift_adds_and_takes_nothing_away(divided: Segmentation) -> None:
    assert picked_by(Box(0, 0, 32, HEIGHT, adds=True), divided, frozenset({10, 23})) == {10, 11, 20, 21, 23}


def test_a_box_around_no_region_drops_what_was_picked(divided: Segmentation) -> None:
    assert picked_by(Box(3, 3, 6, 6), divided, frozenset({10})) == NOTHING


def test_a_box_needs_no_table_of_the_regions(plain: Segmentation) -> None:
    rows = np.zeros((HEIGHT, WIDTH), np.uint16)
    regions = Regions(rows, np.zeros(1, np.int32), lambda: pytest.fail("the table was made"))
    assert picked_by(Box(0, 0, WIDTH, HEIGHT), replace(plain, regions=regions), NOTHING) == {0}


def test_a_box_side_by_side_belongs_to_the_half_in_which_its_middle_lies(divided: Segmentation) -> None:
    right = Box(WIDTH - 10, 0, WIDTH + 32, HEIGHT // 2)
    assert picked_by(right, divided, NOTHING) == {10, 11}
    left = Box(WIDTH - 16, 0, WIDTH + 4, HEIGHT // 2)
    assert picked_by(left, divided, NOTHING) == {13}


def test_the_user_is_told_how_much_is_picked_or_why_nothing(plain: Segmentation, divided: Segmentation) -> None:
    assert said_of(frozenset({10, 11}), Click(17, 0), divided) == "2 picked"
    assert said_of(NOTHING, Click(17, 0), divided) == "nothing is picked"
    assert said_of(NOTHING, Box(3, 3, 6, 6), divided) == "no region has at least half of its area in the box"
    assert said_of(NOTHING, Swatch(1), plain) == "nothing is picked"


def test_the_user_is_told_that_no_region_has_a_colour(divided: Segmentation) -> None:
    whole = with_regions(divided, np.zeros((HEIGHT, WIDTH)))
    assert whole.regions is not None
    (region,) = whole.regions.table
    assert said_of(NOTHING, Swatch((region.label + 1) % 4), whole) == "this is not the main colour of any region"
    assert said_of(NOTHING, Swatch(region.label), whole) == "nothing is picked"


def test_against_counting_pixels_one_by_one(divided: Segmentation) -> None:
    assert divided.regions is not None
    rng = np.random.default_rng(0)
    for _ in range(50):
        left, right = sorted(rng.integers(0, WIDTH + 1, 2).tolist())
        top, bottom = sorted(rng.integers(0, HEIGHT + 1, 2).tolist())
        inside = np.zeros((HEIGHT, WIDTH), bool)
        inside[top:bottom, left:right] = True
        ids = divided.regions.ids
        expected = {one for one in np.unique(ids).tolist() if inside[ids == one].mean() >= 0.5}
        assert picked_by(Box(left, top, right, bottom), divided, NOTHING) == expected

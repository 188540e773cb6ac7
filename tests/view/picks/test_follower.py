"""Picks are followed through a stream."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest

from live_seg import ConfigError, Frame, Segmentation
from live_seg.segment.colour_space import features_of
from live_seg.segment.palette import measured_palette
from live_seg.view.picks import PickAt, PickColour, PickFollower
from tests import oracle
from tests.region_maps import with_regions

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from live_seg.view.picks import Pick

BLACK, RED, WHITE = (0, 0, 0), (0, 0, 200), (250, 250, 250)


def flag(*stripes: tuple[int, int, int], time: float = 0, cut: bool = False) -> Segmentation:
    """Vertical stripes of colours, each with a label of its own: 0, 1, ..."""
    bgr = oracle.stripes(*stripes)
    colours = np.array(stripes, np.uint8)
    points = features_of(bgr.reshape(-1, 3), "bgr")
    palette = measured_palette(points, colours.astype(np.float32), "bgr", 0)
    labels = np.array([stripes.index(tuple(pixel)) for pixel in bgr.reshape(-1, 3).tolist()], np.uint8)
    frame = Frame(0, Fraction(time), bgr)
    return Segmentation(frame, palette, labels.reshape(bgr.shape[:2]), is_new_scene=cut)


def in_stripes(segmentation: Segmentation, ids: ArrayLike) -> Segmentation:
    """The same with a region for each stripe, whose ids are given."""
    return with_regions(segmentation, np.asarray(ids)[segmentation.labels])


def followed(picks: list[Pick], *segmentations: Segmentation) -> list[set[int]]:
    follower = PickFollower(picks)
    return [set(follower(one)) for one in segmentations]


def test_without_regions_a_pixel_picks_its_segment() -> None:
    assert followed([PickAt(0, 0)], flag(BLACK, RED)) == [{0}]


def test_with_regions_a_pixel_picks_its_region() -> None:
    assert followed([PickAt(0, 0)], in_stripes(flag(BLACK, RED), [40, 7])) == [{40}]


def test_a_pick_begins_at_its_time() -> None:
    picked = followed(
        [PickAt(0, 0, Fraction(1))], *(in_stripes(flag(BLACK, RED, time=time), [40, 7]) for time in (0, 0.5, 1, 2))
    )
    assert picked == [set(), set(), {40}, {40}]


def test_several_picks_add_up() -> None:
    assert followed([PickAt(0, 0), "centre"], in_stripes(flag(BLACK, RED, WHITE), [5, 3, 9])) == [{5, 3}]


def test_a_region_stays_picked_when_it_is_away() -> None:
    there, away = in_stripes(flag(BLACK, RED), [40, 7]), in_stripes(flag(BLACK, RED), [41, 7])
    assert followed([PickAt(0, 0)], there, away, there) == [{40}, {40}, {40}]


def test_a_segment_is_followed_when_the_palette_shrinks() -> None:
    assert followed([PickAt(63, 0)], flag(BLACK, RED, WHITE), flag(BLACK, WHITE)) == [{2}, {1}]


def test_a_pixel_outside_the_frame_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"pick is 64,0, and frames have 64x48 pixels"):
        followed([PickAt(64, 0)], flag(BLACK, RED))


def test_the_largest_region_is_picked() -> None:
    wide = flag(BLACK, RED, WHITE)
    ids = np.where(wide.labels == 0, 8, 3)
    assert followed(["largest"], with_regions(wide, ids)) == [{3}]


def test_the_largest_segment_is_picked_where_there_are_no_regions() -> None:
    assert followed(["largest"], replace(flag(BLACK, RED), labels=np.ones((48, 64), np.uint8))) == [{1}]


def test_rules_do_not_pick_again_within_a_scene() -> None:
    before, after = in_stripes(flag(BLACK, RED, WHITE), [1, 2, 3]), in_stripes(flag(BLACK, RED, WHITE), [1, 5, 3])
    assert followed(["centre"], before, after) == [{2}, {2}]


def test_rules_pick_again_in_a_new_scene_without_what_they_picked() -> None:
    before, other = in_stripes(flag(BLACK, RED, WHITE), [1, 2, 3]), flag(BLACK, RED, WHITE, cut=True)
    assert followed(["centre"], before, in_stripes(other, [7, 8, 9])) == [{2}, {2, 8}]


def test_rules_keep_their_pick_when_a_scene_comes_back() -> None:
    before, back = in_stripes(flag(BLACK, RED, WHITE), [1, 2, 3]), flag(BLACK, RED, WHITE, cut=True)
    assert followed(["centre"], before, in_stripes(back, [2, 8, 9])) == [{2}, {2}]


def test_a_colour_picks_the_segment_with_the_nearest_one() -> None:
    assert followed([PickColour((30, 20, 160))], flag(BLACK, RED, WHITE)) == [{1}]


def test_a_colour_picks_another_segment_after_a_cut() -> None:
    assert followed([PickColour(RED)], flag(BLACK, RED), flag(RED, WHITE, cut=True)) == [{1}, {0}]


def test_a_colour_picks_the_region_with_the_nearest_one() -> None:
    assert followed([PickColour((30, 30, 150))], in_stripes(flag(BLACK, RED, WHITE), [5, 3, 9])) == [{3}]


def test_a_colour_picks_every_region_that_has_about_this_colour() -> None:
    two_reds = flag(RED, WHITE, (5, 5, 195))
    assert followed([PickColour(RED)], in_stripes(two_reds, [5, 3, 9])) == [{5, 9}]


def test_a_region_of_this_colour_that_comes_in_is_picked_too() -> None:
    before, after = in_stripes(flag(RED, WHITE), [5, 3]), in_stripes(flag(RED, WHITE, (5, 5, 195)), [5, 3, 9])
    assert followed([PickColour(RED)], before, after) == [{5}, {5, 9}]


def test_nothing_is_picked_without_picks() -> None:
    assert followed([], flag(BLACK, RED)) == [set()]


def test_ids_of_a_colour_that_cannot_come_back_are_forgotten() -> None:
    stream = [in_stripes(flag(BLACK, RED, time=20 * number), [0, number + 1]) for number in range(3)]
    assert followed([PickColour(RED)], *stream) == [{1}, {2}, {3}]

"""How long the ids of picked regions are remembered."""

from __future__ import annotations

from fractions import Fraction

from live_seg.segment.regions.identity import FORGOTTEN_AFTER
from live_seg.segment.regions.scene import REMEMBERED
from live_seg.view.picks.recent_ids import RecentIds

LONG = Fraction(FORGOTTEN_AFTER) + 1


def test_an_id_that_was_seen_lately_is_kept() -> None:
    ids = RecentIds()
    ids.update({1}, Fraction(0))
    assert ids.update({2}, Fraction(5)) == {1, 2}


def test_an_id_that_was_not_seen_for_long_is_forgotten() -> None:
    ids = RecentIds()
    ids.update({1}, Fraction(0))
    assert ids.update({2}, LONG) == {2}


def test_the_ids_of_earlier_scenes_are_kept_with_them() -> None:
    ids = RecentIds()
    ids.update({1}, Fraction(0))
    ids.begin_scene()
    assert ids.update({2}, LONG) == {1, 2}


def test_the_ids_of_a_scene_that_is_not_remembered_are_forgotten() -> None:
    ids = RecentIds()
    for number in range(REMEMBERED + 2):
        ids.begin_scene()
        kept = ids.update({number}, Fraction(number))
    assert kept == set(range(1, REMEMBERED + 2))

"""Which frames the K of a scene is chosen from."""

from __future__ import annotations

from fractions import Fraction

from live_seg import Frame
from live_seg.segment.elbow.scene_frames import ENOUGH, frames_for_scene, is_same_scene
from tests import oracle

ONE, OTHER = oracle.noise(24, 32, 1), oracle.noise(24, 32, 2)


def frames(times: list[float], picture: oracle.Bytes = ONE) -> list[Frame]:
    return [Frame(round(10 * time), Fraction(str(time)), picture) for time in times]


def chosen(first: list[Frame], spread: list[Frame]) -> list[float]:
    return [float(frame.time) for frame in frames_for_scene(first, spread)]


def test_frames_of_other_pictures_are_not_of_one_scene() -> None:
    (one,), (other,) = frames([0]), frames([0], OTHER)
    assert is_same_scene(one, one)
    assert not is_same_scene(one, other)


def test_spread_frames_stand_for_a_scene_alone_if_they_are_enough() -> None:
    assert chosen(frames([0, 0.1, 0.2, 0.3, 0.4]), frames([1, 3, 5, 7, 9])) == [1, 3, 5, 7, 9]


def test_the_first_frames_are_added_to_a_few() -> None:
    assert chosen(frames([0, 0.1, 0.2, 0.3, 0.4]), frames([1, 3])) == [0, 0.1, 0.2, 0.3, 0.4, 1, 3]


def test_a_frame_that_is_both_counts_once() -> None:
    assert chosen(frames([0, 0.1, 0.2]), frames([0.1, 0.2])) == [0, 0.1, 0.2]


def test_those_before_the_scene_and_after_it_do_not_count() -> None:
    spread = [*frames([1, 3]), *frames([5], OTHER), *frames([7])]
    assert chosen(frames([2]), spread) == [2, 3]


def test_a_scene_that_comes_back_is_another_scene() -> None:
    spread = [*frames([1], OTHER), *frames([2, 3, 4, 5, 6])]
    assert len(spread) > ENOUGH
    assert chosen(frames([0]), spread) == [0]

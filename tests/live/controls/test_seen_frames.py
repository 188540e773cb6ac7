"""Which frames of a live session stand for its scene."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from live_seg import Frame
from live_seg.live.controls.seen_frames import FIRST_INTERVAL, LONGEST_INTERVAL, MOST, SeenFrames

RATE = 10
BLACK = np.zeros((2, 2, 3), np.uint8)


def after(seconds: float, *, new_scenes: tuple[float, ...] = ()) -> list[float]:
    """The times of the frames that are remembered after so many seconds at RATE frames/s."""
    seen = SeenFrames()
    for index in range(round(seconds * RATE) + 1):
        time = Fraction(index, RATE)
        seen.see(Frame(index, time, BLACK), is_new_scene=float(time) in new_scenes)
    return [float(frame.time) for frame in seen.all]


def test_the_first_frame_is_there_at_once() -> None:
    assert after(0) == [0]


def test_frames_of_the_same_moment_count_once() -> None:
    assert after(FIRST_INTERVAL / 2) == [0]


def test_they_are_spread_over_all_of_a_scene_that_lasts_less_than_a_minute() -> None:
    for seconds in (5, 12, 33, 60):
        times = after(seconds)
        gaps = np.diff(times)
        assert MOST / 2 <= len(times) <= MOST
        assert times[0] == 0
        assert gaps.max() - gaps.min() < 0.5 * gaps.max()
        assert seconds - times[-1] < 2 * gaps.max()


def test_of_a_longer_scene_they_are_spread_over_the_last_minute() -> None:
    times = after(200)
    assert len(times) == MOST
    assert times[0] >= 200 - MOST * LONGEST_INTERVAL - LONGEST_INTERVAL
    assert times[-1] > 200 - LONGEST_INTERVAL


def test_those_of_another_scene_are_forgotten() -> None:
    assert min(after(9, new_scenes=(7.0,))) == 7


def test_a_time_that_goes_back_begins_anew() -> None:
    seen = SeenFrames()
    for index, time in enumerate((5, 6, 1)):
        seen.see(Frame(index, Fraction(time), BLACK), is_new_scene=False)
    assert [frame.time for frame in seen.all] == [1]

"""The first seconds of a source."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from live_seg.source.demo.demo_source import DemoScene
from live_seg.source.file.file_source import FileSource
from live_seg.source.limit import Limited
from tests.media import Film, moving_square, write_video

if TYPE_CHECKING:
    from pathlib import Path


def demo(frames: int | None = 25) -> DemoScene:
    return DemoScene(64, 48, Fraction(25), frame_count=frames)


def test_limited_gives_the_frames_before_its_duration() -> None:
    wanted = {0.04: 1, 0.1: 3, 0.2: 5, 0.3: 8, 0.4: 10, 0.7: 18, 0.8: 20, 1.0: 25}
    assert {seconds: len(list(Limited(demo(), seconds))) for seconds in wanted} == wanted


def test_limited_gives_all_of_a_shorter_source() -> None:
    assert len(list(Limited(demo(7), 60))) == 7


def test_limited_ends_an_endless_source() -> None:
    assert len(list(Limited(demo(None), 0.12))) == 3


def test_limited_counts_from_the_first_frame(tmp_path: Path) -> None:
    late = Film(sound="aac", times=tuple(2 + Fraction(index, 25) for index in range(10)))
    with Limited(FileSource(write_video(tmp_path / "late.mp4", moving_square(10), late)), 0.12) as limited:
        assert [frame.time for frame in limited] == [2, Fraction(51, 25), Fraction(52, 25)]


def test_iterating_again_does_not_start_the_limit_again() -> None:
    limited = Limited(demo(), 0.2)
    frames = iter(limited)
    assert [next(frames).index, next(frames).index] == [0, 1]
    assert [frame.index for frame in limited] == [2, 3, 4]


def test_after_a_jump_the_limit_stays_where_it_is() -> None:
    assert [frame.index for frame in Limited(demo(), 0.2).frames_from(0.13)] == [3, 4]


def test_the_duration_is_the_limit_or_that_of_a_shorter_source() -> None:
    assert Limited(demo(), 0.2).duration == Fraction(1, 5)
    assert Limited(demo(10), 60).duration == Fraction(10, 25)
    assert Limited(demo(None), 60).duration is None

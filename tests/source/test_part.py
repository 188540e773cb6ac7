"""A part of a source: which frames, with which times, and where it ends."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest

from live_seg.errors import ConfigError
from live_seg.source.demo.demo_source import DemoScene
from live_seg.source.file.file_source import FileSource
from live_seg.source.part import Part
from tests.media import Film, moving_square, write_video

if TYPE_CHECKING:
    from pathlib import Path

    from live_seg.source import Source

MPEG = Fraction(1, 90_000)
UNEVEN = tuple(Fraction(n, 30) for n in (0, 1, 2, 10, 11, 30, 45))


def demo(frames: int | None = 25) -> DemoScene:
    return DemoScene(64, 48, Fraction(25), frame_count=frames)


def uneven(path: Path) -> FileSource:
    """Frames at uneven times; the last one is shown from 1.5 s to 2 s."""
    film = Film(times=UNEVEN, time_base=MPEG, hold=Fraction(1, 2), options=(("bf", "0"),))
    return FileSource(write_video(path / "uneven.mp4", moving_square(7), film))


def times_in(source: Source) -> list[Fraction]:
    return [frame.time for frame in source]


def test_a_part_begins_with_the_frame_that_is_shown_at_its_start_and_ends_before_its_end() -> None:
    part = Part(demo(), Fraction(1, 5), Fraction(2, 5))
    assert [(frame.index, frame.time) for frame in part] == [(n, Fraction(n, 25)) for n in range(5)]
    assert part.end == Fraction(1, 5)
    assert part.info.frame_count == 5


def test_its_frames_are_those_of_the_source(clip: Path) -> None:
    with FileSource(clip) as whole, Part(FileSource(clip), Fraction("0.31"), Fraction("0.7")) as part:
        wanted = [frame.bgr.copy() for frame in whole if 7 <= frame.index < 18]
        assert all(np.array_equal(frame.bgr, bgr) for frame, bgr in zip(part, wanted, strict=True))


def test_a_start_between_two_frames_is_exact_to_the_tick() -> None:
    part = Part(demo(), Fraction("0.111"), Fraction("0.21"))
    # the frame at 0.08 s is shown at the start; 0.12, 0.16 and 0.2 s follow
    assert times_in(part) == [0, Fraction("0.009"), Fraction("0.049"), Fraction("0.089")]
    assert part.end == Fraction("0.099")
    assert part.info.frame_count == 4
    assert Fraction("0.111") % part.info.time_base == 0


def test_uneven_times_are_kept_and_the_last_frame_is_cut(tmp_path: Path) -> None:
    with uneven(tmp_path) as source:
        part = Part(source, Fraction(1, 5), Fraction(7, 5))
        # the frame at 2/30 s is shown at the start
        assert times_in(part) == [0, UNEVEN[3] - Fraction(1, 5), UNEVEN[4] - Fraction(1, 5), UNEVEN[5] - Fraction(1, 5)]
        assert part.end == Fraction(6, 5)


def test_a_part_to_the_end_of_a_file_ends_when_its_last_frame_does(tmp_path: Path) -> None:
    with uneven(tmp_path) as source:
        part = Part(source, Fraction(1))
        assert times_in(part) == [0, Fraction(1, 2)]
        assert part.end == 1


def test_an_end_after_that_of_the_source_changes_nothing(tmp_path: Path) -> None:
    with uneven(tmp_path) as source:
        part = Part(source, Fraction(1), Fraction(100))
        assert times_in(part) == [0, Fraction(1, 2)]
        assert part.end == part.duration == 1


def test_an_end_within_the_last_frame_cuts_it(tmp_path: Path) -> None:
    with uneven(tmp_path) as source:
        part = Part(source, Fraction(1), Fraction("1.75"))
        assert times_in(part) == [0, Fraction(1, 2)]
        assert part.end == part.duration == Fraction(3, 4)


def test_a_part_from_the_start_keeps_a_late_first_frame_late(tmp_path: Path) -> None:
    late = Film(sound="aac", times=tuple(2 + Fraction(index, 25) for index in range(10)))
    with FileSource(write_video(tmp_path / "late.mp4", moving_square(10), late)) as source:
        assert times_in(Part(source, Fraction(1), Fraction("2.08"))) == [1, Fraction("1.04")]


def test_the_end_is_not_known_before_the_last_frame_is_read() -> None:
    part = Part(demo(), Fraction(0), Fraction(1, 5))
    next(iter(part))
    assert part.end is None


def test_an_endless_source_gets_an_end() -> None:
    assert len(list(Part(demo(None), Fraction(1), Fraction(2)))) == 25


def test_a_jump_counts_from_the_start_of_the_part() -> None:
    part = Part(demo(), Fraction(1, 5), Fraction(3, 5))
    assert [frame.index for frame in part.frames_from(0.3)] == [7, 8, 9]
    assert list(part.frames_from(0.4)) == []


def test_a_start_after_the_end_is_refused_with_the_duration(clip: Path) -> None:
    with FileSource(clip) as source, pytest.raises(ConfigError) as refused:
        Part(source, Fraction(5), name=clip.name)
    assert str(refused.value) == "start is 5 s, and clip.mp4 ends at 1 s; choose an earlier start"


def test_an_end_before_the_first_frame_is_refused(tmp_path: Path) -> None:
    late = Film(sound="aac", times=(Fraction(2), Fraction(3)))
    path = write_video(tmp_path / "late.mp4", moving_square(2), late)
    message = r"end is 1 s, and the first frame of the source comes at 2 s"
    with FileSource(path) as source, pytest.raises(ConfigError, match=message):
        Part(source, Fraction(0), Fraction(1))


def test_closing_a_part_closes_its_source(clip: Path) -> None:
    source = FileSource(clip)
    Part(source, Fraction(1, 5)).close()
    assert list(source) == []


def test_a_frame_that_starts_within_the_last_tick_lasts_for_a_tick() -> None:
    part = Part(demo(), Fraction(0), Fraction("0.0401"))
    assert times_in(part) == [0, Fraction("0.04")]
    assert part.info.time_base == Fraction(1, 1000)
    assert part.end == Fraction("0.041")

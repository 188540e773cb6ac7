"""A source at another frame rate."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from live_seg.frame import is_same_memory
from live_seg.source.demo.demo_source import DemoScene
from live_seg.source.file.file_source import FileSource
from live_seg.source.part import Part
from live_seg.source.resampled import Resampled
from tests.media import Film, moving_square, write_video

if TYPE_CHECKING:
    from pathlib import Path

NTSC = Fraction(30_000, 1001)


def demo() -> DemoScene:
    return DemoScene(64, 48, Fraction(25), frame_count=25)


def late(path: Path) -> FileSource:
    """Ten frames from 0.5 s to 0.9 s."""
    times = tuple(Fraction("0.5") + Fraction(index, 25) for index in range(10))
    return FileSource(
        write_video(path, moving_square(10), Film(sound="aac", times=times, time_base=Fraction(1, 90_000)))
    )


def test_every_frame_is_what_the_source_shows_at_its_time() -> None:
    pictures = [frame.bgr.tobytes() for frame in demo()]
    for rate in (Fraction(10), Fraction(25), NTSC, Fraction(60), Fraction(7, 3)):
        frames = list(Resampled(demo(), rate))
        assert [frame.time for frame in frames] == [n / rate for n in range(len(frames))], rate
        assert (len(frames) - 1) / rate < 1 <= len(frames) / rate, rate
        shown = [int(frame.time * 25) for frame in frames]
        assert [frame.bgr.tobytes() for frame in frames] == [pictures[index] for index in shown], rate


def test_uneven_times_become_even(tmp_path: Path) -> None:
    times = tuple(Fraction(n, 10) for n in (0, 1, 5, 6, 12))
    film = Film(times=times, time_base=Fraction(1, 90_000), hold=Fraction(1), options=(("bf", "0"),))
    path = write_video(tmp_path / "uneven.mp4", moving_square(5), film)
    with FileSource(path) as whole, FileSource(path) as source:
        pictures = {frame.bgr.tobytes(): frame.index for frame in whole}
        made = [pictures[frame.bgr.tobytes()] for frame in Resampled(source, Fraction(5))]
    assert made == [0, 1, 1, 3, 3, 3, 4, 4, 4, 4, 4]


def test_a_repeated_frame_is_in_the_same_memory() -> None:
    first, second, third, *_ = Resampled(demo(), Fraction(50))
    assert is_same_memory(first.bgr, second.bgr)
    assert not is_same_memory(second.bgr, third.bgr)


def test_times_are_on_a_clock_that_can_show_the_end() -> None:
    for rate in (Fraction(10), NTSC, Fraction(7, 3)):
        source = Resampled(demo(), rate)
        assert all(frame.time % source.info.time_base == 0 for frame in source)
        assert source.info.time_base <= Fraction(1, 1000)


def test_the_duration_stays_and_frames_are_counted() -> None:
    source = Resampled(Part(demo(), Fraction(1, 5), Fraction("0.95")), Fraction(10))
    assert source.info.frame_count == len(list(source)) == 8
    assert source.duration == source.end == Fraction(3, 4)


def test_before_a_late_first_frame_there_is_nothing(tmp_path: Path) -> None:
    with late(tmp_path / "late.mp4") as source:
        assert [frame.time for frame in Resampled(source, Fraction(5))] == [Fraction(3, 5), Fraction(4, 5)]


def test_a_jump_goes_to_the_output_frame_that_is_shown_then() -> None:
    source = Resampled(demo(), Fraction(10))
    pictures = [frame.bgr.tobytes() for frame in demo()]
    frame = next(source.frames_from(0.19))
    assert (frame.index, frame.time, frame.bgr.tobytes()) == (1, Fraction(1, 10), pictures[2])
    assert list(Resampled(demo(), Fraction(2, 3)).frames_from(1.2)) == []


def test_indexes_count_from_a_late_first_frame(tmp_path: Path) -> None:
    with late(tmp_path / "late.mp4") as source:
        frames = list(Resampled(source, Fraction(10)))
    assert [(frame.index, frame.time) for frame in frames] == [(n, Fraction(5 + n, 10)) for n in range(4)]


def test_a_source_between_two_times_gives_its_first_frame(tmp_path: Path) -> None:
    with late(tmp_path / "late.mp4") as source:
        first = next(iter(source)).bgr
    with late(tmp_path / "again.mp4") as source:
        (frame,) = Resampled(source, Fraction(1))
    assert (frame.index, frame.time, frame.bgr.tobytes()) == (0, Fraction(0), first.tobytes())

"""Animations: exact colours, times whose errors do not add up, and files that play at any time."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest
from PIL import Image, ImageSequence

from live_seg.errors import ConfigError, SinkError
from live_seg.frame import StreamInfo
from live_seg.sink.animation.animation_sink import AnimationSink
from tests import oracle
from tests.media import moving_square
from tests.results import as_camera, result_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from live_seg.segment import Segmentation
    from tests.media import Picture

NTSC = Fraction(30000, 1001)
UNEVEN = [Fraction(index * (index + 2), 90) for index in range(12)]
KINDS = pytest.mark.parametrize(("suffix", "tick"), [(".gif", Fraction(1, 100)), (".webp", Fraction(1, 1000))])
SUFFIXES = pytest.mark.parametrize("suffix", [".gif", ".webp"])


def write(
    path: Path, pictures: Sequence[Picture], times: Sequence[Fraction] | None = None, rate: Fraction = Fraction(25)
) -> AnimationSink:
    height, width = pictures[0].shape[:2]
    sink = AnimationSink(path, StreamInfo(width, height, rate), as_camera)
    for index, picture in enumerate(pictures):
        sink.write(result_of(picture, index, times[index] if times else index / rate))
    sink.close()
    return sink


def read(path: Path, mode: str = "RGB") -> tuple[list[Picture], list[float]]:
    """The pictures of an animation in BGR or BGRA, and their durations in seconds."""
    pictures, durations = [], []
    with Image.open(path) as image:
        for frame in ImageSequence.Iterator(image):
            rgb = np.array(frame.convert(mode))
            pictures.append(rgb[..., [2, 1, 0, 3][: rgb.shape[2]]])
            durations.append(frame.info["duration"] / 1000)
    return pictures, durations


@SUFFIXES
def test_colours_are_exact(suffix: str, tmp_path: Path) -> None:
    pictures = moving_square(12)
    sink = write(tmp_path / f"out{suffix}", pictures)
    np.testing.assert_array_equal(read(sink.path)[0], pictures)
    assert sink.remarks == ()


@KINDS
@pytest.mark.parametrize(("times", "rate"), [(None, NTSC), (UNEVEN, Fraction(25)), ([5 + t for t in UNEVEN], NTSC)])
def test_errors_of_times_do_not_add_up(
    times: list[Fraction] | None, rate: Fraction, suffix: str, tick: Fraction, tmp_path: Path
) -> None:
    times = times or [index / rate for index in range(40)]
    sink = write(tmp_path / f"out{suffix}", moving_square(len(times)), times, rate)
    durations = read(sink.path)[1]
    assert len(durations) == len(times) == sink.frames_written
    ends = np.cumsum(durations)
    for end, time in zip(ends, [*times[1:], times[-1] + 1 / rate], strict=True):
        assert abs(end - (time - times[0])) <= tick / 2 + Fraction(1, 10**6)


@SUFFIXES
def test_the_last_picture_lasts_until_the_given_end(suffix: str, tmp_path: Path) -> None:
    sink = AnimationSink(tmp_path / f"out{suffix}", StreamInfo(64, 48, Fraction(25)), as_camera)
    for index, picture in enumerate(moving_square(2)):
        sink.write(result_of(picture, index, index / Fraction(25)))
    sink.close(end=Fraction(1))
    assert read(sink.path)[1] == pytest.approx([0.04, 0.96])
    assert sink.duration == 1


@SUFFIXES
def test_one_frame_of_an_odd_size_is_kept(suffix: str, tmp_path: Path) -> None:
    for size in ((1, 1), (63, 47)):
        picture = moving_square(1, *size) if min(size) > 12 else [np.full((1, 1, 3), 7, np.uint8)]
        sink = write(tmp_path / f"{size[0]}{suffix}", picture)
        np.testing.assert_array_equal(read(sink.path)[0], picture)


@SUFFIXES
def test_still_pictures_are_kept_as_frames(suffix: str, tmp_path: Path) -> None:
    sink = write(tmp_path / f"out{suffix}", moving_square(1) * 5)
    pictures, durations = read(sink.path)
    assert durations == pytest.approx([0.04] * 5)
    np.testing.assert_array_equal(pictures, moving_square(1) * 5)


def test_gif_with_more_than_256_colours_is_near_and_says_so(tmp_path: Path) -> None:
    picture = np.dstack([*np.meshgrid(np.arange(64) * 4, np.arange(48) * 5), np.zeros((48, 64))])
    sink = write(tmp_path / "out.gif", [picture.astype(np.uint8)] * 2)
    assert np.abs(read(sink.path)[0][0].astype(int) - picture).mean() < 8
    assert sink.remarks == (f"{sink.path}: pictures with more than 256 colours were reduced to 256",)


def test_webp_keeps_any_number_of_colours(tmp_path: Path) -> None:
    pictures = [oracle.noise(47, 63, seed) for seed in range(3)]
    np.testing.assert_array_equal(read(write(tmp_path / "out.webp", pictures).path)[0], pictures)


@SUFFIXES
def test_a_transparent_view_gives_a_transparent_animation(suffix: str, tmp_path: Path) -> None:
    def square(result: Segmentation) -> Picture:
        picture = np.zeros((48, 64, 4), np.uint8)
        left = 4 * result.frame.index
        picture[10:30, left : left + 20] = (40, 160, 60, 255)
        return picture

    sink = AnimationSink(tmp_path / f"out{suffix}", StreamInfo(64, 48, Fraction(25)), square)
    results = [result_of(oracle.noise(48, 64), index, Fraction(index, 25)) for index in range(4)]
    for result in results:
        sink.write(result)
    sink.close()
    for found, result in zip(read(sink.path, "RGBA")[0], results, strict=True):
        expected = square(result)
        np.testing.assert_array_equal(found[..., 3], expected[..., 3])
        np.testing.assert_array_equal(found[expected[..., 3] > 0], expected[expected[..., 3] > 0])


@SUFFIXES
def test_what_was_written_plays_at_any_time(suffix: str, tmp_path: Path) -> None:
    sink = AnimationSink(tmp_path / f"out{suffix}", StreamInfo(64, 48, Fraction(25)), as_camera)
    pictures = moving_square(5)
    for index, picture in enumerate(pictures):
        sink.write(result_of(picture, index, Fraction(index, 25)))
    # as after kill -9
    np.testing.assert_array_equal(read(tmp_path / f"out.part{suffix}")[0], pictures[:4])
    partial = sink.abandon()
    assert partial is not None
    np.testing.assert_array_equal(read(partial)[0], pictures)


@SUFFIXES
def test_the_same_pictures_give_the_same_bytes(suffix: str, tmp_path: Path) -> None:
    first, second = (write(tmp_path / f"{name}{suffix}", moving_square(5)).path for name in "ab")
    assert first.read_bytes() == second.read_bytes()


@SUFFIXES
def test_another_size_in_mid_stream_is_letterboxed_and_said(suffix: str, tmp_path: Path) -> None:
    small = np.asarray(cv2.resize(moving_square(1)[0], (31, 100)), np.uint8)
    sink = write(tmp_path / f"out{suffix}", [moving_square(1)[0], small])
    assert read(sink.path)[0][1].shape == (48, 64, 3)
    assert f"{sink.path}: frames of 31x100 were letterboxed into 64x48" in sink.remarks


def test_a_rate_that_players_slow_down_is_said(tmp_path: Path) -> None:
    sink = write(tmp_path / "out.gif", moving_square(3), rate=Fraction(100))
    assert sink.remarks == (f"{sink.path}: many players show pictures of less than 2/100 s for longer",)


def test_durations_that_are_too_long_for_the_format_are_shared_out(tmp_path: Path) -> None:
    sink = write(tmp_path / "out.gif", moving_square(2), [Fraction(0), Fraction(1000)])
    durations = read(sink.path)[1]
    assert sum(durations[:-1]) == pytest.approx(1000)


def test_pictures_that_are_too_large_for_webp_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SinkError, match="its pictures are 16384x1, and the format takes up to 16383 pixels a side"):
        AnimationSink(tmp_path / "out.webp", StreamInfo(16_384, 1, Fraction(25)))
    assert list(tmp_path.iterdir()) == []


def test_another_suffix_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"must end in \.gif or \.webp"):
        AnimationSink(tmp_path / "out.png", StreamInfo(64, 48, Fraction(25)))


@pytest.mark.parametrize("rate", [Fraction(120), Fraction(101), Fraction(1000)])
def test_above_100_pictures_a_second_a_gif_keeps_its_speed(rate: Fraction, tmp_path: Path) -> None:
    count = int(rate)
    sink = write(tmp_path / "out.gif", moving_square(count), rate=rate)
    durations = read(sink.path)[1]
    assert sum(durations) == pytest.approx(1, abs=0.0101)
    assert sink.duration == 1
    assert len(durations) == sink.frames_written <= 101
    lost = count - len(durations)
    what = "1 picture was" if lost == 1 else f"{lost} pictures were"
    assert sink.losses == (f"{sink.path}: {what} left out: it has at most 100 a second, at even times",)


def test_pictures_that_are_left_out_do_not_move_the_others(tmp_path: Path) -> None:
    times = [Fraction(n, 1000) for n in (0, 1, 2, 3, 100, 200)]
    sink = write(tmp_path / "out.gif", moving_square(6), times)
    pictures, durations = read(sink.path)
    assert durations == pytest.approx([0.1, 0.1, 0.04])
    np.testing.assert_array_equal(pictures, [moving_square(6)[n] for n in (0, 4, 5)])


def test_a_gif_is_transparent_below_half_the_alpha_whatever_the_colour(tmp_path: Path) -> None:
    pixels = [(0, 0, red, alpha) for red in (0, 255) for alpha in (0, 127, 128, 255)]
    sink = AnimationSink(tmp_path / "out.gif", StreamInfo(8, 1, Fraction(25)), lambda _: np.array([pixels], np.uint8))
    sink.write(result_of(np.zeros((1, 8, 3), np.uint8)))
    sink.close()
    assert read(sink.path, "RGBA")[0][0][0, :, 3].tolist() == [0, 0, 255, 255] * 2

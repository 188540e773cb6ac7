"""Processing a part of a video, at another size and rate."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
import pytest

import live_seg
from live_seg import ConfigError, Frame, ImagesReport, VideoReport
from live_seg.cli import main
from live_seg.processing.frame_choice import FrameChoice
from live_seg.segment import Segmenter
from live_seg.source.file.file_source import FileSource
from tests.media import (
    Film,
    clap_in,
    damage_middle,
    moving_square,
    picture_times,
    pictures_in,
    write_clap,
    write_video,
)
from tests.pictures import write

if TYPE_CHECKING:
    from pathlib import Path

    from live_seg.frame import Picture
    from live_seg.segment import Segmentation


def process(source: Path, out: Path, **options: Any) -> VideoReport:
    report = live_seg.process(source, out, k=3, **options)
    assert isinstance(report, VideoReport)
    return report


def test_a_part_has_its_frames_its_duration_and_its_sound(tmp_path: Path) -> None:
    source = write_clap(tmp_path / "in.mp4", Fraction(3), 5, Film(sound="aac"))
    counted: list[tuple[int, int | None]] = []
    report = process(source, tmp_path / "out.mp4", start="0:02.9", end=3.5, progress=lambda *done: counted.append(done))
    assert (report.frames, report.duration, report.has_sound, report.losses) == (16, Fraction(3, 5), True, ())
    assert counted == [(n + 1, 16) for n in range(16)]
    # the frame at 2.88 s is shown at the start
    expected = [max(Fraction(0), Fraction(n, 25) - Fraction("2.9")) for n in range(72, 88)]
    assert picture_times(tmp_path / "out.mp4") == expected
    flash, click = clap_in(tmp_path / "out.mp4")
    assert flash == Fraction(1, 10)
    assert abs(click - flash) < Fraction(1, 1000)


def test_the_same_part_is_had_by_its_end_and_by_its_duration(clip: Path, tmp_path: Path) -> None:
    for name, end in {"a.mp4": {"end": 0.7}, "b.mp4": {"duration": 0.5}}.items():
        process(clip, tmp_path / name, start=0.2, **end)
    assert (tmp_path / "a.mp4").read_bytes() == (tmp_path / "b.mp4").read_bytes()


def test_a_rotated_video_is_cut_and_scaled_as_it_is_shown(tmp_path: Path) -> None:
    source = write_video(tmp_path / "in.mp4", moving_square(10), Film(rotation=90))
    report = process(source, tmp_path / "out.mp4", start=0.2, size="24x-1")
    assert (report.width, report.height, report.frames, report.duration) == (24, 32, 5, Fraction(1, 5))


def test_frames_are_scaled_before_they_are_segmented(clip: Path, tmp_path: Path) -> None:
    report = process(clip, tmp_path / "out.mp4", scale=0.5)
    assert (report.width, report.height, report.remarks) == (32, 24, ())
    with live_seg.open_source(clip) as source:
        segmenter = Segmenter(k=3)
        for frame, written in zip(source, pictures_in(tmp_path / "out.mp4"), strict=True):
            small = cv2.resize(frame.bgr, (32, 24), interpolation=cv2.INTER_AREA)
            expected = live_seg.recolour(segmenter.segment(np.asarray(small, np.uint8)))
            assert np.median(np.abs(written.astype(int) - expected)) <= 3


def test_a_rate_gives_exact_times_and_keeps_the_duration(clip: Path, tmp_path: Path) -> None:
    for rate, count in {Fraction(10): 10, Fraction(60): 60, Fraction(30_000, 1001): 30}.items():
        report = process(clip, tmp_path / "out.mp4", fps=rate, overwrite=True)
        assert picture_times(tmp_path / "out.mp4") == [n / rate for n in range(count)], rate
        assert report.frames == count, rate
        assert report.duration == 1, rate


def test_repeated_frames_are_segmented_once(clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    segmented = []
    real = Segmenter.segment

    def counting(self: Segmenter, picture: Picture) -> Segmentation:
        if isinstance(picture, Frame):  # arrays are those of the warm-up
            segmented.append(picture.time)
        return real(self, picture)

    monkeypatch.setattr(Segmenter, "segment", counting)
    report = process(clip, tmp_path / "out.mp4", fps=50)
    assert (report.frames, len(segmented)) == (50, 25)


def test_part_rate_and_size_go_together(clip: Path, tmp_path: Path) -> None:
    report = process(clip, tmp_path / "out.mp4", start=0.2, duration=0.7, fps=10, size=(32, -2))
    assert (report.frames, report.width, report.height, report.duration) == (7, 32, 24, Fraction(7, 10))
    assert picture_times(tmp_path / "out.mp4") == [Fraction(n, 10) for n in range(7)]


def test_damage_after_the_part_is_no_loss(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    noise = [rng.integers(0, 256, (48, 64, 3), np.uint8) for _ in range(60)]
    damaged = damage_middle(write_video(tmp_path / "in.mp4", noise), lambda data: data.fill(0))
    assert process(damaged, tmp_path / "whole.mp4").losses
    report = process(damaged, tmp_path / "part.mp4", duration=0.4)
    assert (report.frames, report.losses) == (10, ())


def test_other_proportions_are_said(clip: Path, tmp_path: Path) -> None:
    (remark,) = process(clip, tmp_path / "out.mp4", size="32x32").remarks
    expected = "a pixel aspect of 4:3 keeps the shape of the picture"
    assert remark == f"64x48 was scaled to 32x32, which has other proportions; {expected}"


def test_an_image_is_scaled_before_it_is_segmented(tmp_path: Path) -> None:
    photo = write(tmp_path / "photo.png", moving_square(1)[0])
    report = live_seg.process(photo, tmp_path / "out.png", k=3, size="32x32")
    assert isinstance(report, ImagesReport)
    assert (report.width, report.height) == (32, 32)
    assert report.remarks == (f"{photo}: 64x48 was stretched to 32x32, which has other proportions",)
    written = cv2.imread(str(tmp_path / "out.png"))
    assert written is not None
    assert written.shape == (32, 32, 3)


def test_a_video_of_images_is_scaled_too(tmp_path: Path) -> None:
    for name in ("a.png", "b.png"):
        write(tmp_path / name, moving_square(1)[0])
    report = live_seg.process([tmp_path / "a.png", tmp_path / "b.png"], tmp_path / "out.mp4", k=3, scale=0.5)
    assert (report.width, report.height) == (32, 24)


def test_what_is_for_videos_is_refused_for_images(tmp_path: Path) -> None:
    photo = write(tmp_path / "photo.png", moving_square(1)[0])
    refused: dict[str, Any] = {"start": 1, "end": 1, "duration": 1, "fps": 10}
    for name, value in refused.items():
        with pytest.raises(ConfigError, match="for videos"):
            live_seg.process(photo, tmp_path / "out.png", **{name: value})


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"start": "1:75"}, "start is '1:75'; it must be a number of seconds, m:ss or h:mm:ss, as in 12.5"),
    ({"start": -1}, "start is -1; it must be a number from 0 to 1e+09"),
    ({"end": None, "duration": 0}, "duration is 0; it must be above 0"),
    ({"start": 3, "end": 3}, "end is 3 s, and start is 3 s; the end must come after it"),
    ({"end": 3, "duration": 3}, "end and duration are both given; give only one of them"),
    ({"size": "10x10", "scale": 2}, "size and scale are both given; give only one of them"),
    ({"size": "10"}, "size is '10'; it must be a width and a height from 1 to 16384, as in 1280x720"),
    ({"size": (-1, -1)}, "size is (-1, -1); it must be a width and a height"),
    ({"size": (0, 5)}, "size is (0, 5); it must be a width and a height"),
    ({"scale": 0}, "scale is 0; it must be a number from 0.01 to 100"),
    ({"fps": 0}, "fps is 0; it must be a number from 0.01 to 1000"),
]


def test_a_wrong_choice_is_refused_with_what_is_expected() -> None:
    for given, message in WRONG:
        with pytest.raises(ConfigError) as refused:
            FrameChoice.of(**given)
        assert str(refused.value).startswith(message), given


def test_a_source_is_closed_if_no_frame_is_left(tmp_path: Path) -> None:
    late = Film(times=(Fraction(2), Fraction(3)), sound="aac")
    source = FileSource(write_video(tmp_path / "late.mp4", moving_square(2), late))
    with pytest.raises(ConfigError):
        FrameChoice(end=Fraction(1)).of_source(source, "late.mp4")
    assert list(source) == []  # open, it would give the frame at 3 s


def test_times_and_sizes_are_read_exactly() -> None:
    choice = FrameChoice.of(start="1:02:03.25", duration="0:00.1", fps=29.97)
    assert (choice.start, choice.end) == (Fraction("3723.25"), Fraction("3723.35"))
    assert FrameChoice.of(start=0.1, end="90:00") == FrameChoice(Fraction(1, 10), Fraction(5400))
    assert FrameChoice.of(size="1280X-2") == FrameChoice.of(size=(1280, -2))


def test_a_part_after_the_end_leaves_no_output(clip: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["process", str(clip), "-o", str(tmp_path / "out.mp4"), "--start", "1:00"]) == 2
    assert capsys.readouterr().err == f"live-seg: start is 60 s, and {clip} ends at 1 s; choose an earlier start\n"
    assert list(tmp_path.iterdir()) == []


def test_the_command_takes_the_same_choice(clip: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--start", "0:00.2", "--end", "0.7", "--fps", "25/2", "--size", "32x-1", "-k", "3"]
    assert main(["process", str(clip), "-o", str(tmp_path / "out.mp4"), *options]) == 0
    assert ": 7 frames, 0.50 s, 32x24, with sound" in capsys.readouterr().out


def test_the_command_says_what_it_expects(clip: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for option, value in {"--start": "soon", "--duration": "1:99", "--size": "10x", "--scale": "x"}.items():
        assert main(["process", str(clip), "-o", str(tmp_path / "out.mp4"), option, value]) == 2
        error = capsys.readouterr().err
        assert f"Invalid value for '{option}': '{value}' is not " in error
        assert ", as in " in error

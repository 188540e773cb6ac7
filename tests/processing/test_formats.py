"""Process: the name of the output decides its format."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import cv2
import av
import numpy as np
import pytest
from PIL import Image

import live_seg
from live_seg.errors import ConfigError
from live_seg.processing.images import ImagesReport
from live_seg.processing.video_report import VideoReport
from tests.media import moving_square, pictures_in

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def shots(tmp_path: Path) -> Path:
    """Three images in a folder."""
    folder = tmp_path / "shots"
    folder.mkdir()
    for index, picture in enumerate(moving_square(3)):
        cv2.imwrite(str(folder / f"{index}.png"), picture)
    return folder


def frames(path: Path) -> int:
    with Image.open(path) as image:
        return int(getattr(image, "n_frames", 1))


@pytest.mark.parametrize("suffix", [".gif", ".webp"])
def test_a_video_becomes_an_animation_and_its_sound_is_missed(suffix: str, clip: Path, tmp_path: Path) -> None:
    report = live_seg.process(clip, tmp_path / f"out{suffix}", k=3)
    assert isinstance(report, VideoReport)
    assert (report.frames, report.has_sound) == (25, False)
    assert report.remarks == (f"{report.output}: it has no sound, unlike the source",)
    assert frames(report.output) == 25


@pytest.mark.parametrize("suffix", [".gif", ".webp"])
def test_several_images_become_an_animation_and_one_becomes_an_image(suffix: str, shots: Path, tmp_path: Path) -> None:
    live_seg.process(shots, tmp_path / f"all{suffix}", k=2, rate=10)
    assert frames(tmp_path / f"all{suffix}") == 3
    live_seg.process(shots / "0.png", tmp_path / f"one{suffix}", k=2)
    assert frames(tmp_path / f"one{suffix}") == 1


def test_one_image_becomes_a_still_webp(shots: Path, tmp_path: Path) -> None:
    assert isinstance(live_seg.process(shots / "0.png", tmp_path / "one.webp", k=2), ImagesReport)


def test_codec_and_quality_reach_the_file(clip: Path, tmp_path: Path) -> None:
    live_seg.process(clip, tmp_path / "exact.mkv", k=3, codec="ffv1")
    live_seg.process(clip, tmp_path / "same.mp4", k=3, codec="h264-444", quality="lossless")
    np.testing.assert_array_equal(pictures_in(tmp_path / "exact.mkv"), pictures_in(tmp_path / "same.mp4"))
    with av.open(tmp_path / "exact.mkv") as container:
        assert container.streams.video[0].codec_context.name == "ffv1"


def test_what_does_not_fit_together_is_refused_and_nothing_is_made(clip: Path, shots: Path, tmp_path: Path) -> None:
    wrong: list[tuple[Path, str, dict[str, Any], str]] = [
        (clip, "out.webm", {"codec": "h264"}, "codec is h264, and output is .*which takes vp9 or av1"),
        (clip, "out.gif", {"codec": "vp9"}, "codec is vp9, but GIF is always lossless and has no codec"),
        (clip, "out.webp", {"quality": "high"}, "quality is high, but WebP is always lossless and has no quality"),
        (clip, "out.mp4", {"codec": "mpeg2"}, "codec is 'mpeg2'; it must be"),
        (clip, "out.mp4", {"stream_format": "y4m"}, "stream_format is y4m; it is for output -"),
        (clip, "out.mp4", {"stream_format": "avi"}, "stream_format is 'avi'; it must be mkv or y4m"),
        (clip, "out.png", {}, "is a video: name a video file"),
        (shots / "0.png", "out.png", {"codec": "vp9"}, "codec is vp9; it is for a video"),
    ]
    before = sorted(tmp_path.iterdir())
    for source, name, options, message in wrong:
        with pytest.raises(ConfigError, match=message):
            live_seg.process(source, tmp_path / name, k=2, **options)
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize(("name", "instead"), [("out.mp4", ".webm, or .mov with codec prores"), ("out.jpg", ".png")])
def test_a_removed_background_that_cannot_be_transparent_is_told(
    name: str, instead: str, clip: Path, shots: Path, tmp_path: Path
) -> None:
    source, output = clip if name == "out.mp4" else shots / "0.png", tmp_path / name
    report = live_seg.process(source, output, k=2, view="cutout", picks="largest", background="remove")
    assert report.remarks == (f"{output}: the format has no transparency, so the background is black; use {instead}",)


@pytest.mark.parametrize("name", ["out.webm", "out.png"])
def test_nothing_is_told_if_a_removed_background_is_transparent(
    name: str, clip: Path, shots: Path, tmp_path: Path
) -> None:
    source = clip if name == "out.webm" else shots / "0.png"
    report = live_seg.process(source, tmp_path / name, k=2, view="cutout", picks="largest", background="remove")
    assert report.remarks == ()


def test_a_background_that_cannot_be_read_is_a_wrong_argument(clip: Path, tmp_path: Path) -> None:
    for name in ("text.mp4", "text.png"):
        (tmp_path / name).write_text("some text\n" * 99)
        with pytest.raises(ConfigError, match=r"background is '.*', which cannot be read: .* text"):
            live_seg.process(
                *(clip, tmp_path / "out.mp4"), k=2, view="cutout", picks="largest", background=tmp_path / name
            )
    assert not (tmp_path / "out.mp4").exists()

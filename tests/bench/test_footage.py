"""The frames that speed is measured on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from live_seg.bench.footage import MAX_FRAMES, MIN_FRAMES, Footage, Size, open_footage
from live_seg.errors import ConfigError, SourceError
from tests.media import write_video

if TYPE_CHECKING:
    from pathlib import Path

TINY = Size(64, 48)


def test_a_size_is_width_and_height() -> None:
    assert Size.parse("1920x1080") == (1920, 1080)


@pytest.mark.parametrize("text", ["1920", "x", "1920x", "1920x1080x3", "-64x48", "64 x 48", "64X48", "", "٦٤x٤٨"])
def test_text_that_is_not_a_size_is_refused(text: str) -> None:
    with pytest.raises(ConfigError, match="it must be WIDTHxHEIGHT, like 1920x1080"):
        Size.parse(text)


@pytest.mark.parametrize("text", ["0x4", "63x48", "64x47", "999999999x999999999", "8192x8192"])
def test_a_size_out_of_range_is_refused(text: str) -> None:
    with pytest.raises(ConfigError, match=f"size is {text}; it must be 64x48 or more, and at most"):
        Size.parse(text)


@pytest.mark.parametrize("video", [None, "demo"])
def test_without_a_video_the_demo_is_rendered(video: str | None) -> None:
    footage = open_footage(video, TINY)
    assert (footage.name, footage.size, len(footage.frames)) == ("the demo scene", TINY, MAX_FRAMES)
    assert any((one != next_).any() for one, next_ in zip(footage.frames, footage.frames[1:], strict=False))


def grays(path: Path, count: int) -> Path:
    """A clip of gray frames whose level is ten times their index, modulo 25."""
    return write_video(path, [np.full((48, 64, 3), 10 * (index % 25), np.uint8) for index in range(count)])


def levels(footage: Footage) -> list[int]:
    return [round(float(frame.mean()) / 10) for frame in footage.frames]


def test_frames_are_from_the_middle_of_a_clip(tmp_path: Path) -> None:
    footage = open_footage(str(grays(tmp_path / "gray.mp4", MAX_FRAMES + 30)), None)
    assert (footage.name, footage.size, footage.loss) == ("gray.mp4", TINY, None)
    assert levels(footage) == [index % 25 for index in range(15, MAX_FRAMES + 15)]


def test_all_frames_of_a_short_clip_are_used(tmp_path: Path) -> None:
    assert levels(open_footage(str(grays(tmp_path / "short.mp4", 3)), None)) == [0, 1, 2]


def test_fewer_large_frames_are_used_to_save_memory() -> None:
    assert Size(640, 360).frames == MAX_FRAMES
    assert MIN_FRAMES < Size(1920, 1080).frames < MAX_FRAMES
    assert Size(3840, 2160).frames == MIN_FRAMES


def test_a_clip_is_scaled_up_and_down(silent_clip: Path) -> None:
    for size in (Size(128, 96), Size(96, 64)):
        assert open_footage(str(silent_clip), size).size == size


def test_a_clip_that_is_too_small_can_be_scaled(tmp_path: Path) -> None:
    clip = write_video(tmp_path / "small.mp4", [np.zeros((32, 32, 3), np.uint8)] * 3)
    with pytest.raises(ConfigError, match=r"the frame size of .*small.mp4 is 32x32; it must be 64x48 or more"):
        open_footage(str(clip), None)
    assert open_footage(str(clip), TINY).size == TINY


def test_a_damaged_clip_is_read_up_to_the_damage_with_a_loss(clip: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut.mp4"
    data = clip.read_bytes()
    cut.write_bytes(data[: len(data) // 3])
    footage = open_footage(str(cut), None)
    assert 0 < len(footage.frames) < 25
    assert footage.loss is not None


def test_a_camera_is_refused() -> None:
    with pytest.raises(ConfigError, match="video is 0; the bench measures video files"):
        open_footage("0", None)


def test_a_missing_video_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="does not exist"):
        open_footage(str(tmp_path / "none.mp4"), TINY)


@pytest.mark.parametrize(("count", "indices"), [(1, [0] * 5), (2, [0, 1, 0, 1, 0]), (4, [0, 1, 2, 3, 2, 1, 0, 1])])
def test_runs_go_through_the_frames_forwards_and_backwards(count: int, indices: list[int]) -> None:
    footage = Footage("x", tuple(np.full((1, 1, 3), index, np.uint8) for index in range(count)))
    assert [footage.index(number) for number in range(len(indices))] == indices
    assert [footage.frame(number)[0, 0, 0] for number in range(len(indices))] == indices

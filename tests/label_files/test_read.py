"""What is said of files that hold no labels or are damaged."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest

import live_seg
from live_seg.errors import ConfigError, SourceError
from tests.labelled import NAMES, labelled, written
from tests.media import moving_square, write_video

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(params=NAMES)
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A label file of each kind, to be written."""
    return tmp_path / str(request.param)


def before_the_error(frames: Iterator[object]) -> tuple[int, SourceError]:
    """How many frames are given, and the error after them."""
    given = 0
    try:
        for _ in frames:
            given += 1
    except SourceError as error:
        return given, error
    pytest.fail(f"{given} frames, and no error")


def flip(path: Path, place: int) -> None:
    data = bytearray(path.read_bytes())
    data[place] ^= 0xFF
    path.write_bytes(data)


def test_a_file_that_does_not_exist_is_a_source_error_of_the_call() -> None:
    with pytest.raises(SourceError, match=r"gone\.mkv does not exist"):
        live_seg.read_labels("gone.mkv")


def test_something_that_is_no_path_is_a_config_error() -> None:
    with pytest.raises(ConfigError, match="path is 3"):
        live_seg.read_labels(3)  # type: ignore[arg-type]


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.mkv").write_text("notes")
    (tmp_path / "empty.npz").touch()
    write_video(tmp_path / "film.mkv", moving_square(3))
    np.savez(tmp_path / "other.npz", a=np.zeros(3))
    (tmp_path / "folder").mkdir()
    for name, why in {
        "notes.mkv": "is not a label file",
        "empty.npz": "is empty",
        "film.mkv": "is a video without labels",
        "other.npz": "is not a label file: it has no array checks, labels, palettes, times",
        "folder": "it has no labels.json",
    }.items():
        with pytest.raises(SourceError, match=why):
            live_seg.read_labels(tmp_path / name)


def test_a_file_without_regions_says_so(path: Path) -> None:
    written(path, labelled())
    with pytest.raises(SourceError, match="holds no regions"):
        live_seg.read_regions(path)


def test_a_truncated_matroska_file_gives_the_frames_before_its_end(tmp_path: Path) -> None:
    path = written(tmp_path / "out.mkv", labelled(40))
    data = path.read_bytes()
    for share in (0.3, 0.6, 0.95):
        path.write_bytes(data[: int(len(data) * share)])
        given, error = before_the_error(live_seg.read_labels(path))
        assert 0 < given < 40 or share > 0.9
        assert "damaged or truncated at frame" in str(error)


def test_no_flipped_byte_of_a_matroska_file_gives_wrong_labels(tmp_path: Path) -> None:
    frames = labelled(6, (16, 16))
    path = written(tmp_path / "out.mkv", frames)
    good = path.read_bytes()
    damaged = 0
    for place in range(0, len(good), 97):
        flip(path, place)
        try:
            for (time, labels, palette), expected in zip(live_seg.read_labels(path), frames, strict=True):
                assert (time, np.array_equal(labels, expected.labels)) == (expected.frame.time, True), place
                assert np.array_equal(palette.shares, expected.palette.shares), place
        except SourceError:
            damaged += 1
        path.write_bytes(good)
    assert damaged > 0


def test_a_matroska_file_that_is_damaged_later_gives_the_frames_before(tmp_path: Path) -> None:
    path = written(tmp_path / "out.mkv", labelled(20))
    flip(path, path.stat().st_size // 2)
    given, _ = before_the_error(live_seg.read_labels(path))
    assert 5 < given < 15


def test_a_numpy_file_that_is_damaged_later_gives_the_frames_before(tmp_path: Path) -> None:
    path = written(tmp_path / "out.npz", labelled(20))
    flip(path, path.stat().st_size // 2)
    given, _ = before_the_error(live_seg.read_labels(path))
    assert 5 < given < 15


def test_a_truncated_numpy_file_cannot_be_read(tmp_path: Path) -> None:
    path = written(tmp_path / "out.npz", labelled())
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(SourceError, match=r"out\.npz is truncated or damaged"):
        live_seg.read_labels(path)


def test_a_missing_or_damaged_chunk_ends_the_frames_of_a_zarr_file(tmp_path: Path) -> None:
    path = written(tmp_path / "out.zarr", labelled(4))
    flip(path / "c" / "3" / "0" / "0", 100)
    given, _ = before_the_error(live_seg.read_labels(path))
    assert given == 3
    shutil.rmtree(path / "c" / "2")
    given, error = before_the_error(live_seg.read_labels(path))
    assert given == 2
    assert "at frame 2" in str(error)


def test_a_missing_truncated_or_changed_picture_ends_the_frames_of_a_folder(tmp_path: Path) -> None:
    path = written(tmp_path / "out", labelled(5))
    last, third, second = (path / f"00000{index}.png" for index in (4, 3, 2))
    shutil.copyfile(path / "000001.png", last)
    assert before_the_error(live_seg.read_labels(path))[0] == 4
    third.write_bytes(third.read_bytes()[:-100])
    given, error = before_the_error(live_seg.read_labels(path))
    assert (given, "000003.png is missing, damaged or truncated" in str(error)) == (3, True)
    second.unlink()
    assert before_the_error(live_seg.read_labels(path))[0] == 2


def test_a_truncated_list_of_a_folder_gives_the_frames_before_its_end(tmp_path: Path) -> None:
    path = written(tmp_path / "out", labelled(5))
    lines = (path / "labels.json").read_text().splitlines(keepends=True)
    for kept, given in ((lines[:4], 3), ([*lines[:4], lines[4][:50]], 3)):
        (path / "labels.json").write_text("".join(kept))
        assert before_the_error(live_seg.read_labels(path))[0] == given


def test_without_zarr_the_message_says_how_to_install_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path / "out.zarr", labelled())
    monkeypatch.setitem(sys.modules, "zarr", None)
    with pytest.raises(SourceError, match=r"needs zarr .*pip install .*\[zarr\]"):
        live_seg.read_labels(path)

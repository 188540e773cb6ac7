"""Finding sequences with masks, and reading masks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest

from live_seg.bench.masks.dataset import find_sequences, read_mask
from live_seg.errors import SourceError
from tests.bench.masks.folders import write_davis, write_indexed, write_sequence

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS = [20, 22, 24, 26]


def test_davis_has_a_folder_for_each_sequence_below_the_resolution(tmp_path: Path) -> None:
    write_davis(tmp_path, COLUMNS, ("dog", "bear"))
    write_davis(tmp_path, COLUMNS, ("bear",), "1080p")
    bear, dog = find_sequences(tmp_path)
    assert (bear.name, dog.name, bear.last) == ("bear", "dog", 3)
    assert [frame.name for frame in bear.frames] == [f"0000{index}.jpg" for index in range(4)]
    assert bear.frames[0].parent == tmp_path / "JPEGImages/480p/bear"
    assert bear.masks[3] == tmp_path / "Annotations/480p/bear/00003.png"


def test_the_resolution_may_be_another_one_or_missing(tmp_path: Path) -> None:
    write_davis(tmp_path / "full", COLUMNS, resolution="Full-Resolution")
    write_davis(tmp_path / "none", COLUMNS, resolution=".")
    for folder in ("full", "none"):
        assert [sequence.name for sequence in find_sequences(tmp_path / folder)] == ["disc"]


def test_a_folder_of_frames_and_one_of_masks_are_a_sequence(tmp_path: Path) -> None:
    write_sequence(tmp_path / "walk/frames", tmp_path / "walk/masks", COLUMNS)
    (one,) = find_sequences(tmp_path / "walk")
    assert (one.name, len(one.frames), len(one.masks)) == ("walk", 4, 4)
    assert find_sequences(tmp_path) == (one,)


def test_a_frame_without_a_mask_has_none(tmp_path: Path) -> None:
    write_sequence(tmp_path / "frames", tmp_path / "masks", [*COLUMNS, 28, 30])
    for index in (1, 5):
        (tmp_path / f"masks/0000{index}.png").unlink()
    (one,) = find_sequences(tmp_path)
    assert [mask is None for mask in one.masks] == [False, True, False, False, False, True]
    assert one.last == 4


def test_folders_that_hold_no_sequences_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="none does not exist"):
        find_sequences(tmp_path / "none")
    with pytest.raises(SourceError, match=r"has no sequences; expected frames/\*.jpg and masks/\*.png in it, or JPEG"):
        find_sequences(tmp_path)
    write_sequence(tmp_path / "short/frames", tmp_path / "short/masks", COLUMNS[:2])
    with pytest.raises(SourceError, match="masks has 2 masks; picks are measured on 3 or more"):
        find_sequences(tmp_path / "short")
    write_sequence(tmp_path / "more/frames", tmp_path / "more/masks", COLUMNS)
    (tmp_path / "more/frames/00002.jpg").unlink()
    with pytest.raises(SourceError, match=r"00002.png belongs to no frame; expected an image named 00002 in"):
        find_sequences(tmp_path / "more")


def test_the_colours_of_an_indexed_mask_are_objects(tmp_path: Path) -> None:
    numbers = np.array([[0, 1, 2], [3, 3, 0]], np.uint8)
    write_indexed(tmp_path / "a.png", numbers)
    found = read_mask(tmp_path / "a.png")
    # the order of numbers is that of the palette of DAVIS
    assert np.unique(found, return_inverse=True)[1].reshape(2, 3).tolist() == numbers.tolist()
    assert (found == 0).tolist() == (numbers == 0).tolist()


def test_the_levels_of_a_gray_mask_are_objects(tmp_path: Path) -> None:
    levels = np.array([[0, 1, 2], [255, 255, 0]], np.uint8)
    for depth in (levels, levels.astype(np.uint16)):
        assert cv2.imwrite(str(tmp_path / "a.png"), depth)
        assert read_mask(tmp_path / "a.png").tolist() == levels.tolist()


def test_opacity_is_no_object(tmp_path: Path) -> None:
    bgra = np.zeros((2, 3, 4), np.uint8)
    bgra[0, 0], bgra[1] = (0, 0, 9, 255), (0, 0, 0, 128)
    assert cv2.imwrite(str(tmp_path / "a.png"), bgra)
    assert read_mask(tmp_path / "a.png").tolist() == [[9, 0, 0], [0, 0, 0]]


def test_files_that_are_no_masks_are_refused(tmp_path: Path) -> None:
    smooth = np.arange(256, dtype=np.uint8).reshape(16, 16)
    assert cv2.imwrite(str(tmp_path / "smooth.png"), smooth)
    with pytest.raises(SourceError, match=r"smooth.png has 256 different values; expected black and one value for"):
        read_mask(tmp_path / "smooth.png")
    (tmp_path / "cut.png").write_bytes((tmp_path / "smooth.png").read_bytes()[:-20])
    (tmp_path / "text.png").write_text("text")
    (tmp_path / "empty.png").write_bytes(b"")
    for name in ("cut", "text", "empty"):
        with pytest.raises(SourceError, match=rf"{name}.png is not a mask: it is damaged or not an image"):
            read_mask(tmp_path / f"{name}.png")
    with pytest.raises(SourceError, match=r"none.png cannot be read"):
        read_mask(tmp_path / "none.png")

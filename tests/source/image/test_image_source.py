"""Image files as frames: the contract of sources is in test_sources, here is what only pictures have."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest

import live_seg
from live_seg.errors import SourceError
from live_seg.source.image.image_source import ImageSource
from tests.pictures import grainy, squares, write

if TYPE_CHECKING:
    from pathlib import Path


def three(folder: Path) -> list[Path]:
    return [write(folder / f"f{index}.png", squares(8 * index, 8, seed=index)) for index in (1, 2, 3)]


def test_an_image_is_one_frame(tmp_path: Path) -> None:
    (frame,) = live_seg.open_source(write(tmp_path / "photo.png", squares()))
    assert np.array_equal(frame.bgr, squares())


def test_pictures_of_differing_sizes_are_handed_on_as_they_are(tmp_path: Path) -> None:
    three(tmp_path)
    with live_seg.open_source(str(tmp_path / "*.png")) as source:
        assert [frame.bgr.shape for frame in source] == [(8, 8, 3), (8, 16, 3), (8, 24, 3)]
        assert (source.info.width, source.info.height, source.info.frame_count) == (8, 8, 3)


def test_the_rate_is_exact(tmp_path: Path) -> None:
    source = ImageSource(three(tmp_path), Fraction(30000, 1001))
    assert [frame.time for frame in source] == [0, Fraction(1001, 30000), Fraction(2002, 30000)]


@pytest.mark.parametrize("broken", [0, 1, 2])
def test_a_picture_that_cannot_be_read_leaves_a_gap_and_is_named(broken: int, tmp_path: Path) -> None:
    files = three(tmp_path)
    files[broken].write_bytes(b"")
    source = ImageSource(files)
    assert [frame.index for frame in source] == [index for index in range(3) if index != broken]
    assert source.damage == f"{files[broken]} is empty"


def test_a_damaged_picture_is_a_frame_and_a_loss(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jpg", grainy())
    path.write_bytes(path.read_bytes()[:-500])
    source = ImageSource([path])
    assert len(list(source)) == 1
    assert "is truncated" in str(source.damage)


def test_several_losses_are_one_line(tmp_path: Path) -> None:
    files = three(tmp_path)
    for path in files[1:]:
        path.write_bytes(b"")
    source = ImageSource(files)
    list(source)
    assert source.damage == f"{files[1]} is empty; and 1 more of 3 pictures"


def test_none_that_can_be_read_is_an_error_that_says_why(tmp_path: Path) -> None:
    files = [tmp_path / f"{index}.png" for index in range(5)]
    with pytest.raises(SourceError, match=r"none of 5 images can be read: .*0\.png does not exist; .*; and 2 more"):
        ImageSource(files)

"""Finding the photographs of BSDS500 and the regions that people drew."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from live_seg.bench.bsds.dataset import drawn_regions, find_split
from live_seg.errors import ConfigError, SourceError
from tests.bench.bsds.folders import halves, write_split, write_truth

if TYPE_CHECKING:
    from pathlib import Path


def tiny(root: Path, *splits: str, count: int = 1) -> Path:
    picture, regions = halves()
    for split in splits:
        write_split(root, split, picture, [regions], count)
    return root


@pytest.mark.parametrize("place", [".", "data", "BSDS500/data", "BSR/BSDS500/data"])
def test_the_images_are_found_in_the_folder_and_where_the_archive_puts_them(place: str, tmp_path: Path) -> None:
    root = tiny(tmp_path / place, "val")
    (photograph,) = find_split(tmp_path, "val").photographs
    assert photograph.image.samefile(root / "images/val/100.jpg")
    assert photograph.truth.samefile(root / "groundTruth/val/100.mat")


@pytest.mark.parametrize(
    ("splits", "default"), [(("train", "val", "test"), "test"), (("train", "val"), "val"), (("train",), "train")]
)
def test_the_default_split_is_test_then_val(splits: tuple[str, ...], default: str, tmp_path: Path) -> None:
    assert find_split(tiny(tmp_path, *splits), None).name == default


def test_a_step_takes_every_nth_image_from_the_first(tmp_path: Path) -> None:
    found = find_split(tiny(tmp_path, "val", count=5), "val", step=2).photographs
    assert [photograph.image.name for photograph in found] == ["100.jpg", "102.jpg", "104.jpg"]


def test_other_files_among_the_images_are_ignored(tmp_path: Path) -> None:
    (tiny(tmp_path, "val") / "images/val/Thumbs.db").write_bytes(b"x")
    assert len(find_split(tmp_path, "val").photographs) == 1


def test_a_folder_that_is_not_the_data_set_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"none does not exist$"):
        find_split(tmp_path / "none", None)
    with pytest.raises(SourceError, match=r"is not BSDS500; expected images/SPLIT/\*.jpg and groundTruth/SPLIT/\*.mat"):
        find_split(tmp_path, None)
    for name in ("images/val", "groundTruth/val"):
        (tmp_path / name).mkdir(parents=True)
    with pytest.raises(SourceError, match="has no photographs with drawn regions; expected images"):
        find_split(tmp_path, None)


def test_an_unknown_split_and_a_wrong_step_are_refused(tmp_path: Path) -> None:
    tiny(tmp_path, "train", "val")
    with pytest.raises(ConfigError, match=r"split is 'test'; .* has train, val"):
        find_split(tmp_path, "test")
    with pytest.raises(ConfigError, match="step is 0; it must be 1 or more"):
        find_split(tmp_path, None, step=0)


def test_a_missing_file_of_drawn_regions_is_reported_before_measuring(tmp_path: Path) -> None:
    (tiny(tmp_path, "val", count=2) / "groundTruth/val/101.mat").unlink()
    with pytest.raises(SourceError, match=r"101.mat is missing: it holds the drawn regions of 101.jpg"):
        find_split(tmp_path, None)


def test_drawn_regions_are_numbered_from_0_for_each_person(tmp_path: Path) -> None:
    one, other = np.array([[1, 1, 2], [3, 3, 2]], np.uint16), np.array([[1, 7, 7], [1, 7, 7]], np.uint16)
    write_truth(tmp_path / "a.mat", [one, other])
    found = drawn_regions(tmp_path / "a.mat")
    assert [regions.tolist() for regions in found] == [[[0, 0, 1], [2, 2, 1]], [[0, 1, 1], [0, 1, 1]]]


def test_files_that_hold_no_drawn_regions_are_refused(tmp_path: Path) -> None:
    (tmp_path / "text.mat").write_text("not a MATLAB file, but text that is long enough to have a header " * 9)
    with pytest.raises(SourceError, match=r"text.mat is not a file of BSDS500"):
        drawn_regions(tmp_path / "text.mat")
    write_truth(tmp_path / "sizes.mat", [np.ones((2, 3), np.uint16), np.ones((3, 2), np.uint16)])
    with pytest.raises(SourceError, match=r"sizes.mat holds no drawn regions of one size"):
        drawn_regions(tmp_path / "sizes.mat")
    write_truth(tmp_path / "empty.mat", [])
    with pytest.raises(SourceError, match=r"empty.mat"):
        drawn_regions(tmp_path / "empty.mat")
    with pytest.raises(SourceError, match=r"none.mat cannot be read"):
        drawn_regions(tmp_path / "none.mat")

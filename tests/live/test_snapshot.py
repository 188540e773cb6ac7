"""Snapshots: all files or none, and no other file is replaced."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import cv2
import numpy as np
import pytest

from live_seg import Background, Segmentation, Segmenter, SinkError, recolour
from live_seg.live.snapshots import default_stem, save_snapshot
from live_seg.view.cutout import Mattes, transparent_cutout
from tests import oracle
from tests.region_maps import cells, with_regions


@pytest.fixture
def result() -> Segmentation:
    return Segmenter().segment(oracle.scene())


def read(path: Path) -> np.ndarray:
    picture = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
    assert picture is not None
    return picture


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_stem_has_the_date_and_the_time() -> None:
    assert default_stem(datetime(2026, 11, 23, 22, 2, 50, tzinfo=UTC)) == "live_seg-20261123-220250"


def test_the_view_the_frame_and_the_labels_are_written_without_loss(result: Segmentation, tmp_path: Path) -> None:
    paths = save_snapshot(tmp_path / "a", result)
    assert paths == tuple(tmp_path / f"a-{part}.png" for part in ("view", "frame", "labels"))
    for path, expected in zip(paths, (recolour(result), result.frame.bgr, result.labels), strict=True):
        np.testing.assert_array_equal(read(path), expected)
    assert len(names(tmp_path)) == 3


def test_a_cut_out_whose_background_is_removed_is_transparent(result: Segmentation, tmp_path: Path) -> None:
    view, *_ = save_snapshot(tmp_path / "a", result, "cutout", {1}, Background("remove"))
    np.testing.assert_array_equal(read(view), transparent_cutout(result, {1}, Mattes().of(result, frozenset({1}))))


def test_a_pixel_in_the_image_of_regions_is_the_place_of_its_region_in_the_table(
    result: Segmentation, tmp_path: Path
) -> None:
    # ids on both sides of what 16 bits hold
    divided = with_regions(result, 65_500 + cells(*result.labels.shape))
    assert divided.regions is not None
    *_, picture, table = save_snapshot(tmp_path / "a", divided)
    assert (picture, table) == (tmp_path / "a-regions.png", tmp_path / "a-regions.json")
    places, rows = read(picture), json.loads(table.read_text())["regions"]
    assert places.dtype == np.uint16
    np.testing.assert_array_equal(np.array([row["id"] for row in rows])[places], divided.regions.ids)


def test_a_stem_whose_image_of_regions_exists_gets_a_number(result: Segmentation, tmp_path: Path) -> None:
    (tmp_path / "a-regions.png").write_text("mine")
    paths = save_snapshot(tmp_path / "a", with_regions(result, cells(*result.labels.shape)))
    parts = ("view.png", "frame.png", "labels.png", "regions.png", "regions.json")
    assert [path.name for path in paths] == [f"a-2-{part}" for part in parts]


def test_a_stem_whose_table_of_regions_exists_gets_a_number(result: Segmentation, tmp_path: Path) -> None:
    (tmp_path / "a-regions.json").write_text("mine")
    paths = save_snapshot(tmp_path / "a", with_regions(result, cells(*result.labels.shape)))
    assert paths[-1].name == "a-2-regions.json"


@pytest.mark.parametrize("part", ["view", "frame", "labels"])
def test_a_stem_that_any_file_has_gets_a_number(part: str, result: Segmentation, tmp_path: Path) -> None:
    (tmp_path / f"a-{part}.png").write_text("mine")
    assert save_snapshot(tmp_path / "a", result)[0].name == "a-2-view.png"
    assert save_snapshot(tmp_path / "a", result)[0].name == "a-3-view.png"
    assert (tmp_path / f"a-{part}.png").read_text() == "mine"


def test_a_dot_in_a_stem_stays(result: Segmentation, tmp_path: Path) -> None:
    assert save_snapshot(tmp_path / "clip.mp4", result)[0].name == "clip.mp4-view.png"


def test_a_missing_folder_is_an_error(result: Segmentation, tmp_path: Path) -> None:
    with pytest.raises(SinkError, match=r"the folder .* does not exist"):
        save_snapshot(tmp_path / "missing" / "a", result)


def test_of_a_set_that_fails_nothing_is_left(
    result: Segmentation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_bytes = Path.write_bytes

    def until_full(path: Path, data: bytes) -> int:
        if "labels" in path.name:
            raise OSError(28, "No space left on device")
        return write_bytes(path, data)

    monkeypatch.setattr(Path, "write_bytes", until_full)
    with pytest.raises(SinkError, match="No space left"):
        save_snapshot(tmp_path / "a", result)
    assert names(tmp_path) == []

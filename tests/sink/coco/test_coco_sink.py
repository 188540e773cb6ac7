"""COCO files, as pycocotools and supervision read them."""

from __future__ import annotations

import contextlib
import io
import json
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
import pytest
import supervision
from pycocotools.coco import COCO

from live_seg.errors import SinkError
from live_seg.sink.coco.coco_sink import CocoSink
from live_seg.sink.output_stream import OutputStream
from tests import oracle
from tests.region_maps import cells, with_regions
from tests.results import labelled, random_labels

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from live_seg.segment import Segmentation

# pycocotools makes arrays as NumPy 1 did
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy:DeprecationWarning")
SIZES = [(1, 1), (1, 9), (9, 1), (13, 17), (48, 64)]


def segmentation_of(height: int, width: int, k: int = 4, index: int = 0) -> Segmentation:
    return labelled(oracle.noise(height, width), random_labels(height, width, k, index), index, k)


def write(path: Path, segmentations: Iterable[Segmentation], **options: Any) -> Path:
    sink = CocoSink(path, **options)
    for segmentation in segmentations:
        sink.write(segmentation)
    sink.close()
    return path


def read(path: Path) -> COCO:
    with contextlib.redirect_stdout(io.StringIO()):  # it prints how long it takes
        return COCO(path)


def content(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text())
    return found


@pytest.mark.parametrize("size", SIZES)
def test_segments_are_bit_for_bit_what_pycocotools_decodes(size: tuple[int, int], tmp_path: Path) -> None:
    results = [segmentation_of(*size, index=index) for index in range(3)]
    coco = read(write(tmp_path / "a.json", results))
    for result in results:
        found = {one["track_id"]: coco.annToMask(one) for one in coco.imgToAnns[result.frame.index + 1]}
        assert sorted(found) == np.unique(result.labels).tolist()
        for label, mask in found.items():
            np.testing.assert_array_equal(mask, result.labels == label)


@pytest.mark.parametrize("size", SIZES)
def test_regions_are_bit_for_bit_what_pycocotools_decodes(size: tuple[int, int], tmp_path: Path) -> None:
    ids = cells(*size, first=100_000)
    result = with_regions(segmentation_of(*size), ids)
    coco = read(write(tmp_path / "a.json", [result]))
    found = {one["track_id"]: one for one in coco.loadAnns(coco.getAnnIds())}
    assert list(found) == np.unique(ids).tolist()
    for one, annotation in found.items():
        np.testing.assert_array_equal(coco.annToMask(annotation), ids == one)
        assert annotation["category_id"] == np.bincount(result.labels[ids == one]).argmax() + 1


def test_areas_and_boxes_are_those_of_the_masks(tmp_path: Path) -> None:
    result = segmentation_of(13, 17)
    for one in content(write(tmp_path / "a.json", [result]))["annotations"]:
        y, x = np.nonzero(result.labels == one["track_id"])
        assert one["area"] == len(x)
        assert one["bbox"] == [x.min(), y.min(), np.ptp(x) + 1, np.ptp(y) + 1]
        assert one["iscrowd"] == 0


def test_annotations_are_numbered_from_one_through_all_frames(tmp_path: Path) -> None:
    results = [segmentation_of(8, 8, index=index) for index in range(3)]
    annotations = content(write(tmp_path / "a.json", results))["annotations"]
    assert [one["id"] for one in annotations] == list(range(1, len(annotations) + 1))
    assert sorted({one["image_id"] for one in annotations}) == [1, 2, 3]


def test_images_have_names_sizes_and_times(tmp_path: Path) -> None:
    results = [segmentation_of(8, 9, index=3), segmentation_of(5, 7, index=5)]
    assert content(write(tmp_path / "a.json", results))["images"] == [
        {"id": 4, "file_name": "000003.png", "width": 9, "height": 8, "time": 0.12},
        {"id": 6, "file_name": "000005.png", "width": 7, "height": 5, "time": 0.2},
    ]


def test_categories_are_labels_with_their_last_colours(tmp_path: Path) -> None:
    results = [segmentation_of(8, 8, k=3), segmentation_of(8, 8, k=2, index=1)]
    assert content(write(tmp_path / "a.json", results))["categories"] == [
        {"id": 1, "name": "0 #000000", "supercategory": "segment"},
        {"id": 2, "name": "1 #010101", "supercategory": "segment"},
        {"id": 3, "name": "2 #020202", "supercategory": "segment"},
    ]


def test_categories_of_separate_images_have_no_colours_unless_there_is_one_image(tmp_path: Path) -> None:
    results = [segmentation_of(8, 8, k=2), segmentation_of(8, 8, k=2, index=1)]
    several = content(write(tmp_path / "a.json", results, is_stream=False))
    assert [one["name"] for one in several["categories"]] == ["0", "1"]
    single = content(write(tmp_path / "b.json", results[:1], is_stream=False))
    assert [one["name"] for one in single["categories"]] == ["0 #000000", "1 #010101"]


def test_a_segment_without_pixels_has_a_category_and_no_annotation(tmp_path: Path) -> None:
    result = labelled(oracle.noise(4, 4), np.ones((4, 4), np.uint8), k=3)
    found = content(write(tmp_path / "a.json", [result]))
    assert [one["category_id"] for one in found["annotations"]] == [2]
    assert [one["id"] for one in found["categories"]] == [1, 2, 3]


def test_only_what_is_picked_is_written_and_frames_without_it_are_images_too(tmp_path: Path) -> None:
    results = [segmentation_of(8, 8, index=index) for index in range(4)]
    picks = [frozenset[int](), frozenset({2}), frozenset[int](), frozenset({0, 2})]
    path = write(tmp_path / "a.json", results, picker=lambda result: picks[result.frame.index])
    found = content(path)
    assert [(one["image_id"], one["track_id"]) for one in found["annotations"]] == [(2, 2), (4, 0), (4, 2)]
    assert len(found["images"]) == 4
    assert read(path).getImgIds() == [1, 2, 3, 4]


def test_picked_regions_that_have_left_are_not_written(tmp_path: Path) -> None:
    result = with_regions(segmentation_of(13, 17), cells(13, 17))
    found = content(write(tmp_path / "a.json", [result], picker=lambda _: frozenset({3, 999})))
    assert [one["track_id"] for one in found["annotations"]] == [3]


def test_supervision_loads_it_with_the_pictures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tqdm.std.tqdm.monitor_interval", 0)  # it would start a thread
    results = [segmentation_of(13, 17, index=index) for index in range(2)]
    for result in results:
        assert cv2.imwrite(str(tmp_path / f"{result.frame.index:06d}.png"), result.frame.bgr)
    path = write(tmp_path / "a.json", results)
    data = supervision.DetectionDataset.from_coco(str(tmp_path), str(path))
    assert data.classes == ["0 #000000", "1 #010101", "2 #020202", "3 #030303"]
    for (_, picture, detections), result in zip(data, results, strict=True):
        np.testing.assert_array_equal(picture, result.frame.bgr)
        assert detections.class_id is not None
        assert detections.mask is not None
        for label, mask in zip(detections.class_id.tolist(), detections.mask, strict=True):
            np.testing.assert_array_equal(mask, result.labels == label)


def test_annotations_are_on_disk_as_soon_as_they_are_written(tmp_path: Path) -> None:
    sink = CocoSink(tmp_path / "a.json")
    sizes = []
    for index in range(3):
        sink.write(segmentation_of(48, 64, index=index))
        sizes.append((tmp_path / "a.part.json").stat().st_size)
    assert sizes[0] > 1000
    assert sizes[2] > sizes[1] > sizes[0]
    sink.abandon()


def test_a_full_disk_midway_leaves_the_final_name_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.json").write_text("mine")
    sink = CocoSink(tmp_path / "a.json", overwrite=True)
    sink.write(segmentation_of(8, 8))

    def full(*_: object) -> int:
        raise SinkError("cannot write a.json: No space left on device")

    monkeypatch.setattr(OutputStream, "write", full)
    with pytest.raises(SinkError, match="No space left"):
        sink.write(segmentation_of(8, 8, index=1))
    assert sink.abandon() == tmp_path / "a.part.json"
    assert (tmp_path / "a.json").read_text() == "mine"

"""Segmentation: labels of a frame, as masks and for other libraries."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
import supervision

from live_seg import Frame, FrameError, LiveSegError, Segmentation, Segmenter
from tests import oracle
from tests.region_maps import cells, with_regions

STRIPES = oracle.stripes((0, 0, 0), (0, 0, 200), (250, 250, 250))


def segmented() -> Segmentation:
    return Segmenter(k=3).segment(STRIPES)


def test_masks_have_each_pixel_once() -> None:
    result = segmented()
    assert result.masks.dtype == np.bool_
    assert result.masks.shape == (3, *STRIPES.shape[:2])
    np.testing.assert_array_equal(result.masks.argmax(axis=0), result.labels)
    assert (result.masks.sum(axis=0) == 1).all()


def test_supervision_gets_a_box_a_mask_and_a_label_of_each_segment() -> None:
    result = segmented()
    detections = result.to_supervision()
    assert isinstance(detections, supervision.Detections)
    assert detections.class_id is not None
    assert detections.mask is not None
    assert detections.class_id.tolist() == [0, 1, 2]
    np.testing.assert_array_equal(detections.mask, result.masks)
    for mask, (left, top, right, bottom) in zip(result.masks, detections.xyxy.astype(int), strict=True):
        rows, columns = np.nonzero(mask)
        assert (left, top, right, bottom) == (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)


def test_supervision_gets_the_id_and_the_label_of_each_region() -> None:
    plain = segmented()
    ids = 300 + cells(48, 64, 13)[::-1]
    result = with_regions(plain, ids)
    detections = result.to_supervision()
    assert detections.tracker_id is not None
    assert detections.class_id is not None
    assert detections.mask is not None
    assert detections.tracker_id.tolist() == np.unique(ids).tolist()
    for one, label, mask, box in zip(
        detections.tracker_id, detections.class_id, detections.mask, detections.xyxy.astype(int), strict=True
    ):
        np.testing.assert_array_equal(mask, ids == one)
        assert label == np.bincount(result.labels[mask]).argmax()
        rows, columns = np.nonzero(mask)
        assert tuple(box) == (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)


def test_supervision_gets_no_segment_without_pixels() -> None:
    result = Segmenter(palette=["#000000", "#00ff00", "#c80000"]).segment(STRIPES[:, : STRIPES.shape[1] // 3])
    detections = result.to_supervision()
    assert detections.class_id is not None
    assert detections.class_id.tolist() == [0]


def test_without_supervision_the_error_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "supervision", None)
    with pytest.raises(LiveSegError, match="pip install supervision"):
        segmented().to_supervision()


def test_the_callers_arrays_stay_writable() -> None:
    result = segmented()
    labels, frame = result.labels.copy(), Frame(0, Fraction(0), STRIPES)
    made = Segmentation(frame, result.palette, labels)
    assert labels.flags.writeable
    assert not made.labels.flags.writeable


def test_labels_of_another_size_or_dtype_are_refused() -> None:
    result = segmented()
    for labels in (result.labels[:-1], result.labels.astype(np.int32), result.labels.tolist()):
        with pytest.raises(FrameError, match="expected uint8"):
            Segmentation(result.frame, result.palette, labels)  # type: ignore[arg-type]

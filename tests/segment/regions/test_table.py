"""The table of a frame's regions, compared with plain NumPy."""

from __future__ import annotations

import numpy as np
import pytest

import live_seg
from live_seg import FrameError, Regions
from live_seg.segment.regions.measure import measured_columns
from tests import oracle
from tests.region_maps import cells, regions_of

SIZES = [(1, 1), (1, 97), (97, 1), (3, 5), (61, 83)]


def remeasured(expected: Regions, bgr: oracle.Bytes, labels: oracle.Bytes) -> Regions:
    """The same regions, with a table that the package measures."""
    ages = np.linspace(0, 9, len(expected))
    columns = measured_columns(bgr, labels, expected.rows, expected.row_ids, ages)
    return Regions(expected.rows, expected.row_ids, lambda: columns)


def test_the_table_has_the_measures_of_the_pixels_of_each_region() -> None:
    for size in SIZES:
        for side in (9, 40):
            bgr = oracle.noise(*size)
            labels = np.random.default_rng(side).integers(0, 5, size).astype(np.uint8)
            expected = regions_of(cells(*size, side, first=4), bgr, labels)
            found = remeasured(expected, bgr, labels)
            for one, other in zip(found.table, expected.table, strict=True):
                assert one.centroid == pytest.approx(other.centroid)
                assert one.colour == pytest.approx(other.colour, abs=0)
                assert (one.id, one.area, one.box, one.label, one.neighbours) == (
                    other.id, other.area, other.box, other.label, other.neighbours,
                )  # fmt: skip


def test_regions_of_any_shape_are_measured() -> None:
    bgr, labels = oracle.noise(40, 50), np.zeros((40, 50), np.uint8)
    ids = np.unique(oracle.noise(40, 50, seed=1)[..., 0] // 64, return_inverse=True)[1].reshape(40, 50)
    expected = regions_of(ids, bgr, labels)
    found = remeasured(expected, bgr, labels)
    for name in ("id", "area", "box", "centroid", "colour", "label", "neighbours"):
        np.testing.assert_allclose(getattr(found.columns, name), getattr(expected.columns, name), err_msg=name)


def test_rows_of_the_table_are_in_ascending_order_of_ids_with_their_ages() -> None:
    bgr, labels = oracle.noise(9, 9), np.zeros((9, 9), np.uint8)
    found = remeasured(regions_of(cells(9, 9, 3), bgr, labels), bgr, labels)
    ids = [region.id for region in found.table]
    assert ids == sorted(ids)
    # rows are in descending order of the ids here
    assert [region.age for region in found.table] == np.linspace(9, 0, 9).tolist()


def test_the_first_of_equally_frequent_labels_is_the_main_one() -> None:
    labels = np.array([[3, 2, 2, 3]], np.uint8)
    bgr = oracle.noise(1, 4)
    assert remeasured(regions_of(np.zeros((1, 4)), bgr, labels), bgr, labels).table[0].label == 2


def test_the_table_is_made_when_it_is_first_used_and_only_once() -> None:
    expected = regions_of(cells(6, 6, 3), oracle.noise(6, 6), np.zeros((6, 6), np.uint8))
    made = []

    def measure() -> live_seg.segment.regions.regions.RegionColumns:
        made.append(1)
        return expected.columns

    regions = Regions(expected.rows, expected.row_ids, measure)
    assert len(regions) == 4
    assert regions.id_at(0, 0) == 0
    assert "4 in 6x6" in repr(regions)
    assert not made
    assert regions.table == expected.table
    assert regions.columns is regions.columns
    assert made == [1]


def test_arrays_are_read_only_and_the_callers_stay_writable() -> None:
    given = regions_of(cells(6, 6, 3), oracle.noise(6, 6), np.zeros((6, 6), np.uint8))
    rows = given.rows.copy()
    regions = Regions(rows, given.row_ids.copy(), lambda: given.columns)
    for array in (regions.ids, regions.rows, regions.row_ids, regions.columns.area, regions.columns.neighbours):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0
    rows[0, 0] = 0


def test_arrays_of_another_dtype_or_shape_are_refused() -> None:
    given = regions_of(cells(6, 6, 3), oracle.noise(6, 6), np.zeros((6, 6), np.uint8))
    for rows, names, message in (
        (given.rows.astype(np.uint8), given.row_ids, "rows are .*uint8.*expected uint16"),
        (given.rows[0], given.row_ids, "rows are"),
        (given.rows, given.row_ids.astype(np.int64), "row_ids are .*int64.*expected int32"),
        (given.rows, given.row_ids[None], "row_ids are"),
    ):
        with pytest.raises(FrameError, match=message):
            Regions(rows, names, lambda: given.columns)  # type: ignore[arg-type]


def test_ids_are_those_of_the_rows_and_are_made_only_once() -> None:
    for size in SIZES:
        rows = np.random.default_rng(0).integers(0, 3, size).astype(np.uint16)
        names = np.array([70000, 0, 5], np.int32)
        regions = Regions(rows, names, lambda: pytest.fail("the table is not needed"))
        assert regions.ids.dtype == np.int32
        np.testing.assert_array_equal(regions.ids, names[rows])
        assert regions.ids is regions.ids


def test_a_segmenters_table_is_that_of_its_ids() -> None:
    segmenter = live_seg.Segmenter(regions=True, detail=0.8, k=4)
    for picture in (oracle.scene(), oracle.scene(0.9)):
        result = segmenter.segment(picture)
        assert result.regions is not None
        expected = regions_of(result.regions.ids, picture, result.labels, age=0)
        assert len(expected) > 2
        for one, other in zip(result.regions.table, expected.table, strict=True):
            assert one.centroid == pytest.approx(other.centroid)
            assert (one.id, one.area, one.box, one.colour, one.label, one.neighbours, one.age) == (
                other.id, other.area, other.box, other.colour, other.label, other.neighbours, 0,
            )  # fmt: skip


def test_the_table_of_a_result_is_that_of_its_own_frame_even_after_the_next_one() -> None:
    segmenter = live_seg.Segmenter(regions=True)
    buffer = oracle.scene()
    results = []
    for light in (1.0, 0.5):
        buffer[:] = oracle.scene(light)
        results.append(segmenter.segment(buffer))
    bright, dark = (result.regions for result in results)
    assert bright is not None
    assert dark is not None
    brightness = [sum(region.area * sum(region.colour) for region in one.table) for one in (bright, dark)]
    assert brightness[1] < 0.6 * brightness[0]

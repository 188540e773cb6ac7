"""The table of statistics, as pandas reads it, held against plain NumPy."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from live_seg.errors import SinkError
from live_seg.sink.output_stream import OutputStream
from live_seg.sink.stats import parquet_table
from live_seg.sink.stats.measure import PixelNames
from live_seg.sink.stats.row import Row
from live_seg.sink.stats.stats_sink import StatsSink
from tests import oracle
from tests.region_maps import cells, with_regions
from tests.results import labelled, random_labels

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from numpy.typing import NDArray

    from live_seg.segment import Segmentation

SIZES = [(1, 1), (1, 9), (9, 1), (13, 17), (48, 64)]


def segmentation_of(height: int, width: int, k: int = 4, index: int = 0, *, is_new_scene: bool = False) -> Segmentation:
    labels = random_labels(height, width, k, index)
    return labelled(oracle.noise(height, width, index), labels, index, k, is_new_scene=is_new_scene)


def table_of(path: Path, segmentations: Iterable[Segmentation]) -> pd.DataFrame:
    sink = StatsSink(path)
    for segmentation in segmentations:
        sink.write(segmentation)
    sink.close()
    return pd.read_csv(path) if path.suffix == ".csv" else pd.read_parquet(path)


def check_row(row: Any, mask: NDArray[np.bool_], bgr: NDArray[np.uint8]) -> None:
    """Compare a row with what a mask says."""
    y, x = np.nonzero(mask)
    assert row.area == len(x)
    assert row.share == pytest.approx(mask.mean(), abs=1e-8)
    assert (row.left, row.top, row.width, row.height) == (x.min(), y.min(), np.ptp(x) + 1, np.ptp(y) + 1)
    assert (row.x, row.y) == pytest.approx((x.mean(), y.mean()), abs=5e-4 + 1e-9)
    mean = np.rint(bgr[mask].mean(axis=0)).astype(np.uint8)
    assert row.colour == "#" + bytes(mean[::-1]).hex()
    assert [row.L, row.a, row.b] == pytest.approx(oracle.lab_of_bgr(mean).tolist(), abs=0.05)


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
@pytest.mark.parametrize("size", SIZES)
def test_segments_are_measured(size: tuple[int, int], suffix: str, tmp_path: Path) -> None:
    result = segmentation_of(*size, k=3)
    table = table_of(tmp_path / f"a{suffix}", [result])
    assert list(table.columns) == list(Row._fields)
    assert table.label.tolist() == table.id.tolist() == [0, 1, 2]
    for row in table[table.area > 0].itertuples():
        check_row(row, result.labels == row.label, result.frame.bgr)


@pytest.mark.parametrize("size", SIZES)
def test_regions_follow_the_segments_of_their_frame(size: tuple[int, int], tmp_path: Path) -> None:
    ids = cells(*size, first=70_000)
    result = with_regions(segmentation_of(*size), ids)
    table = table_of(tmp_path / "a.csv", [result])
    assert table.kind.tolist() == ["segment"] * 4 + ["region"] * len(np.unique(ids))
    regions = table[table.kind == "region"]
    assert regions.id.tolist() == np.unique(ids).tolist()
    for row in regions.itertuples():
        check_row(row, ids == row.id, result.frame.bgr)
        assert row.label == np.bincount(result.labels[ids == row.id]).argmax()


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_a_segment_without_pixels_has_no_place_and_no_colour(suffix: str, tmp_path: Path) -> None:
    result = labelled(oracle.noise(4, 4), np.zeros((4, 4), np.uint8), k=2)
    row = table_of(tmp_path / f"a{suffix}", [result]).iloc[1]
    assert (row.area, row.share, row.width, row.height) == (0, 0, 0, 0)
    assert row[["colour", "L", "a", "b", "x", "y", "left", "top"]].isna().all()


def test_frames_have_numbers_names_and_times(tmp_path: Path) -> None:
    sink = StatsSink(tmp_path / "a.csv", {3: "cat", 4: "dog"}.__getitem__)
    for index in (3, 4):
        sink.write(segmentation_of(4, 4, k=1, index=index))
    sink.close()
    table = pd.read_csv(tmp_path / "a.csv")
    assert table[["frame", "name", "time"]].to_numpy().tolist() == [[3, "cat", 0.12], [4, "dog", 0.16]]


def test_changed_counts_pixels_with_another_label_before(tmp_path: Path) -> None:
    first, second = segmentation_of(13, 17), segmentation_of(13, 17, index=1)
    table = table_of(tmp_path / "a.csv", [first, second])
    changed = table[table.frame == 1].changed.tolist()
    assert changed == [int(((second.labels == k) & (first.labels != k)).sum()) for k in range(4)]
    assert table[table.frame == 0].changed.isna().all()


def test_changed_counts_pixels_with_another_id_before_whatever_the_rows(tmp_path: Path) -> None:
    before, ids = cells(13, 17, side=5), cells(13, 17, side=7)
    results = [with_regions(segmentation_of(13, 17, index=i), one) for i, one in enumerate((before, ids))]
    table = table_of(tmp_path / "a.csv", results)
    regions = table[(table.frame == 1) & (table.kind == "region")]
    assert regions.changed.tolist() == [int(((ids == one) & (before != one)).sum()) for one in np.unique(ids)]


def test_nothing_is_compared_over_a_cut_or_a_change_of_size(tmp_path: Path) -> None:
    results = [
        segmentation_of(8, 8, is_new_scene=True),
        segmentation_of(8, 8, index=1),
        segmentation_of(8, 8, index=2, is_new_scene=True),
        segmentation_of(8, 8, index=3),
        segmentation_of(4, 16, index=4),
    ]
    table = table_of(tmp_path / "a.csv", results)
    assert table[table.changed.isna()].frame.unique().tolist() == [0, 2, 4]


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_a_cut_is_a_truth_value(suffix: str, tmp_path: Path) -> None:
    results = [segmentation_of(8, 8, k=1, index=index, is_new_scene=index == 1) for index in range(3)]
    table = table_of(tmp_path / f"a{suffix}", results)
    assert table.cut.dtype == bool
    assert table.cut.tolist() == [False, True, False]


def test_both_files_have_the_same_table(tmp_path: Path) -> None:
    results = [with_regions(segmentation_of(13, 17, k=9, index=i), cells(13, 17)) for i in range(3)]
    from_parquet = table_of(tmp_path / "a.parquet", results)
    from_csv = table_of(tmp_path / "a.csv", results).astype({"name": str})
    from_csv["name"] = from_csv["name"].str.zfill(6)  # pandas takes 000012 for a number
    pd.testing.assert_frame_equal(from_csv, from_parquet)


def test_rows_are_on_disk_as_soon_as_they_are_written(tmp_path: Path) -> None:
    sink = StatsSink(tmp_path / "a.csv")
    for index in range(3):
        sink.write(segmentation_of(8, 8, index=index))
        assert len((tmp_path / "a.part.csv").read_text().splitlines()) == 1 + 4 * (index + 1)
    sink.abandon()


def test_parquet_has_groups_of_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet_table, "ROW_GROUP", 10)
    table_of(tmp_path / "a.parquet", [segmentation_of(8, 8, index=index) for index in range(8)])
    written = pq.ParquetFile(tmp_path / "a.parquet").metadata
    assert [written.row_group(number).num_rows for number in range(written.num_row_groups)] == [12, 12, 8]


def test_an_abandoned_parquet_file_can_be_read(tmp_path: Path) -> None:
    sink = StatsSink(tmp_path / "a.parquet")
    sink.write(segmentation_of(8, 8))
    partial = sink.abandon()
    assert partial == tmp_path / "a.part.parquet"
    assert len(pd.read_parquet(partial)) == 4


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_a_full_disk_midway_leaves_the_final_name_alone(
    suffix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet_table, "ROW_GROUP", 1)
    path = tmp_path / f"a{suffix}"
    path.write_text("mine")
    sink = StatsSink(path, overwrite=True)
    sink.write(segmentation_of(8, 8))

    def full(*_: object) -> int:
        raise SinkError("cannot write a: No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(OutputStream, "write", full)
        with pytest.raises(SinkError, match="No space left"):
            sink.write(segmentation_of(8, 8, index=1))
        assert sink.abandon() == tmp_path / f"a.part{suffix}"
    assert path.read_text() == "mine"


def test_without_pyarrow_a_line_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(SinkError, match=r"a Parquet file needs pyarrow \(.*\): .*pip install .*\[parquet\]"):
        StatsSink(tmp_path / "a.parquet")
    StatsSink(tmp_path / "a.csv").close()
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_compared_over_a_gap(tmp_path: Path) -> None:
    ids = cells(4, 4)
    results = [with_regions(segmentation_of(4, 4, index=index), ids) for index in (0, 2, 3)]
    table = table_of(tmp_path / "a.csv", results)
    assert table[table.frame == 2].changed.isna().all()
    assert table[table.frame == 3].changed.notna().all()


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_bytes_of_a_name_that_are_not_utf_8_are_escaped(suffix: str, tmp_path: Path) -> None:
    sink = StatsSink(tmp_path / f"a{suffix}", lambda _: "a\udcff")
    sink.write(segmentation_of(4, 4, k=1))
    sink.close()
    table = pd.read_csv(tmp_path / "a.csv") if suffix == ".csv" else pd.read_parquet(tmp_path / "a.parquet")
    assert table["name"].tolist() == ["a\\udcff"]


def test_ids_that_are_not_sorted_are_compared(tmp_path: Path) -> None:
    rows = np.arange(4, dtype=np.uint16).reshape(1, 4)
    before = PixelNames(rows, np.array([7, 3, 9, 5], np.int32))
    now = PixelNames(rows, np.array([5, 3, 900, 7], np.int32))
    changed = now.changed_since(before)
    assert changed is not None
    assert changed.tolist() == [1, 0, 1, 1]

"""A table of statistics of each segment and region in each frame."""

from __future__ import annotations

import os
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

from live_seg.errors import ConfigError
from live_seg.segment import Segmentation
from live_seg.sink.failures import Failures
from live_seg.sink.output_file import check_output_path, refuse_to_write_on_input
from live_seg.sink.output_folder import FrameNames, by_number
from live_seg.sink.output_stream import OutputStream
from live_seg.sink.stats.csv_table import CsvTable
from live_seg.sink.stats.measure import PixelNames, measured_regions, measured_segments, rows_of
from live_seg.sink.stats.parquet_table import ParquetTable, check_pyarrow
from live_seg.sink.stats.row import Row

CSV, PARQUET = ".csv", ".parquet"


class StatsSink:
    """Writes a table. Each frame has a row for each segment, and then one for each region; `Row` has the columns.

    After a gap in the indexes of the frames, nothing is compared: the previous frame is not known. If a scene began in
    the gap, no row says so.

    Args:
        path: the file, which must end in .csv or .parquet.
        names: gives the name of each frame.
        overwrite: whether an existing file may be replaced.

    Raises:
        ConfigError: the path has another suffix.
        OutputExistsError: the file exists and may not be replaced.
        SinkError: the folder does not exist, or pyarrow is needed and not installed.
    """

    remarks: tuple[str, ...] = ()
    losses: tuple[str, ...] = ()

    def __init__(self, path: str | os.PathLike[str], names: FrameNames = by_number, *, overwrite: bool = False) -> None:
        path = Path(path)
        check_stats_output(path, (), overwrite=overwrite)
        self._names = names
        self._stream = OutputStream(path, overwrite=overwrite)
        is_csv = path.suffix.lower() == CSV
        self._table: CsvTable | ParquetTable = CsvTable(self._stream) if is_csv else ParquetTable(self._stream)
        self._failures = Failures()
        self._labels: PixelNames | None = None
        self._ids: PixelNames | None = None
        self._index: int | None = None  # of the previous frame

    def write(self, segmentation: Segmentation) -> None:
        """Write the rows of a segmentation.

        Raises:
            SinkError: the file cannot be written.
        """
        self._stream.check_open()
        with self._failures.noted():
            self._table.write(self._rows_of(segmentation))

    def _rows_of(self, segmentation: Segmentation) -> list[Row]:
        index, regions = segmentation.frame.index, segmentation.regions
        # the name of a file may have bytes that are not UTF-8
        name = self._names(index).encode(errors="backslashreplace").decode()
        if segmentation.is_new_scene or (self._index is not None and index != self._index + 1):
            self._labels = self._ids = None
        labels, ids = PixelNames.of_labels(segmentation), None if regions is None else PixelNames.of_regions(regions)
        measures = measured_segments(segmentation, labels.changed_since(self._labels))
        rows = rows_of(segmentation, name, "segment", measures)
        if regions is not None and ids is not None:
            rows += rows_of(segmentation, name, "region", measured_regions(regions, ids.changed_since(self._ids)))
        self._labels, self._ids, self._index = labels, ids, index
        return rows

    def close(self, *, whole: bool = True, end: Fraction | None = None) -> None:  # noqa: ARG002  # every row is whole
        """Finish the file and give it its name. After a failure, `abandon` instead."""
        if self._failures.any:
            self.abandon()
            return
        with self._failures.noted():
            self._table.close()

    def abandon(self) -> Path | None:
        """Leave the rows so far under the partial name."""
        return self._table.abandon()


def check_stats_output(path: Path, inputs: Iterable[str], *, overwrite: bool) -> None:
    """Check that statistics may be written at a path, before any work is done for them.

    Raises:
        ConfigError: the path ends neither in .csv nor in .parquet, or is one of the inputs.
        SinkError: the folder does not exist, the file exists and may not be replaced, or pyarrow is needed and not
            installed.
    """
    if path.suffix.lower() not in {CSV, PARQUET}:
        raise ConfigError(f"stats is {path}; the name of a file of statistics must end in {CSV} or {PARQUET}")
    for given in inputs:
        refuse_to_write_on_input(path, given)
    check_output_path(path, overwrite=overwrite)
    if path.suffix.lower() == PARQUET:
        check_pyarrow()

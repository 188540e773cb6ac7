"""A table as a CSV file."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from live_seg.sink.output_stream import OutputStream
from live_seg.sink.stats.row import Row


class CsvTable:
    """A table in CSV, written row by row: UTF-8, commas, a header line; missing values are empty."""

    def __init__(self, stream: OutputStream) -> None:
        self._stream = stream
        self._has_header = False

    def write(self, rows: Sequence[Row]) -> None:
        """Write rows."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        if not self._has_header:
            writer.writerow(Row._fields)
            self._has_header = True
        writer.writerows(rows)
        self._stream.write(text.getvalue().encode())
        self._stream.flush()

    def close(self) -> None:
        """Finish the file and give it its name."""
        self._stream.close()

    def abandon(self) -> Path | None:
        """Leave the rows so far under the partial name."""
        return self._stream.abandon()

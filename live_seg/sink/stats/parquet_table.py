"""A table as a Parquet file. Needs pyarrow, which is an optional extra."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from live_seg.errors import SinkError
from live_seg.installation import install_command
from live_seg.sink.output_stream import OutputStream
from live_seg.sink.stats.row import Row

if TYPE_CHECKING:
    from pyarrow import Schema
    from pyarrow.parquet import ParquetWriter

EXTRA = "parquet"
ROW_GROUP = 1 << 16
"""Rows that are kept in memory and written together."""


class ParquetTable:
    """A table in Parquet, written in groups of rows.

    Raises:
        SinkError: pyarrow is not installed.
    """

    def __init__(self, stream: OutputStream) -> None:
        check_pyarrow()
        self._stream = stream
        self._schema = _schema()
        self._rows: list[Row] = []
        self._writer: ParquetWriter | None = None

    def write(self, rows: Sequence[Row]) -> None:
        """Add rows, and write a group when there are enough."""
        self._rows.extend(rows)
        if len(self._rows) >= ROW_GROUP:
            self._write_group()

    def close(self) -> None:
        """Finish the file and give it its name."""
        self._finish()
        self._stream.close()

    def abandon(self) -> Path | None:
        """Leave the rows so far under the partial name, as a file that can be read."""
        with suppress(SinkError, OSError):
            self._finish()
        return self._stream.abandon()

    def _finish(self) -> None:
        """Write what is left, and the end of the file."""
        if self._rows:
            self._write_group()
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.close()

    def _write_group(self) -> None:
        from pyarrow import Table
        from pyarrow.parquet import ParquetWriter

        rows, self._rows = self._rows, []
        if self._writer is None:
            self._writer = ParquetWriter(_PyarrowFile(self._stream), self._schema)
        columns = dict(zip(Row._fields, zip(*rows, strict=True), strict=True))
        self._writer.write_table(Table.from_pydict(columns, schema=self._schema))


class _PyarrowFile:
    """A stream with the methods that pyarrow needs."""

    closed = False

    def __init__(self, stream: OutputStream) -> None:
        self._stream = stream

    def write(self, data: bytes) -> int:
        return self._stream.write(data)

    def flush(self) -> None:
        self._stream.flush()


def _schema() -> Schema:
    """The types of the columns, in their order."""
    import pyarrow as pa

    whole, real, text = pa.int64(), pa.float64(), pa.string()
    types = {"time": real, "share": real, "cut": pa.bool_()}
    types |= dict.fromkeys(("name", "kind", "colour"), text) | dict.fromkeys(("L", "a", "b", "x", "y"), real)
    return pa.schema([(name, types.get(name, whole)) for name in Row._fields])


def check_pyarrow() -> None:
    """Check that Parquet files can be written.

    Raises:
        SinkError: pyarrow is not installed. The message says how to install it.
    """
    try:
        import pyarrow.parquet  # noqa: F401  # the test is that it can be loaded
    except ImportError as error:
        raise SinkError(f"a Parquet file needs pyarrow ({error}): {install_command(EXTRA)}") from error

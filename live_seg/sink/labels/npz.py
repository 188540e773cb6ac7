"""NumPy label files: the pictures are added to the zip file one by one, and the small arrays at the end."""

from __future__ import annotations

from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import numpy as np
from numpy.typing import NDArray

from live_seg.errors import SinkError
from live_seg.label_files.npz import packed
from live_seg.label_files.record import Record
from live_seg.segment import Segmentation
from live_seg.sink.labels.growing_array import GrowingArray, copy_into, finish_member
from live_seg.sink.labels.record_of import record_of
from live_seg.sink.output_file import OutputFile

LARGEST = 2**63 - 1
"""Largest numerator or denominator of a time, because they are stored as int64."""


class NpzWriter:
    """Writes labels to a zip file of NumPy arrays.

    No picture is kept in memory. Regions are kept in a temporary file next to the output, because only one array at a
    time can be written to a zip file.

    Args:
        path: the final path.
        overwrite: whether an existing file may be replaced.

    Raises:
        SinkError: the file cannot be created there.
    """

    sizes_may_differ = False

    def __init__(self, path: Path, *, overwrite: bool) -> None:
        self._output = OutputFile(path, overwrite=overwrite)
        self.partial = self._output.partial
        self._path = path
        self._records: list[Record] = []
        self._regions: GrowingArray | None = None
        self._waiting: IO[bytes] | None = None
        self._member = ZipInfo("labels.npy")
        self._handle: IO[bytes] | None = None
        try:
            self._file: IO[bytes] = self.partial.open("w+b")
            self._archive = ZipFile(self._file, "w")
        except OSError as error:
            self._output.discard()
            raise SinkError(f"cannot write {path}: {error.strerror}") from error

    def add(self, segmentation: Segmentation) -> None:
        """Write the next frame."""
        regions = segmentation.regions
        record = record_of(segmentation, None)
        if max(abs(record.time.numerator), record.time.denominator) > LARGEST:
            raise SinkError(f"cannot write {self._path}: the time {record.time} has more than 64 bits; choose .mkv")
        if not self._records:
            self._begin(segmentation)
        self._labels.add(segmentation.labels)
        if regions is not None and self._regions is not None:
            self._regions.add(regions.ids)
        self._records.append(record)

    def _begin(self, segmentation: Segmentation) -> None:
        height, width = segmentation.labels.shape
        self._handle = self._archive.open(self._member, "w", force_zip64=True)
        self._labels = GrowingArray(self._handle, np.dtype(np.uint8), (height, width))
        if segmentation.regions is not None:
            self._waiting = TemporaryFile(dir=self.partial.parent)  # noqa: SIM115  # `release` closes it
            self._regions = GrowingArray(self._waiting, np.dtype("<i4"), (height, width))

    def finish(self, end: Fraction | None) -> None:  # noqa: ARG002  # the file has no durations
        """Write the rest."""
        self._labels.finish()
        if self._handle is not None:
            self._handle.close()
        finish_member(self._archive, self._file, self._member, self._labels)
        records = self._records
        checks = [[one.labels_check, *([] if self._regions is None else [one.regions_check])] for one in records]
        self._write("times", np.array([one.time.as_integer_ratio() for one in records], "<i8"))
        self._write("palettes", packed([one.palette for one in records]))
        self._write("checks", np.array(checks, "<u4"))
        if self._regions is not None and self._waiting is not None:
            self._regions.finish()
            copy_into(self._archive, self._file, "regions.npy", self._waiting, self._regions)
        self._archive.close()
        self._file.close()

    def _write(self, name: str, array: NDArray[np.generic]) -> None:
        member = ZipInfo(f"{name}.npy")
        member.compress_type = ZIP_DEFLATED
        with self._archive.open(member, "w", force_zip64=True) as handle:
            np.lib.format.write_array(handle, array, allow_pickle=False)

    def release(self) -> None:
        """Close what is open."""
        handles = (self._handle, self._archive, self._file, self._waiting)
        for handle in handles:
            # what can no longer be written is lost
            with suppress(OSError, ValueError):
                if handle is not None:
                    handle.close()

    def publish(self) -> None:
        """Give the file its name."""
        self._output.publish()

    def discard(self) -> None:
        """Remove the file."""
        self._output.discard()

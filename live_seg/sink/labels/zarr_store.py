"""Zarr label files: one chunk for each frame, so that any frame can be read on its own."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from live_seg.errors import SinkError
from live_seg.installation import install_command
from live_seg.label_files.record import FORMAT, VERSION, Pixels, Record, record_as_json
from live_seg.label_files.zarr_array import EXTRA
from live_seg.segment import Segmentation
from live_seg.sink.labels.output_store import OutputStore
from live_seg.sink.labels.record_of import record_of

if TYPE_CHECKING:
    from zarr import Array

FILL_VALUES = {"uint8": 255, "int32": -1}
"""Values of a missing chunk, which are neither a label nor an id."""
STEP = 64
"""Smallest number of frames by which an array grows. Long arrays grow by a quarter, because zarr looks at every chunk
each time."""


class ZarrWriter:
    """Writes labels to a Zarr array; with regions, to a group of two arrays.

    Args:
        path: the final path.
        overwrite: whether an existing store may be replaced.

    Raises:
        SinkError: zarr is not installed, or the store cannot be created there.
    """

    sizes_may_differ = False

    def __init__(self, path: Path, *, overwrite: bool) -> None:
        try:
            import zarr
        except ImportError as error:
            raise SinkError(f"cannot write {path}: it needs zarr ({error}): {install_command(EXTRA)}") from error
        self._zarr = zarr
        self._store = OutputStore(path, overwrite=overwrite)
        self.partial = self._store.partial
        self._before: Record | None = None
        self._records: list[str] = []
        self._arrays: list[Any] = []
        self._root: Any = None
        self._room = 0

    def add(self, segmentation: Segmentation) -> None:
        """Write the next frame."""
        ids = None if segmentation.regions is None else segmentation.regions.ids
        pictures: list[Pixels] = [segmentation.labels, *([] if ids is None else [ids])]
        if self._root is None:
            self._begin(pictures)
        index = len(self._records)
        if index == self._room:
            self._resize(index + max(STEP, index // 4))
        for array, picture in zip(self._arrays, pictures, strict=True):
            array[index] = picture
        record = record_of(segmentation, None)
        self._records.append(record_as_json(record, self._before))
        self._before = record

    def _begin(self, pictures: list[Pixels]) -> None:
        if len(pictures) == 1:
            self._root = self._array(self.partial, pictures[0])
            self._arrays = [self._root]
            return
        self._root = self._zarr.create_group(self.partial)
        names = ("labels", "regions")
        self._arrays = [self._array(self.partial / name, one) for name, one in zip(names, pictures, strict=True)]

    def _resize(self, frames: int) -> None:
        for array in self._arrays:
            array.resize((frames, *array.shape[1:]))
        self._room = frames

    def _array(self, path: Path, picture: Pixels) -> Array[Any]:
        from zarr.codecs import ZstdCodec

        return self._zarr.create_array(
            path,
            shape=(0, *picture.shape),
            chunks=(1, *picture.shape),
            dtype=picture.dtype,
            fill_value=FILL_VALUES[str(np.dtype(picture.dtype))],
            compressors=[ZstdCodec(level=1)],
        )

    def finish(self, end: Fraction | None) -> None:  # noqa: ARG002  # the file has no durations
        """Write the records, which are attributes."""
        self._resize(len(self._records))
        frames = [json.loads(record) for record in self._records]
        self._root.attrs.update({"format": FORMAT, "version": VERSION, "frames": frames})

    def release(self) -> None:
        """Nothing is open between calls."""

    def publish(self) -> None:
        """Give the store its name."""
        self._store.publish()

    def discard(self) -> None:
        """Remove the store."""
        self._store.discard()

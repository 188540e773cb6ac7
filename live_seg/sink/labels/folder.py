"""Label files in a folder: an indexed PNG for each frame, which shows the segments in their colours."""

from __future__ import annotations

import zlib
from contextlib import suppress
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image

from live_seg.errors import SinkError
from live_seg.label_files.folder import FIRST_LINE, INDEX, LABELS_MODE, LAST_LINE, file_name
from live_seg.label_files.record import Record, record_as_json
from live_seg.segment import Segmentation
from live_seg.sink.image import encode_image
from live_seg.sink.labels.record_of import record_of
from live_seg.sink.output_folder import FrameNames, OutputFolder
from live_seg.sink.region_table import indices_of


class FolderWriter:
    """Writes labels to a folder of PNG files, with the records in a JSON file.

    Args:
        path: the final path.
        names: names the files of a frame.
        overwrite: whether files in an existing folder may be replaced.

    Raises:
        SinkError: the folder cannot be created there.
    """

    sizes_may_differ = True

    def __init__(self, path: Path, names: FrameNames, *, overwrite: bool) -> None:
        self._folder = OutputFolder(path, INDEX, overwrite=overwrite)
        self.partial = self._folder.partial
        self._path = path
        self._names = names
        self._before: Record | None = None
        self._written: set[str] = set()
        try:
            self._index = (self.partial / INDEX).open("w", encoding="utf-8", newline="\n")
        except OSError as error:
            self._folder.discard()
            raise SinkError(f"cannot write in {path}: {error.strerror}") from error

    def add(self, segmentation: Segmentation) -> None:
        """Write the files of the next frame."""
        name = self._names(segmentation.frame.index)
        indices = None if segmentation.regions is None else indices_of(segmentation.regions)
        record = record_of(segmentation, indices)
        self._write(file_name(name, "labels"), indexed_png(segmentation))
        if indices is not None:
            file = file_name(name, "regions")
            self._write(file, encode_image(Path(file), indices))
        self._index.write(FIRST_LINE if self._before is None else ",\n")
        self._index.write(record_as_json(record, self._before, name))
        self._index.flush()
        self._before = record

    def _write(self, name: str, data: bytes) -> None:
        if name in self._written:
            raise SinkError(f"cannot write {self._path / name}: another frame has this name; rename one of the inputs")
        self._written.add(name)
        (self.partial / name).write_bytes(data)

    def finish(self, end: Fraction | None) -> None:  # noqa: ARG002  # the folder has no durations
        """Write the end of the records."""
        self._index.write(f"\n{LAST_LINE}")
        self._index.close()

    def release(self) -> None:
        """Close the file of the records."""
        with suppress(OSError):  # what can no longer be written is lost
            self._index.close()

    def publish(self) -> None:
        """Give the folder its name."""
        self._folder.publish()

    def discard(self) -> None:
        """Remove the folder."""
        self._folder.discard()


def indexed_png(segmentation: Segmentation) -> bytes:
    """The labels as a PNG whose pixels are labels and whose palette has their colours."""
    height, width = segmentation.labels.shape
    labels = np.ascontiguousarray(segmentation.labels)
    image = Image.frombytes(LABELS_MODE, (width, height), labels.tobytes())
    image.putpalette(segmentation.palette.colours[:, ::-1].tobytes())
    data = BytesIO()
    # labels have long runs of equal values, and little else that compresses
    image.save(data, "PNG", compress_level=3, compress_type=zlib.Z_RLE)
    return data.getvalue()

"""Opens the sink for labels, in the format that the name of the output decides."""

from __future__ import annotations

from pathlib import Path

from live_seg.frame import StreamInfo
from live_seg.sink.labels.label_path import kind_of_labels
from live_seg.sink.labels.label_sink import LabelSink, LabelWriter
from live_seg.sink.output_folder import FrameNames, by_number


def open_label_sink(
    output: str, info: StreamInfo | None, names: FrameNames = by_number, *, overwrite: bool = False
) -> LabelSink:
    """Open the sink for labels.

    Args:
        output: a name that ends in .mkv, .npz or .zarr; or a folder, see `kind_of_labels`.
        info: gives the frame rate of the stream, for .mkv; None for images.
        names: names the files of a frame in a folder.
        overwrite: whether an existing output may be replaced.

    Raises:
        ConfigError: the name has another suffix.
        SinkError: it cannot be written there (`OutputExistsError` if it exists).
    """
    path, kind = Path(output), kind_of_labels(output)
    writer: LabelWriter
    # each format has a library of its own, and only one is needed
    if kind == ".mkv":
        from live_seg.sink.labels.matroska import MatroskaWriter

        writer = MatroskaWriter(path, info, overwrite=overwrite)
    elif kind == ".npz":
        from live_seg.sink.labels.npz import NpzWriter

        writer = NpzWriter(path, overwrite=overwrite)
    elif kind == ".zarr":
        from live_seg.sink.labels.zarr_store import ZarrWriter

        writer = ZarrWriter(path, overwrite=overwrite)
    else:
        from live_seg.sink.labels.folder import FolderWriter

        writer = FolderWriter(path, names, overwrite=overwrite)
    return LabelSink(path, writer)

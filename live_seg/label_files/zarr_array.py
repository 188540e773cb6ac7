"""Zarr label files (.zarr): what is in them, and reading them.

The store is an array, uint8 (N, H, W), with one chunk for each frame. Its attributes hold the format and the records.
With regions it is a group of two such arrays: `labels`, and `regions`, which is int32 and holds ids.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from live_seg.errors import SourceError
from live_seg.installation import install_command
from live_seg.label_files.record import FORMAT, VERSION, record_from_json
from live_seg.label_files.stored import REMEDY, Part, Stored, damaged, has_no_regions, stored
from live_seg.size_limit import check_size

if TYPE_CHECKING:
    from zarr import Array

EXTRA = "zarr"
METADATA = "zarr.json"
"""The file that makes a folder an array or a group."""


def frames_in(path: Path, part: Part, max_megapixels: float) -> Iterator[Stored]:
    """The frames of a Zarr array, one after another.

    Raises:
        SourceError: zarr is not installed, or it is not a label file, holds no regions, or is damaged.
    """
    try:
        import zarr
    except ImportError as error:
        raise SourceError(f"reading {path} needs zarr ({error}): {install_command(EXTRA)}") from error
    try:
        opened: Any = zarr.open(path, mode="r")
        is_group = isinstance(opened, zarr.Group)
        attributes = opened.attrs.asdict()
        array = opened[part] if is_group and part in opened else opened
    except Exception as error:  # damaged metadata may raise any exception
        raise SourceError(f"{path} cannot be read as a label file: {error}; {REMEDY}") from error
    if attributes.get("format") != FORMAT:
        raise SourceError(f"{path} is not a label file, or it was not finished: its attributes do not say '{FORMAT}'")
    if attributes.get("version") != VERSION:
        raise SourceError(
            f"{path} has version {attributes.get('version')}, expected {VERSION}; install a newer live_seg"
        )
    if part == "regions" and not is_group:
        raise has_no_regions(path)
    frames = attributes.get("frames")
    if not isinstance(frames, list) or not isinstance(array, zarr.Array) or not _is_array(array, part):
        raise SourceError(f"{path} is damaged: its metadata are not those of a label file; {REMEDY}")
    check_size(path, array.shape[2], array.shape[1], max_megapixels)
    record = None
    for index, content in enumerate(frames):
        try:
            record = record_from_json(content, record)
            pixels: Any = array[index]
        except Exception as error:  # a damaged chunk may raise any exception
            raise damaged(path, index, str(error)) from error
        yield stored(path, index, record, pixels, part)


def _is_array(array: Array[Any], part: Part) -> bool:
    """Whether an array is (N, H, W), has the right dtype, and has a chunk for each frame."""
    shape = array.shape
    return len(shape) == 3 and array.chunks == (1, *shape[1:]) and array.dtype == ("u1" if part == "labels" else "i4")

"""Reads label files: the labels or regions of each frame, exactly as they were written."""

from __future__ import annotations

import os
from collections.abc import Iterator
from fractions import Fraction
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from live_seg.arguments import MAX_MEGAPIXELS
from live_seg.errors import ConfigError, SourceError, described
from live_seg.label_files import folder, matroska, npz, zarr_array
from live_seg.label_files.stored import Part, Reader, Stored, guarded
from live_seg.segment import Palette
from live_seg.size_limit import checked_limit

KINDS = "a .mkv, .npz or .zarr file or a folder that 'live-seg process --labels' wrote"


class LabelledFrame(NamedTuple):
    """The labels of a frame.

    Attributes:
        time: the frame's time, in seconds.
        labels: uint8 (H, W), the index of each pixel's cluster in the palette.
        palette: the clusters.
    """

    time: Fraction
    labels: NDArray[np.uint8]
    palette: Palette


class RegionsFrame(NamedTuple):
    """The regions of a frame.

    Attributes:
        time: the frame's time, in seconds.
        ids: int32 (H, W), the id of each pixel's region.
    """

    time: Fraction
    ids: NDArray[np.int32]


def read_labels(path: str | os.PathLike[str], max_megapixels: float = MAX_MEGAPIXELS) -> Iterator[LabelledFrame]:
    """Read the labels of a label file, frame by frame.

        for time, labels, palette in live_seg.read_labels("labels.mkv"):
            print(float(time), palette.hex_colours[labels[0, 0]])

    Args:
        path: a .mkv, .npz or .zarr file or a folder, written by `process`. Its content decides the format.
        max_megapixels: limit on the size of a frame, in megapixels; larger frames are refused before they are read.

    Returns:
        The frames in order. Each has the time (`Fraction`, seconds), the labels (uint8 (H, W)) and the palette, exactly
        as they were written. Frames are read on demand. In a folder they may differ in size.

    Raises:
        SourceError: there is no such file, it is not a label file, it is damaged, its frames are above the limit, or
            it needs a package that is not installed. If the damage is further on in the file, the frames before it are
            given first.
        ConfigError: `path` is not a path, or `max_megapixels` is out of range.
    """
    frames = _read(path, "labels", max_megapixels)
    return (LabelledFrame(one.time, np.asarray(one.pixels, np.uint8), one.palette) for one in frames)


def read_regions(path: str | os.PathLike[str], max_megapixels: float = MAX_MEGAPIXELS) -> Iterator[RegionsFrame]:
    """Read the regions of a label file, frame by frame.

        for time, ids in live_seg.read_regions("labels.mkv"):
            print(float(time), len(np.unique(ids)), "regions")

    Args:
        path: as for `read_labels`.
        max_megapixels: as for `read_labels`.

    Returns:
        The frames in order. Each has the time (`Fraction`, seconds) and the id of each pixel's region (int32 (H, W)),
        exactly as they were written.

    Raises:
        SourceError: as for `read_labels`, or the file holds no regions.
        ConfigError: `path` is not a path, or `max_megapixels` is out of range.
    """
    frames = _read(path, "regions", max_megapixels)
    return (RegionsFrame(one.time, np.asarray(one.pixels, np.int32)) for one in frames)


def _read(path: object, part: Part, max_megapixels: object) -> Iterator[Stored]:
    """The frames. The first one is read at once, so that most errors are raised by the call itself."""
    if not isinstance(path, str | os.PathLike):
        raise ConfigError(f"path is {described(path)}; it must be the path of a label file")
    given = Path(path)
    limit = checked_limit(max_megapixels)
    frames = guarded(given, _reader_of(given)(given, part, limit))
    try:
        first = next(frames)
    except StopIteration:
        raise SourceError(f"{given} holds no frames") from None
    return chain([first], frames)


def _reader_of(path: Path) -> Reader:
    """The function that reads a file, by its content."""
    try:
        if path.is_dir():
            if (path / zarr_array.METADATA).is_file():
                return zarr_array.frames_in
            if (path / folder.INDEX).is_file():
                return folder.frames_in
            raise SourceError(f"{path} is not a label file: it has no {folder.INDEX}; expected {KINDS}")
        if not path.is_file():
            raise SourceError(f"{path} {'is not a file' if path.exists() else 'does not exist'}; expected {KINDS}")
        with path.open("rb") as file:
            head = file.read(4)
    except (OSError, ValueError) as error:
        if isinstance(error, SourceError):
            raise
        raise SourceError(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}") from error
    readers: dict[bytes, Reader] = {matroska.SIGNATURE: matroska.frames_in, npz.SIGNATURE: npz.frames_in}
    if head not in readers:
        raise SourceError(f"{path} is {'empty' if not head else 'not a label file'}; expected {KINDS}")
    return readers[head]

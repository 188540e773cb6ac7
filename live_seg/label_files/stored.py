"""What the readers of label files yield, and the errors that they raise for damaged files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from live_seg.errors import SourceError, described
from live_seg.label_files.record import Pixels, Record, check_labels, check_regions
from live_seg.segment import Palette

Part: TypeAlias = Literal["labels", "regions"]
"""What is read from a file."""

REMEDY = "copy it again, or make it again with 'live-seg process'"


@dataclass(frozen=True, slots=True, eq=False)
class Stored:
    """What is read from a file for one frame.

    Attributes:
        time: the frame's time, in seconds.
        palette: what the labels refer to.
        pixels: labels, uint8 (H, W), or ids of regions, int32 (H, W).
    """

    time: Fraction
    palette: Palette
    pixels: NDArray[np.uint8] | NDArray[np.int32]


Reader: TypeAlias = Callable[[Path, Part, float], Iterator[Stored]]
"""Reads the frames of a file one after another. The last argument is the limit on their size, in megapixels.

It raises `SourceError` where the file is damaged. `guarded` turns what it does not foresee into one.
"""


def damaged(path: Path, index: int, why: str) -> SourceError:
    """The error for a file that cannot be read beyond a frame."""
    return SourceError(f"{path} is damaged or truncated at frame {index}: {why}; {REMEDY}")


def guarded(path: Path, frames: Iterator[Stored]) -> Iterator[Stored]:
    """The frames of a file. Every exception that its content causes becomes a `SourceError`.

    Raises:
        SourceError: the file is damaged, or a picture does not fit into memory.
    """
    index = 0
    while True:
        try:
            frame = next(frames)
        except StopIteration:
            return
        except SourceError:
            raise
        except MemoryError as error:
            raise damaged(path, index, "it takes more memory than this machine has") from error
        except Exception as error:  # NumPy, PyAV and zarr may raise any exception
            raise damaged(path, index, f"{type(error).__name__}: {error}") from error
        yield frame
        index += 1


def has_no_regions(path: Path) -> SourceError:
    """The error for a file without regions."""
    return SourceError(f"{path} holds no regions; make it again with regions (--regions, regions=True)")


def stored(path: Path, index: int, record: Record, pixels: Pixels, part: Part) -> Stored:
    """A frame, after its pixels have been checked.

    Args:
        path: the file, for the error.
        index: the index of the frame in the file, for the error.
        record: the frame's record.
        pixels: as they are stored: labels, uint8 (H, W); or regions, int32 (H, W) ids or uint16 (H, W) indices of ids.
        part: whether they are labels or regions.

    Raises:
        SourceError: the pixels are not those that were written.
    """
    if part == "labels":
        if pixels.dtype != np.uint8 or pixels.ndim != 2:
            raise damaged(path, index, f"labels are {described(pixels)}, expected uint8 (H, W)")
        labels = np.asarray(pixels, np.uint8)
        if check_labels(record.time, record.palette, labels) != record.labels_check:
            raise damaged(path, index, "the checksum of its labels is wrong")
        if labels.max(initial=0) >= (k := len(record.palette.colours)):
            raise damaged(path, index, f"its largest label is {labels.max()}, and its palette has {k} colours")
        return Stored(record.time, record.palette, labels)
    are_indices = pixels.dtype == np.uint16
    ids = record.ids if are_indices else None
    if check_regions(record.time, ids, pixels) != record.regions_check:
        raise damaged(path, index, "the checksum of its regions is wrong")
    if are_indices:
        if ids is None or pixels.max(initial=0) >= len(ids):
            raise damaged(path, index, "it has more regions than ids")
        pixels = ids[pixels]
    return Stored(record.time, record.palette, np.asarray(pixels, np.int32))

"""What every reader of label files gives, and how they say that a file is damaged."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from live_seg.errors import SourceError, described
from live_seg.label_files.record import Pixels, Record, check_of
from live_seg.segment import Palette

Part: TypeAlias = Literal["labels", "regions"]
"""What is read of a file."""

AGAIN = "copy it again, or make it again with 'live-seg process'"


@dataclass(frozen=True, slots=True, eq=False)
class Stored:
    """What is read of a frame.

    Attributes:
        time: the frame's time, in seconds.
        palette: what the labels refer to.
        pixels: labels, uint8 (H, W), or ids of regions, int32 (H, W).
    """

    time: Fraction
    palette: Palette
    pixels: NDArray[np.uint8] | NDArray[np.int32]


Reader: TypeAlias = Callable[[Path, Part], Iterator[Stored]]
"""Reads the frames of a file one after another, and raises `SourceError` where it is damaged."""


def damaged(path: Path, index: int, why: str) -> SourceError:
    """The error for a file that cannot be read from a frame on."""
    return SourceError(f"{path} is damaged or truncated at frame {index}: {why}; {AGAIN}")


def has_no_regions(path: Path) -> SourceError:
    """The error for a file without regions."""
    return SourceError(f"{path} holds no regions; make it again with regions (--regions, regions=True)")


def stored(path: Path, index: int, record: Record, pixels: Pixels, part: Part) -> Stored:
    """A frame whose pixels are right.

    Args:
        path: the file, for the error.
        index: the place of the frame in the file, for the error.
        record: of the frame.
        pixels: as they are stored: labels, uint8 (H, W); or regions, int32 (H, W) ids, or uint16 (H, W) places.
        part: which of them.

    Raises:
        SourceError: the pixels are not those that were written.
    """
    expected = record.labels_check if part == "labels" else record.regions_check
    if pixels.ndim != 2 or check_of(pixels) != expected:
        raise damaged(path, index, f"the checksum of its {part} is wrong")
    if part == "labels":
        if pixels.dtype != np.uint8 or pixels.max(initial=0) >= len(record.palette.colours):
            raise damaged(path, index, f"labels are {described(pixels)}, for {len(record.palette.colours)} colours")
        return Stored(record.time, record.palette, np.asarray(pixels, np.uint8))
    if pixels.dtype == np.uint16:
        if record.ids is None or pixels.max(initial=0) >= len(record.ids):
            raise damaged(path, index, "it has more regions than ids")
        pixels = record.ids[pixels]
    return Stored(record.time, record.palette, np.asarray(pixels, np.int32))

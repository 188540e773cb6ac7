"""NumPy label files (.npz): what is in them, and reading them.

| Array | dtype, shape | |
|---|---|---|
| `labels` | uint8 (N, H, W) | |
| `times` | int64 (N, 2) | numerator and denominator of each frame's time, in seconds |
| `palettes` | structured (N,), see `palette_dtype` | unused rows are 0 |
| `checks` | uint32 (N, 1) or (N, 2) | checksums of labels and regions |
| `regions` | int32 (N, H, W) | ids; only where regions were found |
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from live_seg.errors import SourceError
from live_seg.label_files.record import FIELDS, Record, palette_of
from live_seg.label_files.stored import REMEDY, Part, Stored, damaged, has_no_regions, stored
from live_seg.segment import Palette
from live_seg.size_limit import check_size

SIGNATURE = b"PK\x03\x04"
"""The first bytes of every zip file that is not empty."""
NEEDED = {"labels.npy", "times.npy", "palettes.npy", "checks.npy"}
DTYPES: dict[Part, np.dtype[np.uint8] | np.dtype[np.int32]] = {"labels": np.dtype("u1"), "regions": np.dtype("<i4")}
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, KeyError, NotImplementedError)
"""Exceptions that reading a damaged file may raise."""


def palette_dtype(k: int) -> np.dtype[np.void]:
    """The dtype of palettes with up to k colours. The field `k` says how many rows of the others are used."""
    fields = [("k", "u1"), ("centroids", "<f4", (k, 3)), ("colours", "u1", (k, 3)), ("shares", "<f4", (k,))]
    return np.dtype([*fields, ("inertia", "<f8"), ("fitted_on", "<i8")])


def packed(palettes: Sequence[Palette]) -> NDArray[np.void]:
    """Palettes as a structured array."""
    array = np.zeros(len(palettes), palette_dtype(max(len(palette.colours) for palette in palettes)))
    for row, palette in zip(array, palettes, strict=True):
        row["k"] = k = len(palette.colours)
        for name in FIELDS[:3]:
            row[name][:k] = getattr(palette, name)
        row["inertia"], row["fitted_on"] = palette.inertia, palette.fitted_on
    return array


def _unpacked(row: np.void) -> Palette:
    k = int(row["k"])
    arrays = [row[name][:k].copy() for name in FIELDS[:3]]
    return palette_of(arrays[0], arrays[1], arrays[2], float(row["inertia"]), int(row["fitted_on"]))


def frames_in(path: Path, part: Part, max_megapixels: float) -> Iterator[Stored]:
    """The frames of a NumPy file, one after another.

    Raises:
        SourceError: it is not a label file, holds no regions, or is damaged.
    """
    try:
        archive = zipfile.ZipFile(path)
    except DAMAGE as error:
        raise SourceError(f"{path} is truncated or damaged, and no frame can be read: {error}; {REMEDY}") from error
    with archive:
        names = set(archive.namelist())
        if not names >= NEEDED:
            lacks = ", ".join(sorted(name.removesuffix(".npy") for name in NEEDED - names))
            raise SourceError(f"{path} is not a label file: it has no array {lacks}")
        if part == "regions" and "regions.npy" not in names:
            raise has_no_regions(path)
        index = 0
        try:
            records = _records(archive)
            with archive.open(f"{part}.npy") as member:
                height, width = _header(member, len(records), DTYPES[part])
                check_size(path, width, height, max_megapixels)
                for record in records:
                    data = member.read(height * width * DTYPES[part].itemsize)
                    pixels: Any = np.frombuffer(data, DTYPES[part]).reshape(height, width)
                    yield stored(path, index, record, pixels, part)
                    index += 1
        except DAMAGE as error:
            raise damaged(path, index, str(error) or type(error).__name__) from error


def _records(archive: zipfile.ZipFile) -> list[Record]:
    arrays: dict[str, NDArray[Any]] = {}
    for name in ("times", "palettes", "checks"):
        with archive.open(f"{name}.npy") as member:
            arrays[name] = np.lib.format.read_array(member, allow_pickle=False)
    return [
        Record(Fraction(*time), _unpacked(row), checks[0], None, checks[1] if len(checks) > 1 else None)
        for time, row, checks in zip(
            arrays["times"].tolist(), arrays["palettes"], arrays["checks"].tolist(), strict=True
        )
    ]


def _header(member: IO[bytes], frames: int, dtype: np.dtype[np.uint8] | np.dtype[np.int32]) -> tuple[int, int]:
    """Read the header of an array (N, H, W) in a file, and return the height and width of its pictures.

    Raises:
        ValueError: it has another dtype or number of frames.
    """
    np.lib.format.read_magic(member)
    shape, _, actual = np.lib.format.read_array_header_1_0(member)
    if len(shape) != 3 or shape[0] != frames or min(shape) < 0:
        raise ValueError(f"shape is {shape}, expected {frames} frames")
    if actual != dtype:
        raise ValueError(f"dtype is {actual}, expected {dtype}")
    return shape[1], shape[2]

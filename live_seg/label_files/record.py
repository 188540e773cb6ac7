"""What a label file stores for a frame besides its pixels: time, palette, ids of regions, checksums.

A record is a JSON object:

    {"time": "1001/30000", "checks": [2864319532], "palette": {"centroids": [[52.125, 8.0, 12.5]], ...}, "regions": [3]}

`palette` and `regions` are left out if they are the same as in the previous record. Numbers are exact: a float32 is
written as the float64 of the same value.
"""

from __future__ import annotations

import json
import re
import zlib
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from live_seg.config import K_MAX
from live_seg.segment import Palette

FORMAT = "live_seg labels"
VERSION = 1
"""Every file has this name and version. A change that older readers would misread needs a new version."""

FIELDS = ("centroids", "colours", "shares", "inertia", "fitted_on")
"""The fields of a palette."""

DIGITS = 40
"""Most digits of the numerator and of the denominator of a time. Without a limit, a short text may take minutes."""
TIME = re.compile(rf"-?[0-9]{{1,{DIGITS}}}(/[0-9]{{1,{DIGITS}}})?")
"""A time as it is written: a whole number or a fraction, in seconds."""

Pixels = NDArray[np.uint8] | NDArray[np.uint16] | NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Record:
    """What is stored for a frame besides its pixels.

    Attributes:
        time: the frame's time, in seconds.
        palette: what the labels refer to.
        labels_check: checksum of time, palette and labels, by `check_labels`.
        ids: int32 (n,), the ids of the regions, if pixels are stored as indices into them; otherwise None.
        regions_check: checksum of time, ids and regions, by `check_regions`; None if there are no regions.
    """

    time: Fraction
    palette: Palette
    labels_check: int
    ids: NDArray[np.int32] | None = None
    regions_check: int | None = None


def check_labels(time: Fraction, palette: Palette, labels: NDArray[np.uint8]) -> int:
    """The checksum of a frame's time, palette and labels: the CRC-32 of all their bytes, in this order."""
    check = zlib.crc32(f"{time} {float(palette.inertia)!r} {int(palette.fitted_on)}".encode())
    for array in (palette.centroids, palette.colours, palette.shares, labels):
        check = zlib.crc32(_bytes_of(array), check)
    return check


def check_regions(time: Fraction, ids: NDArray[np.int32] | None, regions: Pixels) -> int:
    """The checksum of a frame's time and regions.

    Args:
        time: the frame's time.
        ids: the ids, if the pixels are indices into them; None if the pixels are ids.
        regions: the pixels.
    """
    check = zlib.crc32(str(time).encode())
    if ids is not None:
        check = zlib.crc32(_bytes_of(ids), check)
    return zlib.crc32(_bytes_of(regions), check)


def _bytes_of(array: NDArray[np.generic]) -> memoryview:
    """The bytes of an array, little-endian."""
    return np.ascontiguousarray(array, array.dtype.newbyteorder("<")).data


def same_palette(one: Palette, other: Palette) -> bool:
    """Whether two palettes are equal bit for bit."""
    return one is other or (
        all(np.array_equal(getattr(one, name), getattr(other, name)) for name in FIELDS[:3])
        and (one.inertia, one.fitted_on) == (other.inertia, other.fitted_on)
    )


def record_as_json(record: Record, before: Record | None, name: str | None = None) -> str:
    """A record as JSON, in one line.

    Args:
        record: the record.
        before: the previous record, or None.
        name: the name of the frame's files, if it has files of its own.
    """
    checks = [record.labels_check, *([] if record.regions_check is None else [record.regions_check])]
    content: dict[str, object] = {} if name is None else {"name": name}
    content |= {"time": str(record.time), "checks": checks}
    if before is None or not same_palette(record.palette, before.palette):
        content["palette"] = _palette_as_json(record.palette)
    if record.ids is not None and (before is None or before.ids is None or not np.array_equal(record.ids, before.ids)):
        content["regions"] = record.ids.tolist()
    return json.dumps(content)


def parsed(line: str | bytes) -> dict[str, object]:
    """The object in a line of JSON.

    Raises:
        ValueError: it is not an object.
    """
    try:
        content = json.loads(line)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    if not isinstance(content, dict):
        raise ValueError(f"it is not an object: {str(content)[:80]}")  # noqa: TRY004  # as for other damage
    return content


def record_from_json(content: object, before: Record | None) -> Record:
    """The record that `record_as_json` wrote, parsed from JSON.

    Raises:
        ValueError: it is not a record.
    """
    try:
        assert isinstance(content, dict)  # noqa: S101  # an AssertionError is turned into a ValueError below
        labels_check, *rest = content["checks"]
        palette, ids = (None, None) if before is None else (before.palette, before.ids)
        if "palette" in content:
            palette = _palette_from_json(content["palette"])
        if "regions" in content:
            ids = np.array(content["regions"], np.int32).reshape(-1)
        assert palette is not None  # noqa: S101  # as above
        assert TIME.fullmatch(content["time"])  # noqa: S101  # as above
        return Record(Fraction(content["time"]), palette, int(labels_check), ids, int(rest[0]) if rest else None)
    except (AssertionError, ArithmeticError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise ValueError(f"this is not the record of a frame: {str(content)[:80]}") from error


def palette_of(
    centroids: NDArray[np.float32], colours: NDArray[np.uint8], shares: NDArray[np.float32], inertia: float, on: int
) -> Palette:
    """A palette from stored values.

    Raises:
        ValueError: their shapes do not fit together.
    """
    k = len(colours)
    if not 1 <= k <= K_MAX or centroids.shape != (k, 3) or colours.shape != (k, 3) or shares.shape != (k,):
        raise ValueError(
            f"centroids {centroids.shape}, colours {colours.shape} and shares {shares.shape} do not make a palette"
        )
    return Palette(centroids, colours, shares, inertia, on)


def _palette_as_json(palette: Palette) -> dict[str, object]:
    return {
        "centroids": palette.centroids.tolist(),
        "colours": palette.hex_colours,
        "shares": palette.shares.tolist(),
        "inertia": float(palette.inertia),
        "fitted_on": int(palette.fitted_on),
    }


def _palette_from_json(content: dict[str, list[object]]) -> Palette:
    colours = [bytes.fromhex(str(colour).removeprefix("#"))[::-1] for colour in content["colours"]]
    return palette_of(
        np.array(content["centroids"], np.float32),
        np.frombuffer(b"".join(colours), np.uint8).reshape(-1, 3),
        np.array(content["shares"], np.float32),
        float(content["inertia"]),  # type: ignore[arg-type]  # a list raises a TypeError
        int(content["fitted_on"]),  # type: ignore[call-overload]  # a list raises a TypeError
    )

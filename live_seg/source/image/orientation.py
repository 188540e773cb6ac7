"""The orientation of a picture: cameras store it as the sensor lies, and note how it must be rotated."""

from __future__ import annotations

import struct
from typing import Any

import numpy as np
from numpy.typing import NDArray

UPRIGHT = 1
TAG = 0x0112
SHORT = 3

ROTATION = b"\0\0\0\x09irot"
MIRROR = b"\0\0\0\x09imir"

STEPS = {1: (0, False), 2: (0, True), 3: (2, False), 4: (2, True), 5: (1, True), 6: (3, False), 7: (3, True)} | {
    8: (1, False)
}
"""For each Exif orientation: quarter turns to the left, and whether left and right are swapped before that."""


def rotated(pixels: NDArray[Any], orientation: int) -> NDArray[Any]:
    """Rotate a picture, (H, W) or (H, W, channels), by its Exif orientation (1 to 8); other values leave it as it is.

    >>> rotated(np.array([[1, 2, 3]]), 6).tolist()
    [[1], [2], [3]]
    """
    quarters, mirrored = STEPS.get(orientation, (0, False))
    return np.rot90(pixels[:, ::-1] if mirrored else pixels, quarters)


def exif_orientation(block: bytes) -> int:
    """The orientation in an Exif block, 1 to 8; 1 if there is none.

    Args:
        block: a TIFF header and its first directory, with or without "Exif" in front.
    """
    block = block.removeprefix(b"Exif\0\0")
    order = {b"II": "<", b"MM": ">"}.get(block[:2])
    if order is None:
        return UPRIGHT
    try:
        (directory,) = struct.unpack_from(order + "I", block, 4)
        (entries,) = struct.unpack_from(order + "H", block, directory)
        for entry in range(entries):
            tag, kind, _, value = struct.unpack_from(order + "HHIH", block, directory + 2 + 12 * entry)
            if tag == TAG and kind == SHORT and value in STEPS:
                return int(value)
    except struct.error:
        pass  # truncated: no orientation
    return UPRIGHT


def rotated_avif(pixels: NDArray[Any], data: bytes) -> NDArray[Any]:
    """Rotate and mirror an AVIF picture by the properties in its file, which OpenCV ignores."""
    head = _box(data, b"meta")
    # each property has one value after a header of eight bytes; the rotation comes first
    if (at := head.find(ROTATION)) >= 0:
        pixels = np.rot90(pixels, head[at + 8] & 3)
    if (at := head.find(MIRROR)) >= 0:
        pixels = pixels[:, ::-1] if head[at + 8] & 1 else pixels[::-1]
    return pixels


def avif_depth(data: bytes) -> int:
    """Bits of a channel of an AVIF picture: 8, 10 or 12."""
    head = _box(data, b"meta")
    at = head.find(b"av1C")
    flags = head[at + 6] if 0 <= at < len(head) - 6 else 0
    return 8 + 2 * bool(flags & 0x40) + 2 * (flags & 0x60 == 0x60)


def _box(data: bytes, kind: bytes) -> bytes:
    """A box of the top level of the file; b"" if there is none."""
    at = 0
    while at + 8 <= len(data):
        size = int.from_bytes(data[at : at + 4])
        if data[at + 4 : at + 8] == kind:
            return data[at : at + size]
        if size < 8:  # 0: to the end of the file, 1: 64 bits; only pixels are that large, and they come later
            break
        at += size
    return b""

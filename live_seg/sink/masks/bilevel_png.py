"""PNG files with one bit for each pixel.

OpenCV writes such files too, but takes three times as long.
"""

from __future__ import annotations

import struct
import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

SIGNATURE = b"\x89PNG\r\n\x1a\n"
ONE_BIT, GRAY = 1, 0
UP = 2
"""The filter that subtracts the row above. Most rows of a mask equal that row, and zeros compress quickly."""
LEVEL = 1
"""Compression level. At level 3, files of real masks are 7 % smaller and take 40 % longer; at level 6, they are 15 %
smaller and take seven times as long."""


def bilevel_png(mask: NDArray[Any]) -> bytes:
    """Encode a mask: (H, W), white where it is not 0, and black elsewhere."""
    height, width = mask.shape
    packed = np.packbits(mask, axis=1)
    # each row begins with its filter; the row above the first one is all zeros
    rows = np.empty((height, packed.shape[1] + 1), np.uint8)
    rows[:, 0] = UP
    rows[0, 1:] = packed[0]
    np.subtract(packed[1:], packed[:-1], out=rows[1:, 1:])
    header = struct.pack(">IIBBBBB", width, height, ONE_BIT, GRAY, 0, 0, 0)
    return SIGNATURE + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(rows.data, LEVEL)) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    """A part of a file: its length, its kind, its content, and a checksum of the last two."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(data, zlib.crc32(kind)))

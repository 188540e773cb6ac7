"""Lossless animated WebP (WebP Container Specification)."""

from __future__ import annotations

import struct
from fractions import Fraction
from io import BytesIO
from typing import BinaryIO, ClassVar

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from live_seg.errors import SinkError
from live_seg.sink.animation.picture_writer import Pixels, changed, pixels_of

LARGEST_FILE = 2**32 - 2
"""Limit of the format, in bytes."""
HAS_ANIMATION, HAS_ALPHA = 0x02, 0x10
REPLACE = 0x02
"""A picture replaces what was in its place, and is not blended with it."""
FLAGS_AT = 20
"""Position of the flags in the file, in bytes."""
EFFORT = {"method": 1, "quality": 0}
"""How hard the encoder tries. More effort takes longer, and makes files of flat colours hardly smaller."""


class WebpWriter:
    """Writes an animated WebP. Each picture is stored as its changes since the previous one.

    The sizes in the file are updated with each picture, so that it can be played at any time.

    Args:
        file: gets the bytes; must be seekable.
        width: width of the pictures, in pixels.
        height: height of the pictures, in pixels.
    """

    largest: ClassVar[int] = 16_383
    longest = 2**24 - 1

    def __init__(self, file: BinaryIO, width: int, height: int) -> None:
        self.tick = Fraction(1, 1000)
        self.remarks: dict[str, None] = {}
        self._file = file
        self._before: Pixels | None = None
        self._size = 0
        self._flags = HAS_ANIMATION
        canvas = struct.pack("<I", self._flags) + _uint24(width - 1) + _uint24(height - 1)
        self._append(b"WEBP" + _chunk(b"VP8X", canvas) + _chunk(b"ANIM", bytes(6)))  # endless, on a clear canvas

    def add(self, picture: NDArray[np.uint8], ticks: int) -> None:
        """Write a picture, as `PictureWriter.add`.

        Raises:
            SinkError: the file would become too large for the format.
        """
        pixels = pixels_of(picture)
        left, top, right, bottom = changed(pixels, self._before, grid=2)
        has_alpha = picture.shape[2] == 4
        part = picture[top:bottom, left:right]
        encoded = BytesIO()
        rgb = part[..., [2, 1, 0, 3]] if has_alpha else part[..., ::-1]
        Image.fromarray(np.ascontiguousarray(rgb)).save(encoded, "WEBP", lossless=True, exact=True, **EFFORT)
        place = b"".join(map(_uint24, (left // 2, top // 2, right - left - 1, bottom - top - 1, ticks)))
        frame = _chunk(b"ANMF", place + bytes([REPLACE]) + _bitstream(encoded.getvalue()))
        if self._size + len(frame) > LARGEST_FILE:
            raise SinkError("a WebP file holds at most 4 GiB; choose another format")
        if has_alpha:
            self._flags |= HAS_ALPHA
        self._append(frame)
        self._before = pixels

    def finish(self) -> None:
        """Write nothing: the file is complete after each picture."""

    def _append(self, data: bytes) -> None:
        self._size += len(data)
        self._file.seek(0)
        self._file.write(b"RIFF" + struct.pack("<I", self._size))
        if self._size > len(data):
            self._file.seek(FLAGS_AT)
            self._file.write(bytes([self._flags]))
        self._file.seek(8 + self._size - len(data))
        self._file.write(data)


def _chunk(name: bytes, data: bytes) -> bytes:
    return name + struct.pack("<I", len(data)) + data + bytes(len(data) % 2)


def _uint24(number: int) -> bytes:
    """A number in three bytes."""
    return number.to_bytes(3, "little")


def _bitstream(webp: bytes) -> bytes:
    """The chunk with the pixels of a lossless still WebP."""
    place = 12
    while webp[place : place + 4] != b"VP8L":
        (length,) = struct.unpack_from("<I", webp, place + 4)
        place += 8 + length + length % 2
    (length,) = struct.unpack_from("<I", webp, place + 4)
    return webp[place : place + 8 + length + length % 2]

"""Small image files for tests. Those that OpenCV cannot write are assembled by hand."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from numpy.typing import NDArray

    Picture = NDArray[np.uint8]


def squares(width: int = 32, height: int = 24, seed: int = 0) -> Picture:
    """A picture of coloured squares, eight pixels wide: uint8 (H, W, 3) BGR."""
    rng = np.random.default_rng(seed)
    small = rng.integers(0, 256, (-(-height // 8), -(-width // 8), 3), dtype=np.uint8)
    return np.repeat(np.repeat(small, 8, axis=0), 8, axis=1)[:height, :width].copy()


def grainy(width: int = 64, height: int = 48) -> Picture:
    """A picture of noise, which compresses badly: each part of the picture takes up its share of the file."""
    return np.random.default_rng(0).integers(0, 256, (height, width, 3), dtype=np.uint8)


def write(path: Path, pixels: NDArray[Any], *options: int) -> Path:
    """Write an array with OpenCV, in the format of the suffix."""
    done, data = cv2.imencode(path.suffix, pixels, options)
    assert done
    path.write_bytes(data.tobytes())
    return path


def exif(orientation: int) -> bytes:
    """An Exif block that has only an orientation."""
    return b"II*\0" + struct.pack("<IHHHIHHI", 8, 1, 0x0112, 3, 1, orientation, 0, 0)


def png(rows: NDArray[Any], kind: int, *extra: tuple[bytes, bytes], depth: int = 8) -> bytes:
    """A PNG with these rows of samples. `extra` chunks come before the pixels."""
    height, width = rows.shape[:2]
    lines = b"".join(b"\0" + row.astype(f">u{rows.itemsize}").tobytes() for row in rows)
    header = struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, 0)
    chunks = [(b"IHDR", header), *extra, (b"IDAT", zlib.compress(lines)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(name, data) for name, data in chunks)


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def tiff(
    strips: list[bytes],
    width: int,
    height: int,
    *,
    bits: int,
    planar: int,
    channels: int = 3,
    photometric: int = 2,
) -> bytes:
    """An uncompressed TIFF: one strip, or one strip for each channel if `planar` is 2."""
    place = 8
    places = [place + sum(map(len, strips[:number])) for number in range(len(strips))]
    end = place + sum(map(len, strips))
    lists = struct.pack(f"<{channels}H", *[bits] * channels) + struct.pack(
        f"<{2 * len(strips)}I", *places, *map(len, strips)
    )
    at, many = end + 2 * channels, len(strips)
    tags = [
        (256, 4, 1, width),
        (257, 4, 1, height),
        (258, 3, channels, end if channels > 2 else bits | bits << 16),
        (259, 3, 1, 1),
        (262, 3, 1, photometric),
        (273, 4, many, at if many > 1 else places[0]),
        (277, 3, 1, channels),
        (278, 4, 1, height),
        (279, 4, many, at + 4 * many if many > 1 else len(strips[0])),
        (284, 3, 1, planar),
    ]
    directory = struct.pack("<H", len(tags)) + b"".join(struct.pack("<HHII", *tag) for tag in tags) + bytes(4)
    return b"II*\0" + struct.pack("<I", end + len(lists)) + b"".join(strips) + lists + directory


def gif(pictures: int, *, transparent: bool = False) -> bytes:
    """A GIF with a number of frames, all of 2x1 pixels: red, and blue or transparent."""
    control = b"\x21\xf9\x04" + bytes([transparent]) + b"\x0a\x00\x01\x00"
    # codes of three bits: clear, 0, 1, end
    picture = control + b"\x2c\0\0\0\0\x02\0\x01\0\0" + b"\x02\x02\x44\x0a\0"
    table = bytes([255, 0, 0, 0, 0, 255, 0, 0, 0, 0, 0, 0])
    return b"GIF89a\x02\0\x01\0\x91\0\0" + table + picture * pictures + b"\x3b"

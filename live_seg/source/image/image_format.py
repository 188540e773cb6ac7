"""The format of an image file, by its first bytes: names may be wrong, and OpenCV tries to read anything."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path
from typing import Literal

Format = Literal["png", "jpeg", "webp", "bmp", "tiff", "pnm", "avif", "gif", "heic", "exr", "hdr", "pfm", "jxl", "psd"]

READ = {
    "png": (".png",),
    "jpeg": (".jpg", ".jpeg", ".jpe", ".jfif"),
    "webp": (".webp",),
    "bmp": (".bmp", ".dib"),
    "tiff": (".tif", ".tiff"),
    "pnm": (".pnm", ".ppm", ".pgm", ".pbm"),
    "avif": (".avif",),
    "gif": (".gif",),
}
"""The formats that are read, and the suffixes of their files."""

NOT_READ = (".heic", ".heif", ".exr", ".hdr", ".pfm", ".jxl", ".psd")
"""Images that are not read. In a folder they are not skipped silently."""

SUFFIXES = {suffix for suffixes in READ.values() for suffix in suffixes} | set(NOT_READ)

HEAD = 64
"""Number of bytes that are enough to recognise a format."""

_MAGIC: tuple[tuple[bytes, Format], ...] = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"II+\0", "tiff"),
    (b"MM\0+", "tiff"),
    (b"GIF8", "gif"),
    (b"v/1\x01", "exr"),
    (b"#?RADIANCE", "hdr"),
    (b"#?RGBE", "hdr"),
    (b"\xff\x0a", "jxl"),
    (b"\0\0\0\x0cJXL ", "jxl"),
    (b"8BPS", "psd"),
)
_BMP_HEADERS = {12, 16, 40, 52, 56, 64, 108, 124}
"""Sizes of the header after the file header. Many texts begin with "BM" too."""
_JPEG_MARKER = re.compile(rb"\xff([^\x00\x01\xd0-\xd8\xff])", re.DOTALL)
"""Any marker except those that may appear between pixels."""
_HEIC_BRANDS = {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"}


def format_of(head: bytes) -> Format | None:
    """The format of a file that begins with these bytes; None if it is no known image.

    >>> format_of(b"P5 640 480 255 ")
    'pnm'
    """
    for magic, name in _MAGIC:
        if head.startswith(magic):
            return name
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head[:2] == b"BM" and int.from_bytes(head[14:18], "little") in _BMP_HEADERS:
        return "bmp"
    if head[4:8] == b"ftyp":
        brands = {head[start : start + 4] for start in range(8, min(len(head), int.from_bytes(head[:4])), 4)}
        return "avif" if brands & {b"avif", b"avis"} else "heic" if brands & _HEIC_BRANDS else None
    if head[:1] == b"P" and head[2:3].isspace():
        return "pnm" if head[1:2] in b"123456" else "pfm" if head[1:2] in b"Ff" else None
    return None


def is_still_image(path: Path) -> bool:
    """Whether a path is read as an image: by the content of the file, or else by its name.

    A GIF with several pictures is a video.
    """
    try:
        if path.is_file():
            with path.open("rb") as file:
                name = format_of(file.read(HEAD))
            if name is not None:
                return name != "gif" or not is_animated(path.read_bytes(), "gif")
    except OSError:
        pass  # reading it gives the error
    return has_image_name(path)


def has_image_name(path: Path) -> bool:
    """Whether a file has the suffix of an image."""
    return path.suffix.lower() in SUFFIXES


def is_animated(data: bytes, name: Format) -> bool:
    """Whether an image has several pictures that are shown one after the other."""
    match name:
        case "gif":
            return sum(1 for _ in zip(range(2), _gif_pictures(data), strict=False)) == 2
        case "webp":
            return data[12:16] == b"VP8X" and bool(data[20] & 0x02) if len(data) > 20 else False
        case "png":
            return any(kind == b"acTL" and int.from_bytes(data[at : at + 4]) > 1 for kind, at in _png_head(data))
        case "avif":
            # a sequence that lists "avif" first comes with a still picture in its place
            return data[8:12] == b"avis"
        case _:
            return False


def transparent_gray(data: bytes) -> int | None:
    """The transparent level of a gray PNG, as in 8 or 16 bits; None if there is none.

    OpenCV supports this only for colours.
    """
    at = next((at for kind, at in _png_head(data) if kind == b"tRNS"), None)
    if at is None:
        return None
    level, depth = int.from_bytes(data[at : at + 2]), data[24]
    return level * 255 // ((1 << depth) - 1) if depth < 8 else level


def tiff_pages(data: bytes) -> int:
    """The number of pages of a TIFF: the length of its chain of directories."""
    order = "<" if data[:2] == b"II" else ">"
    big = data[2:4] in {b"+\0", b"\0+"}
    pointer, count, entry = ("Q", "Q", 20) if big else ("I", "H", 12)
    seen: set[int] = set()
    try:
        (at,) = struct.unpack_from(order + pointer, data, 8 if big else 4)
        while at and at not in seen:
            (entries,) = struct.unpack_from(order + count, data, at)
            seen.add(at)
            (at,) = struct.unpack_from(order + pointer, data, at + struct.calcsize(count) + entries * entry)
    except struct.error:
        pass  # the chain leads out of the file; the pages so far count
    return len(seen)


def has_jpeg_end(data: bytes) -> bool:
    """Whether a JPEG has the marker at its end. OpenCV does not always notice that something is missing before it."""
    at = 2
    while (marker := _JPEG_MARKER.search(data, at)) is not None:
        if marker[1] == b"\xd9":
            return True
        # a segment has its length; after the header of a scan come pixels, which contain no other marker
        at = marker.end() + int.from_bytes(data[marker.end() : marker.end() + 2])
    return False


def _png_head(data: bytes) -> Iterator[tuple[bytes, int]]:
    """Type and place of the chunks of a PNG before its pixels."""
    return takewhile(lambda chunk: chunk[0] != b"IDAT", _png_chunks(data))


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, int]]:
    at = 8
    while at + 8 <= len(data):
        yield data[at + 4 : at + 8], at + 8
        at += 12 + int.from_bytes(data[at : at + 4])


def _gif_pictures(data: bytes) -> Iterator[int]:
    """The place of each picture of a GIF."""
    try:
        at = 13 + _gif_table(data[10])
        while data[at] in {0x21, 0x2C}:
            if data[at] == 0x2C:
                yield at
                at += 11 + _gif_table(data[at + 9])
            else:
                at += 2
            while data[at]:
                at += 1 + data[at]
            at += 1
    except IndexError:
        return  # the file is truncated


def _gif_table(flags: int) -> int:
    """Size of a colour table in bytes."""
    return 3 << (flags % 8 + 1) if flags & 0x80 else 0

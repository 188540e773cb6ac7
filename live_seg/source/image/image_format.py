"""What kind of image a file is, by its first bytes: names lie, and OpenCV takes the first picture of anything."""

from __future__ import annotations

import re
import struct
from itertools import takewhile
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

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
"""The formats that are read, and how their files are called."""

NOT_READ = (".heic", ".heif", ".exr", ".hdr", ".pfm", ".jxl", ".psd")
"""Images too: in a folder they are not passed over in silence."""

SUFFIXES = {suffix for suffixes in READ.values() for suffix in suffixes} | set(NOT_READ)

HEAD = 64
"""Bytes that are enough to know a format by."""

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
"""Bytes of the header that comes after the file's own; "BM" alone begins many a text."""
_JPEG_MARKER = re.compile(rb"\xff([^\x00\x01\xd0-\xd8\xff])", re.DOTALL)
"""Any but those that may stand among pixels."""
_HEIC_BRANDS = {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"}


def format_of(head: bytes) -> Format | None:
    """The format of a file that begins with these bytes; None if it is no image that is known here.

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
    """Whether a path is to be read as an image: by what is in the file, or where that says nothing, by its name.

    A GIF with several pictures is none.
    """
    try:
        if path.is_file():
            with path.open("rb") as file:
                name = format_of(file.read(HEAD))
            if name is not None:
                return name != "gif" or not is_animated(path.read_bytes(), "gif")
    except OSError:
        pass  # whoever reads it will say why not
    return has_image_name(path)


def has_image_name(path: Path) -> bool:
    """Whether a file is called like an image."""
    return path.suffix.lower() in SUFFIXES


def is_animated(data: bytes, name: Format) -> bool:
    """Whether an image has several pictures to be shown one after the other."""
    match name:
        case "gif":
            return sum(1 for _ in zip(range(2), _gif_pictures(data), strict=False)) == 2
        case "webp":
            return data[12:16] == b"VP8X" and bool(data[20] & 0x02) if len(data) > 20 else False
        case "png":
            return any(kind == b"acTL" and int.from_bytes(data[at : at + 4]) > 1 for kind, at in _png_head(data))
        case "avif":
            # with "avif" beside it in front, the sequence comes with a still picture that stands for it
            return data[8:12] == b"avis"
        case _:
            return False


def transparent_gray(data: bytes) -> int | None:
    """The level at which a gray PNG is transparent, as it is in 8 or 16 bits; None where it has none.

    OpenCV looks for such a colour only where there are colours.
    """
    at = next((at for kind, at in _png_head(data) if kind == b"tRNS"), None)
    if at is None:
        return None
    level, depth = int.from_bytes(data[at : at + 2]), data[24]
    return level * 255 // ((1 << depth) - 1) if depth < 8 else level


def tiff_pages(data: bytes) -> int:
    """How many pages a TIFF has: the length of its chain of directories."""
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
        pass  # a chain that leads out of the file: what has been met counts
    return len(seen)


def jpeg_is_ended(data: bytes) -> bool:
    """Whether a JPEG's picture has the marker at its end: what is missing before it OpenCV does not always notice."""
    at = 2
    while (marker := _JPEG_MARKER.search(data, at)) is not None:
        if marker[1] == b"\xd9":
            return True
        # a segment tells its length; after the head of a scan come its pixels, in which no other marker stands
        at = marker.end() + int.from_bytes(data[marker.end() : marker.end() + 2])
    return False


def _png_head(data: bytes) -> Iterator[tuple[bytes, int]]:
    """Kind and place of a PNG's chunks before its pixels."""
    return takewhile(lambda chunk: chunk[0] != b"IDAT", _png_chunks(data))


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, int]]:
    at = 8
    while at + 8 <= len(data):
        yield data[at + 4 : at + 8], at + 8
        at += 12 + int.from_bytes(data[at : at + 4])


def _gif_pictures(data: bytes) -> Iterator[int]:
    """Where each picture of a GIF begins."""
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
        return  # the file ends before it is told to


def _gif_table(flags: int) -> int:
    """Bytes of a colour table."""
    return 3 << (flags % 8 + 1) if flags & 0x80 else 0

"""The format of an image file, by its first bytes. Its name may be wrong."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal
from zlib import crc32

from live_seg.errors import SourceError
from live_seg.installation import install_command
from live_seg.source.hdr import Hdr

Format = Literal[
    "png", "jpeg", "webp", "bmp", "tiff", "pnm", "avif", "gif", "heic", "jpeg2000", "exr", "hdr", "pfm", "jxl", "psd"
]

READ: dict[Format, tuple[str, ...]] = {
    "png": (".png", ".apng"),
    "jpeg": (".jpg", ".jpeg", ".jpe", ".jfif"),
    "webp": (".webp",),
    "bmp": (".bmp", ".dib"),
    "tiff": (".tif", ".tiff"),
    "pnm": (".pnm", ".ppm", ".pgm", ".pbm"),
    "avif": (".avif",),
    "gif": (".gif",),
    "heic": (".heic", ".heif", ".hif"),
    "jpeg2000": (".jp2", ".j2k", ".jpx"),
}
"""The formats that are read, and the suffixes of their files."""

NOT_READ = (
    *(".exr", ".hdr", ".pfm", ".jxl", ".psd", ".psb", ".tga", ".pcx", ".qoi", ".ico", ".dds", ".eps", ".svg", ".jxr"),
    *(".dng", ".cr2", ".cr3", ".nef", ".arw", ".orf", ".rw2", ".raf", ".pef", ".srw"),
)
"""Images that are not read. In a folder they are not skipped silently."""

SUFFIXES = {suffix for suffixes in READ.values() for suffix in suffixes} | set(NOT_READ)

FLOATING = {"exr", "hdr", "pfm"}
ANIMATED = {"gif", "png", "webp", "avif"}
"""Formats of which a file may be an animation."""

HEADERS = 100_000
"""Number of bytes that are searched for header fields."""
HEAD = 1024
"""Number of bytes that suffice to recognise a format or text."""

_MAGIC: tuple[tuple[bytes, Format], ...] = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"II+\0", "tiff"),
    (b"MM\0+", "tiff"),
    (b"GIF8", "gif"),
    (b"\0\0\0\x0cjP  \r\n\x87\n", "jpeg2000"),
    (b"\xff\x4f\xff\x51", "jpeg2000"),
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
_NCLX = re.compile(rb"\0\0\0\x13(colrnclx(..)(..))", re.DOTALL)
_CICP = re.compile(rb"\0\0\0\x04(cICP(.)(.)..)(....)", re.DOTALL)
"""Where AVIF and HEIC (ISO 23001-8) and PNG (third edition) store the codes of primaries and transfer function."""
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


def supported_format(path: Path, head: bytes) -> Format:
    """The format of a file that begins with these bytes.

    Raises:
        SourceError: it is no image, or of a format that is not read.
    """
    name = format_of(head)
    if name is None and path.suffix.lower() in NOT_READ:
        raise SourceError(f"{path} is {path.suffix[1:].upper()}, which is not supported; convert it to PNG or JPEG")
    if name is None:
        raise SourceError(f"{path} is not an image{' but text' if is_text(head) else ' of a known format'}")
    if name in FLOATING:
        raise SourceError(f"{path} has floating-point pixels, which have no defined white; convert it to PNG or JPEG")
    if name not in READ:
        raise SourceError(f"{path} is {name.upper()}, which is not supported; convert it to PNG or JPEG")
    if name == "tiff" and path.suffix.lower() not in {*READ["tiff"], ""}:
        # camera raw files are TIFF files in which only a thumbnail would be found
        raise SourceError(
            f"{path} is a TIFF file without the suffix .tif or .tiff; if it is a camera raw file, convert it to "
            f"PNG or JPEG, otherwise rename it"
        )
    if name == "heic" and not has_heic():
        raise SourceError(f"{path} is HEIC, which needs pillow-heif; install it with: {install_command('heic')}")
    return name


def has_heic() -> bool:
    """Whether HEIC can be read. If so, register its plug-in with Pillow."""
    try:
        from pillow_heif import register_heif_opener
    except ImportError:
        return False
    register_heif_opener()
    return True


def hdr_of(data: bytes) -> Hdr | None:
    """The HDR signal of an AVIF, HEIC or PNG file; None for SDR, and for other formats."""
    match format_of(data[:HEAD]):
        case "avif" | "heic":
            found = _NCLX.search(data, 0, HEADERS)
        case "png":
            # the checksum is compared, because a text chunk may hold the same bytes
            found = next(
                (one for one in _CICP.finditer(data, 0, HEADERS) if crc32(one[1]) == int.from_bytes(one[4])), None
            )
        case _:
            found = None
    return None if found is None else Hdr.of(int.from_bytes(found[3]), primaries=int.from_bytes(found[2]))


def has_image_name(path: Path) -> bool:
    """Whether a file has the suffix of an image."""
    return path.suffix.lower() in SUFFIXES


def has_jpeg_end(data: bytes) -> bool:
    """Whether a JPEG has the marker at its end. Decoders do not always notice that something is missing before it."""
    at = 2
    while (marker := _JPEG_MARKER.search(data, at)) is not None:
        if marker[1] == b"\xd9":
            return True
        # a segment has its length; after the header of a scan come pixels, which contain no other marker
        at = marker.end() + int.from_bytes(data[marker.end() : marker.end() + 2])
    return False


def is_text(head: bytes) -> bool:
    """Whether a file that begins with these bytes is text."""
    # the last character may be cut in two
    text = head[:HEAD].decode(errors="replace").rstrip("\N{REPLACEMENT CHARACTER}")
    return all(c.isspace() or (c.isprintable() and c != "\N{REPLACEMENT CHARACTER}") for c in text)

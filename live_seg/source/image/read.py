"""Reading a still image, by the same rules for all formats.

- Gray becomes three equal channels.
- More than 8 bits a channel are scaled to 8 and rounded: of 16 bits, 257 levels become one.
- Transparent pixels are composited onto white, as on a page; the picture is opaque.
- The picture is rotated as the camera noted.
- Floating point and animations are refused (an animated GIF is a video), as is anything that OpenCV reads only in part.
- Only the first page of a TIFF is read, with a remark.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import cv2
import numpy as np
from numpy.typing import NDArray

from live_seg.errors import SourceError
from live_seg.source.image.bit_depth import DEEP_WHITE, WHITE, as_bgr
from live_seg.source.image.decoder import decode
from live_seg.source.image.image_format import (
    READ,
    Format,
    format_of,
    has_jpeg_end,
    is_animated,
    tiff_pages,
    transparent_gray,
)
from live_seg.source.image.orientation import avif_depth, exif_orientation, rotated, rotated_avif

JPEG_END = b"\xff\xd9"
JPEG_PARTS = (b"\xff\xc4", b"\xff\xda")
"""The beginning of the tables and scans of a JPEG: a file that is cut off in such a header is intact up to there."""

CUT_SHORT = "Premature end of JPEG file"
DAMAGED = ("Corrupt JPEG data", CUT_SHORT)
HARMLESS = "extraneous bytes before marker"
FLOATING = {"exr", "hdr", "pfm"}
TEXT_HEAD = 1024


@dataclass(frozen=True, slots=True, eq=False)
class Image:
    """A picture, upright and opaque.

    Attributes:
        bgr: uint8 (H, W, 3) BGR.
        loss: what is missing from it, in one line, or None.
        remark: what was left out on purpose, in one line, or None.
    """

    bgr: NDArray[np.uint8]
    loss: str | None = None
    remark: str | None = None


def read_image(path: Path) -> Image:
    """Read an image file.

    Raises:
        SourceError: it does not exist, is empty, not readable, not an image, of an unsupported format, or so damaged
            that there is no picture in it.
    """
    data = _bytes_of(path)
    name = _supported_format(path, data)
    complaints: list[str] = []
    stored, exif = _decoded(path, data, name, complaints)
    if name == "jpeg" and not has_jpeg_end(data):
        complaints.append(CUT_SHORT)
    if name == "png" and stored.ndim == 2 and (level := transparent_gray(data)) is not None:
        alpha = np.where(stored == level, 0, np.iinfo(stored.dtype).max).astype(stored.dtype)
        stored = np.dstack([stored, stored, stored, alpha])
    if name == "avif":
        upright = rotated_avif(stored, data)
    else:
        # OpenCV has rotated a TIFF already
        upright = rotated(stored, 1 if exif is None or name == "tiff" else exif_orientation(exif))
    pages = tiff_pages(data) if name == "tiff" else 1
    return Image(
        # for an 8-bit TIFF OpenCV returns what libtiff renders for a screen
        as_bgr(upright, _white_level(stored, data, name), premultiplied=name == "tiff" and stored.dtype == np.uint8),
        loss=_loss(path, complaints),
        remark=f"{path} has {pages} pages; only the first was read" if pages > 1 else None,
    )


def _bytes_of(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise SourceError(f"{path} is a folder; give an image file")
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise SourceError(f"{path} does not exist") from error
    except PermissionError as error:
        raise SourceError(f"{path} cannot be opened: permission denied") from error
    except OSError as error:
        raise SourceError(f"{path} cannot be read: {error.strerror}") from error
    if not data:
        raise SourceError(f"{path} is empty")
    return data


def _supported_format(path: Path, data: bytes) -> Format:
    name = format_of(data)
    if name is None:
        raise SourceError(f"{path} is not an image{' but text' if _is_text(data) else ' of a known format'}")
    if name in FLOATING:
        _refuse_floating(path)
    if name not in READ:
        raise SourceError(f"{path} is {name.upper()}, which is not supported; convert it to PNG or JPEG")
    if name == "tiff" and path.suffix.lower() not in {*READ["tiff"], ""}:
        # the raw files of cameras are TIFF files in which OpenCV would find only a thumbnail
        raise SourceError(
            f"{path} is a TIFF with another suffix, as the raw files of cameras are; convert it to PNG or JPEG"
        )
    if is_animated(data, name):
        more = "it is a video, and must be processed alone" if name == "gif" else "convert it to a video or to images"
        raise SourceError(f"{path} is an animated {name.upper()}, not a still image; {more}")
    return name


def _is_text(data: bytes) -> bool:
    # the last character may be cut in two
    text = data[:TEXT_HEAD].decode(errors="replace").rstrip("\N{REPLACEMENT CHARACTER}")
    return all(c.isspace() or (c.isprintable() and c != "\N{REPLACEMENT CHARACTER}") for c in text)


def _decoded(path: Path, data: bytes, name: Format, complaints: list[str]) -> tuple[NDArray[Any], bytes | None]:
    """The stored pixels, uint8 or uint16, with 1, 3 or 4 channels; and the Exif block, or None."""
    try:
        pixels, exif = decode(data, complaints)
        if pixels is None and name == "jpeg":
            pixels, exif = _decode_truncated(data, complaints)
    except (cv2.error, MemoryError) as error:
        if "CV_IO_MAX" in str(error):
            raise SourceError(f"{path} is too large: OpenCV reads up to 2^30 pixels, 2^20 in a row") from error
        if isinstance(error, MemoryError) or "nsufficient memory" in str(error):
            raise SourceError(f"{path} is too large for this machine's memory") from error
        complaints.append(str(error).splitlines()[0])
        pixels = None
    if pixels is None:
        cause = f" ({complaints[-1].removeprefix('libpng error: ')})" if complaints else ""
        raise SourceError(f"{path} cannot be read: this {name.upper()} is truncated, damaged or of a rare kind{cause}")
    stored = np.asarray(pixels)
    if stored.dtype not in {np.dtype(np.uint8), np.dtype(np.uint16)}:
        _refuse_floating(path)
    if stored.ndim == 3 and stored.shape[2] not in {1, 3, 4}:
        raise SourceError(f"{path} has {stored.shape[2]} channels; an image has 1, 3 or 4")
    return stored, exif


def _decode_truncated(data: bytes, complaints: list[str]) -> tuple[Any, bytes | None]:
    """Decode a truncated JPEG: OpenCV reads it when an end marker is added."""
    for end in (len(data), *(data.rfind(part) for part in JPEG_PARTS)):
        pixels, exif = decode(data[:end] + JPEG_END, complaints) if end > 0 else (None, None)
        if pixels is not None:
            return pixels, exif
    return None, None


def _refuse_floating(path: Path) -> NoReturn:
    raise SourceError(
        f"{path} has floating-point or signed pixels, which have no defined white; convert it to PNG or JPEG"
    )


def _white_level(stored: NDArray[Any], data: bytes, name: Format) -> int:
    """The level of white."""
    if name == "avif":
        return (1 << avif_depth(data)) - 1
    if name == "pnm" and (stored.dtype == np.uint16 or data[1:2] in {b"5", b"6"}):
        # OpenCV scales only small numbers, and only those that are written as text
        words = [word for line in data[2:TEXT_HEAD].split(b"\n") for word in line.split(b"#")[0].split()]
        return max(1, int(words[2]))
    return WHITE if stored.dtype == np.uint8 else DEEP_WHITE


def _loss(path: Path, complaints: list[str]) -> str | None:
    found = [line for line in complaints if line.startswith(DAMAGED) and HARMLESS not in line]
    if not found:
        return None
    if any("remature end" in line for line in found):
        return f"{path} is truncated: a part of the picture is missing"
    return f"{path} is damaged: a part of the picture may be wrong ({found[0]})"

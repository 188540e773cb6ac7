"""A still image: from the bytes of a file to a picture, by the same rules for each format.

- Gray becomes three equal channels.
- More than 8 bits a channel are scaled to 8 and rounded: of 16 bits, 257 levels are one.
- What is transparent is seen over white, as on a page; the picture is opaque.
- Cameras say how a picture is to be turned: it is turned.
- Floating point, animations (but GIF, which is a video) and other things that OpenCV would read by halves are refused.
- Of several pages of a TIFF the first is taken, with a remark.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

import cv2
import numpy as np

from live_seg.errors import SourceError
from live_seg.source.image.bit_depth import DEEP_WHITE, WHITE, as_bgr
from live_seg.source.image.decoder import decode
from live_seg.source.image.image_format import READ, format_of, is_animated, jpeg_is_ended, tiff_pages, transparent_gray
from live_seg.source.image.orientation import avif_depth, avif_turned, exif_orientation, turned

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from numpy.typing import NDArray

    from live_seg.source.image.image_format import Format

JPEG_END = b"\xff\xd9"
JPEG_PARTS = (b"\xff\xc4", b"\xff\xda")
"""How tables and scans of a JPEG begin: one that is cut within the head of such a part is whole up to there."""

CUT_SHORT = "Premature end of JPEG file"
DAMAGED = ("Corrupt JPEG data", CUT_SHORT)
HARMLESS = "extraneous bytes before marker"
FLOATING = {"exr", "hdr", "pfm"}
TEXT_HEAD = 1024


@dataclass(frozen=True, slots=True, eq=False)
class Image:
    """A picture, uint8 (H, W, 3) BGR, upright and opaque.

    `loss` says in a line what of it is missing, or None; `remark` what was left out on purpose, or None.
    """

    bgr: NDArray[np.uint8]
    loss: str | None = None
    remark: str | None = None


def read_image(path: Path) -> Image:
    """Read an image file.

    Raises:
        SourceError: it is missing, empty, not readable, no image, of a kind that is not read, or so damaged that there
            is no picture in it.
    """
    data = _bytes_of(path)
    name = _format_that_is_read(path, data)
    complaints: list[str] = []
    stored, exif = _decoded(path, data, name, complaints)
    if name == "jpeg" and not jpeg_is_ended(data):
        complaints.append(CUT_SHORT)
    if name == "png" and stored.ndim == 2 and (level := transparent_gray(data)) is not None:
        alpha = np.where(stored == level, 0, np.iinfo(stored.dtype).max).astype(stored.dtype)
        stored = np.dstack([stored, stored, stored, alpha])
    if name == "avif":
        upright = avif_turned(stored, data)
    else:
        # OpenCV has turned a TIFF already
        upright = turned(stored, 1 if exif is None or name == "tiff" else exif_orientation(exif))
    pages = tiff_pages(data) if name == "tiff" else 1
    return Image(
        # of a TIFF with 8 bits OpenCV gives what libtiff makes of it for a screen
        as_bgr(upright, _white_of(stored, data, name), premultiplied=name == "tiff" and stored.dtype == np.uint8),
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


def _format_that_is_read(path: Path, data: bytes) -> Format:
    name = format_of(data)
    if name is None:
        raise SourceError(f"{path} is not an image{' but text' if _is_text(data) else ' of a kind that is known here'}")
    if name in FLOATING:
        _refuse_floating(path)
    if name not in READ:
        raise SourceError(f"{path} is {name.upper()}, which is not read; convert it to PNG or JPEG")
    if name == "tiff" and path.suffix.lower() not in {*READ["tiff"], ""}:
        # raw files of cameras are TIFF outside, and what OpenCV would find in them is a thumbnail
        raise SourceError(f"{path} is a TIFF by another name, as cameras' raw files are; convert it to PNG or JPEG")
    if is_animated(data, name):
        more = "process it alone, as the video that it is" if name == "gif" else "convert it to a video or to images"
        raise SourceError(f"{path} is an animated {name.upper()}, not a still image; {more}")
    return name


def _is_text(data: bytes) -> bool:
    # the last character may have been cut in two
    text = data[:TEXT_HEAD].decode(errors="replace").rstrip("\N{REPLACEMENT CHARACTER}")
    return all(c.isspace() or (c.isprintable() and c != "\N{REPLACEMENT CHARACTER}") for c in text)


def _decoded(path: Path, data: bytes, name: Format, complaints: list[str]) -> tuple[NDArray[Any], bytes | None]:
    """Pixels as they are stored, uint8 or uint16, with 1, 3 or 4 channels; and the Exif block, or None."""
    try:
        pixels, exif = decode(data, complaints)
        if pixels is None and name == "jpeg":
            pixels, exif = _decode_as_far_as_it_goes(data, complaints)
    except (cv2.error, MemoryError) as error:
        if "CV_IO_MAX" in str(error):
            raise SourceError(f"{path} is too large: OpenCV reads up to 2^30 pixels, 2^20 in a row") from error
        if isinstance(error, MemoryError) or "nsufficient memory" in str(error):
            raise SourceError(f"{path} is too large for this machine's memory") from error
        complaints.append(str(error).splitlines()[0])
        pixels = None
    if pixels is None:
        cause = f" ({complaints[-1].removeprefix('libpng error: ')})" if complaints else ""
        raise SourceError(f"{path} cannot be read: this {name.upper()} is cut short, damaged or of a rare kind{cause}")
    stored = np.asarray(pixels)
    if stored.dtype not in {np.dtype(np.uint8), np.dtype(np.uint16)}:
        _refuse_floating(path)
    if stored.ndim == 3 and stored.shape[2] not in {1, 3, 4}:
        raise SourceError(f"{path} has {stored.shape[2]} channels; an image has 1, 3 or 4")
    return stored, exif


def _decode_as_far_as_it_goes(data: bytes, complaints: list[str]) -> tuple[Any, bytes | None]:
    """Decode a JPEG that ends too soon: with an end put to it, OpenCV takes it."""
    for end in (len(data), *(data.rfind(part) for part in JPEG_PARTS)):
        pixels, exif = decode(data[:end] + JPEG_END, complaints) if end > 0 else (None, None)
        if pixels is not None:
            return pixels, exif
    return None, None


def _refuse_floating(path: Path) -> NoReturn:
    raise SourceError(f"{path} holds floating point or signed numbers, which have no white; convert it to PNG or JPEG")


def _white_of(stored: NDArray[Any], data: bytes, name: Format) -> int:
    """The number that stands for white."""
    if name == "avif":
        return (1 << avif_depth(data)) - 1
    if name == "pnm" and (stored.dtype == np.uint16 or data[1:2] in {b"5", b"6"}):
        # OpenCV scales only small numbers, and those only where they are written in digits
        words = [word for line in data[2:TEXT_HEAD].split(b"\n") for word in line.split(b"#")[0].split()]
        return max(1, int(words[2]))
    return WHITE if stored.dtype == np.uint8 else DEEP_WHITE


def _loss(path: Path, complaints: list[str]) -> str | None:
    found = [line for line in complaints if line.startswith(DAMAGED) and HARMLESS not in line]
    if not found:
        return None
    if any("remature end" in line for line in found):
        return f"{path} is cut short: a part of its picture is missing"
    return f"{path} is damaged: a part of the picture may be wrong ({found[0]})"

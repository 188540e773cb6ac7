"""Opens image files with Pillow, and decodes them as far as possible."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import IO, Any

from PIL import Image, _imaging
from PIL.ImageFile import ImageFile
from PIL.TiffImagePlugin import ImageFileDirectory_v2

from live_seg.errors import SourceError
from live_seg.size_limit import check_size
from live_seg.source.bit_depth import WHITE
from live_seg.source.image.gif import Gif
from live_seg.source.image.image_format import ANIMATED, HEAD, Format, supported_format

PILLOW = {
    "png": "PNG",
    "jpeg": "JPEG",
    "webp": "WEBP",
    "bmp": "BMP",
    "tiff": "TIFF",
    "pnm": "PPM",
    "avif": "AVIF",
    "gif": "GIF",
    "heic": "HEIF",
    "jpeg2000": "JPEG2000",
}
"""Pillow's names for the formats that are read. Pillow supports more formats; some of those start other programs."""

PNG_DEPTH = 24
"""Offset of the bit depth in a PNG file."""
BITS, PHOTOMETRIC, CHANNELS, PLANES, SAMPLE_FORMAT = 258, 262, 277, 284, 339
"""Tags of TIFF."""
READ_BITS = {1, 2, 4, 8, 16}
UNSIGNED = 1
SAMPLE_FORMATS = {2: "signed ", 3: "floating-point "}


def open_image(path: Path, file: IO[bytes], max_megapixels: float) -> ImageFile:
    """Open an image file: read its header, and decode no pixels yet.

    Raises:
        SourceError: it is not an image, of a format that is not read, damaged, or larger than the limit.
    """
    head = file.read(HEAD)
    name = supported_format(path, head)
    file.seek(0)
    try:
        with decoding(path, name):
            image = _opened(file, name)
    except SourceError:
        file.seek(0)
        if name == "tiff" and (kind := kind_of_tiff(_tags_of(file))) is not None:
            raise not_read(path, kind) from None
        raise
    check_size(path, *image.size, max_megapixels)
    if name == "png" and "transparency" in image.info:
        image.info["transparency"] = _in_eight_bits(image.info["transparency"], image.mode, depth=head[PNG_DEPTH])
    return image


def _in_eight_bits(transparent: object, mode: str, *, depth: int) -> object:
    """The transparent level or colour of a PNG, in 8 bits. Pillow scales the pixels to 8 bits, but not this value."""
    if mode == "L" and isinstance(transparent, int):
        return transparent * WHITE // ((1 << depth) - 1)
    if mode == "RGB" and isinstance(transparent, tuple) and depth > 8:
        return tuple(level >> 8 for level in transparent)
    return transparent


def load_whole(image: ImageFile) -> bool:
    """Decode an image as far as possible; whether it is complete."""
    try:
        image.load()
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001  # plug-ins may raise any exception
        image.tile = []  # marks the image as decoded: missing rows stay black
        return False
    return True


@contextmanager
def decoding(path: Path, name: str) -> Iterator[None]:
    """Turn all errors of Pillow and its plug-ins into a `SourceError`. `name` is the format of the file."""
    try:
        yield
    except SourceError:
        raise
    except MemoryError as error:
        raise SourceError(f"{path} is too large for this machine's memory") from error
    except Image.DecompressionBombError as error:
        raise SourceError(
            f"{path} is too large: it has more pixels than Pillow reads in a {name.upper()} file; scale it down"
        ) from error
    except Exception as error:
        raise unreadable(path, name) from error


def unreadable(path: Path, name: str) -> SourceError:
    """The error for a file that has a known format but no picture that can be decoded."""
    return SourceError(
        f"{path} cannot be read: this {name.upper()} file is truncated, damaged or of an unsupported kind; "
        f"copy it again, or convert it to PNG or JPEG"
    )


def not_read(path: Path, kind: str) -> SourceError:
    """The error for pixels of a kind that is not supported."""
    return SourceError(f"{path} has {kind}, which are not supported; convert it to PNG or JPEG")


def is_animated(image: ImageFile) -> bool:
    """Whether an image is an animation. Several pictures in MPO, TIFF and HEIC are not."""
    try:
        return str(image.format).lower() in ANIMATED and bool(getattr(image, "is_animated", False))
    except Exception:  # noqa: BLE001  # plug-ins may raise any exception; reading the file gives the error
        return False


def _opened(file: IO[bytes], name: Format) -> ImageFile:
    # `Image.open` has its own size limit, which is the same for the whole process
    Image.init()
    _silence_libtiff()
    open_as = Gif if name == "gif" else Image.OPEN[PILLOW[name]][0]
    return open_as(file, "")


@cache
def _silence_libtiff() -> None:
    """Stop Pillow's libtiff from printing on standard error. Pillow raises an exception for each error anyway."""
    with suppress(AttributeError, OSError):  # in other builds of the library it may still print
        ctypes.CDLL(_imaging.__file__).TIFFSetErrorHandler(None)


def kind_of_tiff(tags: Mapping[int, Any]) -> str | None:
    """The kind of pixels in a TIFF if it is not supported; otherwise None."""
    bits, samples = tags.get(BITS, (1,))[0], tags.get(SAMPLE_FORMAT, (UNSIGNED,))[0]
    channels = tags.get(CHANNELS, 1)
    if samples != UNSIGNED or bits not in READ_BITS:
        return f"{bits}-bit {SAMPLE_FORMATS.get(samples, '')}pixels"
    if bits > 8 and channels == 2:
        return f"{bits}-bit gray pixels with opacity"
    return None


def _tags_of(file: IO[bytes]) -> Mapping[int, Any]:
    """The tags of a TIFF; none if they are damaged."""
    try:
        tags = ImageFileDirectory_v2(file.read(8))
        file.seek(tags.next)
        tags.load(file)
    except Exception:  # noqa: BLE001  # damaged tags may raise any exception
        return {}
    return tags

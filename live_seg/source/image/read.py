"""Reading a still image."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL.ImageFile import ImageFile

from live_seg.arguments import MAX_MEGAPIXELS
from live_seg.errors import SourceError
from live_seg.source.bit_depth import WHITE
from live_seg.source.image.image_format import format_of, has_jpeg_end, hdr_of
from live_seg.source.image.open_image import (
    BITS,
    PHOTOMETRIC,
    PLANES,
    decoding,
    is_animated,
    kind_of_tiff,
    load_whole,
    not_read,
    open_image,
    unreadable,
)
from live_seg.source.image.pixels import bgr_of

JPEG_END = b"\xff\xd9"
SEPARATE = 2
"""Value of the tag `PLANES`: each channel is stored separately."""
WHITE_IS_ZERO = 0
"""Value of the tag `PHOTOMETRIC`."""


@dataclass(frozen=True, slots=True, eq=False)
class StillImage:
    """A picture, upright and opaque.

    Attributes:
        bgr: uint8 (H, W, 3) BGR.
        loss: what is missing from it, in one line, or None.
        remark: what was left out on purpose, in one line, or None.
    """

    bgr: NDArray[np.uint8]
    loss: str | None = None
    remark: str | None = None


def read_image(path: Path, max_megapixels: float = MAX_MEGAPIXELS) -> StillImage:
    """Read an image file. Pixels follow the rules of `source.image.pixels`.

    Args:
        path: the file.
        max_megapixels: limit on the size of pictures in files, in megapixels; larger pictures are refused.

    Raises:
        SourceError: it does not exist, is empty, not readable, not an image, of an unsupported format, too large, or
            too damaged to be decoded.
    """
    data = _bytes_of(path)
    # libjpeg needs an end marker to decode what there is of a progressive picture
    is_cut = data.startswith(b"\xff\xd8") and not has_jpeg_end(data)
    image = open_image(path, BytesIO(data + JPEG_END if is_cut else data), max_megapixels)
    name = format_of(data) or ""
    image.decodermaxblock = max(image.decodermaxblock, len(data))  # a JPEG in one block takes 40 % less time
    with decoding(path, name):
        _refuse_what_is_no_still_image(path, image)
        is_whole = load_whole(image) and not is_cut
        is_inverted = _is_inverted(image)
        bgr = bgr_of(image, hdr_of(data))
    if is_inverted:
        bgr = WHITE - bgr
    if not is_whole and not bgr.any():
        raise unreadable(path, name)
    pages = 1
    if name == "tiff":
        with suppress(Exception):  # the list of pages is damaged
            pages = image.n_frames  # type: ignore[attr-defined]
    return StillImage(
        bgr,
        loss=None if is_whole else f"{path} is truncated or damaged: a part of the picture is missing",
        remark=f"{path} has {pages} pages; only the first was read" if pages > 1 else None,
    )


def _bytes_of(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise SourceError(f"{path} is a folder; give an image file")
        if path.exists() and not path.is_file():
            raise SourceError(f"{path} is a pipe or a device; save the image to a file")
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


def _refuse_what_is_no_still_image(path: Path, image: ImageFile) -> None:
    """Refuse animations, pixels without a defined white, and pixels that Pillow reads wrongly.

    Raises:
        SourceError: it is one of these.
    """
    if is_animated(image):
        raise SourceError(
            f"{path} is an animated {image.format}, which is read as a video; process it separately, not among images"
        )
    tags = getattr(image, "tag_v2", {})
    if (kind := kind_of_tiff(tags)) is not None:
        raise not_read(path, kind)
    if image.mode == "F" or (image.mode == "I" and image.format != "PPM"):
        raise not_read(path, "floating-point or 32-bit pixels")
    if tags.get(PLANES) == SEPARATE and tags[BITS][0] > 8 and image.info["compression"] == "raw":
        # Pillow reads only one byte of two
        raise not_read(path, "16-bit channels in separate planes without compression")


def _is_inverted(image: ImageFile) -> bool:
    """Whether 0 is white, and Pillow has not inverted the pixels."""
    return image.mode.startswith("I;16") and getattr(image, "tag_v2", {}).get(PHOTOMETRIC) == WHITE_IS_ZERO

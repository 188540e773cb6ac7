"""Converts Pillow images to 8-bit BGR, by the same rules for all formats.

- Gray becomes three equal channels.
- Channels with more than 8 bits are reduced to 8. 16-bit gray is divided by 257 and rounded. Of 16-bit colours, Pillow
  keeps the upper 8 bits.
- High dynamic range (HDR) is converted to standard dynamic range (SDR, `source.hdr`).
- Colours are converted from the image's colour profile (ICC) to sRGB.
- Transparent pixels are composited over white. The result is opaque.
- The picture is rotated and mirrored by its Exif orientation.
"""

from __future__ import annotations

from contextlib import suppress
from io import BytesIO
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms, ImageOps

from live_seg.source.bit_depth import DEEP_WHITE, as_bgr
from live_seg.source.hdr import Hdr, to_sdr

SRGB: Final = "sRGB"
OPAQUE, TRANSPARENT = "RGB", "RGBA"


def bgr_of(image: Image.Image, hdr: Hdr | None = None) -> NDArray[np.uint8]:
    """The pixels of a loaded image: uint8 (H, W, 3) BGR, upright, in sRGB and over white.

    Args:
        image: the image. It is modified.
        hdr: its HDR signal, or None for SDR.
    """
    with suppress(Exception):  # the Exif data are damaged, and are ignored
        ImageOps.exif_transpose(image, in_place=True)
    stored = _of_deep_gray(image) if image.mode.startswith("I") else _of_colours(image, is_hdr=hdr is not None)
    if hdr is None:
        return as_bgr(stored)
    signal = stored if stored.shape[2] == 4 else np.asarray(cv2.cvtColor(stored, cv2.COLOR_BGR2BGRA), np.uint8)
    return as_bgr(to_sdr(signal, hdr))


def _of_colours(image: Image.Image, *, is_hdr: bool) -> NDArray[np.uint8]:
    """The pixels of an image of up to 8 bits: uint8 (H, W, 3) BGR, or (H, W, 4) BGRA if some may be transparent."""
    mode = TRANSPARENT if image.has_transparency_data else OPAQUE
    if image.mode in {"P", "PA"} or "transparency" in image.info:
        image = image.convert(mode)  # before the profile is applied, which would change the transparent colour
    if not is_hdr:
        image = _in_srgb(image, mode)
    return _bgra_of(image if image.mode == mode else image.convert(mode))


def _bgra_of(image: Image.Image) -> NDArray[np.uint8]:
    """The pixels of an image of mode RGB or RGBA: uint8 (H, W, 4) BGRA, or (H, W, 3) BGR."""
    rgba = np.empty((image.height, image.width, 4), np.uint8)
    # Pillow stores four bytes a pixel. Pasting into an image on our own memory takes a third of the time of `tobytes`.
    Image.frombuffer("RGBA", image.size, rgba, "raw", "RGBA", 0, 1).im.paste(image.im, (0, 0, *image.size))
    return np.asarray(cv2.cvtColor(rgba, cv2.COLOR_RGBA2BGR if image.mode == OPAQUE else cv2.COLOR_RGBA2BGRA), np.uint8)


def _of_deep_gray(image: Image.Image) -> NDArray[np.uint8]:
    """The pixels of a 16-bit gray image."""
    gray: NDArray[Any] = np.asarray(image).astype(np.uint16)
    level = image.info.get("transparency")
    if not isinstance(level, int):
        return as_bgr(gray)
    alpha = np.where(gray == level, 0, DEEP_WHITE).astype(np.uint16)
    return as_bgr(np.dstack([gray, gray, gray, alpha]))


def _in_srgb(image: Image.Image, mode: str) -> Image.Image:
    """The image in sRGB, if it has a colour profile that fits its pixels."""
    data = image.info.get("icc_profile")
    if not data:
        return image
    to = mode if image.mode == mode else OPAQUE
    try:
        profile = ImageCms.ImageCmsProfile(BytesIO(data))
        transform = ImageCms.buildTransform(profile, ImageCms.createProfile(SRGB), image.mode, to)
        # most profiles are sRGB
        if image.mode == to and _changes_little(transform, to):
            return image
        transformed = ImageCms.applyTransform(image, transform)
    except (ImageCms.PyCMSError, OSError):
        return image  # the profile is damaged or does not fit the pixels; image viewers ignore it too
    return image if transformed is None else transformed


def _changes_little(transform: ImageCms.ImageCmsTransform, mode: str) -> bool:
    """Whether a transform changes none of a few sample colours by more than two levels."""
    levels = np.arange(0, 256, 51, dtype=np.uint8)
    colours = np.stack(np.meshgrid(levels, levels, levels), axis=-1).reshape(-1, 1, 3)
    before = Image.fromarray(colours).convert(mode)
    after = ImageCms.applyTransform(before, transform)
    return after is not None and np.abs(np.asarray(before, np.int16) - np.asarray(after)).max() <= 2

"""The pixels of a Pillow image as 8-bit BGR, by the same rules for all formats.

- Gray becomes three equal channels.
- More than 8 bits a channel become 8. Gray is rounded: of 16 bits, 257 levels become one. Of colours Pillow keeps the
  upper 8 bits.
- High dynamic range (HDR) becomes ordinary range (`source.hdr`).
- Colours are converted from the image's colour profile (ICC) to sRGB.
- Transparent pixels are put over white, as on a page; the picture is opaque.
- The picture is turned and mirrored as its Exif data say.
"""

from __future__ import annotations

from contextlib import suppress
from io import BytesIO
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms, ImageOps

from live_seg.source.hdr import Hdr, to_sdr
from live_seg.source.image.bit_depth import DEEP_WHITE, WHITE, as_bgr

SRGB: Final = "sRGB"
OPAQUE, TRANSPARENT = "RGB", "RGBA"


def bgr_of(image: Image.Image, hdr: Hdr | None = None) -> NDArray[np.uint8]:
    """The pixels of a loaded image: uint8 (H, W, 3) BGR, upright, in sRGB and over white.

    Args:
        image: the image, which is changed.
        hdr: how it is of high dynamic range, or None.
    """
    with suppress(Exception):  # what the Exif data say is of no use, then
        ImageOps.exif_transpose(image, in_place=True)
    if image.mode.startswith("I"):
        return _of_deep_gray(image)
    if hdr is not None:
        return as_bgr(to_sdr(_bgra_of(image.convert(TRANSPARENT)), hdr), WHITE)
    mode = TRANSPARENT if image.has_transparency_data else OPAQUE
    if image.mode in {"P", "PA"}:
        image = image.convert(mode)  # profiles are for colours
    image = _in_srgb(image, mode)
    if image.mode != mode:
        image = image.convert(mode)
    return as_bgr(_bgra_of(image), WHITE)


def _bgra_of(image: Image.Image) -> NDArray[np.uint8]:
    """The pixels of an image of mode RGB or RGBA: uint8 (H, W, 4) BGRA, or (H, W, 3) BGR."""
    rgba = np.empty((image.height, image.width, 4), np.uint8)
    # Pillow keeps four bytes a pixel. Copied into an image on our memory they take a third of the time of `tobytes`.
    Image.frombuffer("RGBA", image.size, rgba, "raw", "RGBA", 0, 1).im.paste(image.im, (0, 0, *image.size))
    return np.asarray(cv2.cvtColor(rgba, cv2.COLOR_RGBA2BGR if image.mode == OPAQUE else cv2.COLOR_RGBA2BGRA), np.uint8)


def _of_deep_gray(image: Image.Image) -> NDArray[np.uint8]:
    """The pixels of a gray image of 16 bits."""
    gray: NDArray[Any] = np.asarray(image).astype(np.uint16)
    level = image.info.get("transparency")
    if not isinstance(level, int):
        return as_bgr(gray, DEEP_WHITE)
    alpha = np.where(gray == level, 0, DEEP_WHITE).astype(np.uint16)
    return as_bgr(np.dstack([gray, gray, gray, alpha]), DEEP_WHITE)


def _in_srgb(image: Image.Image, mode: str) -> Image.Image:
    """The image in sRGB, if it has a colour profile that fits its pixels."""
    data = image.info.get("icc_profile")
    if not data:
        return image
    try:
        profile = ImageCms.ImageCmsProfile(BytesIO(data))
        if SRGB in ImageCms.getProfileDescription(profile):
            return image
        transformed = ImageCms.profileToProfile(
            image, profile, ImageCms.createProfile(SRGB), outputMode=mode if image.mode == mode else OPAQUE
        )
    except (ImageCms.PyCMSError, OSError):
        return image  # the profile is damaged, or for other pixels; programs that show images ignore it, too
    return image if transformed is None else transformed

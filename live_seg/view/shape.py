"""The shape of a picture on a screen, whose pixels are square."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from fractions import Fraction

    from numpy.typing import NDArray


def with_square_pixels(bgr: NDArray[np.uint8], pixel_aspect: Fraction) -> NDArray[np.uint8]:
    """Make a picture as much wider (or narrower) as its pixels are meant to be.

    Args:
        bgr: uint8 (H, W, 3) BGR.
        pixel_aspect: a pixel's width over its height.

    Returns:
        uint8 (H, W * pixel_aspect, 3) BGR; the same array where pixels are square.
    """
    if pixel_aspect == 1:
        return bgr
    height, width = bgr.shape[:2]
    size = (max(1, round(width * pixel_aspect)), height)
    return np.asarray(cv2.resize(bgr, size, interpolation=cv2.INTER_NEAREST), np.uint8)

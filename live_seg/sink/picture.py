"""Pictures that views make: with or without an alpha channel."""

from __future__ import annotations

from fractions import Fraction

import cv2
import numpy as np
from numpy.typing import NDArray

from live_seg.frame import Frame

OPAQUE = 255


def checked_picture(picture: NDArray[np.uint8], index: int) -> NDArray[np.uint8]:
    """Check that something is a picture, and make it C-contiguous.

    Args:
        picture: uint8 (H, W, 3) BGR, or (H, W, 4) BGRA.
        index: its number, for the message.

    Raises:
        FrameError: it is neither.
    """
    has_alpha = isinstance(picture, np.ndarray) and picture.ndim == 3 and picture.shape[2] == 4
    if has_alpha and picture.dtype == np.uint8 and picture.size:
        return np.ascontiguousarray(picture)
    return Frame(index, Fraction(0), picture).bgr


def with_alpha(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A picture, uint8 (H, W, 3) BGR or (H, W, 4) BGRA, as BGRA."""
    return picture if picture.shape[2] == 4 else np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2BGRA), np.uint8)


def over_black(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A picture, uint8 (H, W, 3) BGR or (H, W, 4) BGRA, as BGR over black."""
    if picture.shape[2] == 3:
        return picture
    bgr, alpha = np.ascontiguousarray(picture[..., :3]), cv2.merge([picture[..., 3]] * 3)
    return np.asarray(cv2.multiply(bgr, alpha, scale=1 / OPAQUE), np.uint8)

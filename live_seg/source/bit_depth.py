"""Converts decoded pixels to 8-bit BGR: gray, 16-bit and transparent ones."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

WHITE = 255
DEEP_WHITE = 65535


def as_bgr(pixels: NDArray[Any]) -> NDArray[np.uint8]:
    """Convert pixels to 8-bit BGR.

    Gray becomes three equal channels. 16-bit levels are divided by 257 and rounded. Transparent pixels are composited
    over white.

    Args:
        pixels: uint8 or uint16, (H, W), (H, W, 3) BGR or (H, W, 4) BGRA.

    Returns:
        uint8 (H, W, 3) BGR, C-contiguous.

    >>> as_bgr(np.array([[0, 128, 65535]], np.uint16))[0].tolist()
    [[0, 0, 0], [0, 0, 0], [255, 255, 255]]
    >>> as_bgr(np.array([[[0, 0, 255, 128]]], np.uint8))[0].tolist()
    [[127, 127, 255]]
    """
    if pixels.ndim == 3 and pixels.shape[2] == 4:
        pixels = _over_white(pixels)
    if pixels.dtype == np.uint16:
        # a table of whole numbers is exact and fast
        levels = (np.arange(DEEP_WHITE + 1, dtype=np.uint32) * WHITE + DEEP_WHITE // 2) // DEEP_WHITE
        pixels = levels.astype(np.uint8)[pixels]
    if pixels.ndim == 2:  # OpenCV and Pillow give gray like this
        pixels = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_GRAY2BGR))
    return np.ascontiguousarray(pixels, np.uint8)


def _over_white(bgra: NDArray[Any]) -> NDArray[Any]:
    """The colours of BGRA pixels over white, in their own depth."""
    white = DEEP_WHITE if bgra.dtype == np.uint16 else WHITE
    if int(bgra[..., 3].min()) >= white:
        return np.asarray(cv2.cvtColor(bgra, cv2.COLOR_BGRA2BGR))
    alpha = bgra[..., 3:].astype(np.uint32)
    light = (bgra[..., :3].astype(np.uint32) * alpha + white // 2) // white
    seen: NDArray[Any] = np.minimum(light + (white - alpha), white).astype(bgra.dtype)
    return seen

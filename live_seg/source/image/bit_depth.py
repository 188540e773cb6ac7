"""From the numbers that an image stores to 8-bit BGR: gray, deep and transparent pixels."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

WHITE = 255
DEEP_WHITE = 65535


def as_bgr(pixels: NDArray[Any], white: int) -> NDArray[np.uint8]:
    """Convert pixels to 8-bit BGR.

    Gray becomes three equal channels. Levels are scaled from `white` to 255 and rounded. Transparent pixels are
    composited over white.

    Args:
        pixels: uint8 or uint16, (H, W), (H, W, 1), (H, W, 3) BGR or (H, W, 4) BGRA.
        white: the level of white, and of opaque.

    Returns:
        uint8 (H, W, 3) BGR, C-contiguous.

    >>> as_bgr(np.array([[0, 128, 65535]], np.uint16), 65535)[0].tolist()
    [[0, 0, 0], [0, 0, 0], [255, 255, 255]]
    >>> as_bgr(np.array([[[0, 0, 255, 128]]], np.uint8), 255)[0].tolist()
    [[127, 127, 255]]
    """
    if pixels.ndim == 3 and pixels.shape[2] == 4:
        pixels = _over_white(pixels, white)
    if white != WHITE:
        # a table of whole numbers is exact and fast
        levels = (np.arange(DEEP_WHITE + 1, dtype=np.uint32) * WHITE + white // 2) // white
        pixels = np.minimum(levels, WHITE).astype(np.uint8)[pixels]
    if pixels.ndim == 2 or pixels.shape[2] == 1:
        pixels = np.repeat(pixels.reshape(*pixels.shape[:2], 1), 3, axis=2)
    return np.ascontiguousarray(pixels, np.uint8)


def _over_white(bgra: NDArray[Any], white: int) -> NDArray[Any]:
    """The colours of BGRA pixels over white, in their own depth."""
    if int(bgra[..., 3].min()) >= white:
        return np.asarray(cv2.cvtColor(bgra, cv2.COLOR_BGRA2BGR))
    alpha = bgra[..., 3:].astype(np.uint32)
    light = (bgra[..., :3].astype(np.uint32) * alpha + white // 2) // white
    seen: NDArray[Any] = np.minimum(light + (white - alpha), white).astype(bgra.dtype)
    return seen

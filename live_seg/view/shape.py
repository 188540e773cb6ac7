"""A picture of one shape within another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from live_seg.view.canvas import placed, put

if TYPE_CHECKING:
    from numpy.typing import NDArray


def fitted(bgr: NDArray[np.uint8], width: int, height: int) -> NDArray[np.uint8]:
    """A picture whole and in its own shape within another size, with black beside it.

    Args:
        bgr: uint8 (H, W, 3) BGR.
        width: of the result, in pixels.
        height: of the result, in pixels.

    Returns:
        uint8 (height, width, 3) BGR; the same array where it has that size.
    """
    if bgr.shape[:2] == (height, width):
        return bgr
    canvas = np.empty((height, width, 3), np.uint8)
    put(bgr, placed((bgr.shape[1], bgr.shape[0]), (width, height)), canvas)
    return canvas

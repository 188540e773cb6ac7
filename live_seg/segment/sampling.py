"""The few pixels of a frame that a palette is fitted to."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

import numpy as np

from live_seg.kernels import picture as picture_kernels
from live_seg.kernels.jit import by_rows

if TYPE_CHECKING:
    from numpy.typing import NDArray


def sample_pixels(bgr: NDArray[np.uint8], size: int) -> NDArray[np.uint8]:
    """Scale a frame down to about `size` pixels, keeping its shape.

    Each sample is the mean of an area, so that noise and fine texture average out and nothing is missed between
    samples. A frame of fewer pixels is taken whole.

    Args:
        bgr: uint8 (H, W, 3) BGR.
        size: pixels, at most.

    Returns:
        uint8 (h, w, 3) BGR with h * w <= size.
    """
    height, width = bgr.shape[:2]
    if height * width <= size:
        return bgr
    scale = sqrt(size / (height * width))
    # a strip thinner than a sample keeps its one row, and the other side takes what is left
    w = max(1, min(int(width * scale), size))
    h = max(1, min(int(height * scale), size // w))
    w = min(width, max(w, size // h)) if h == 1 else w
    out = np.empty((h, w, 3), np.uint8)
    picture_kernels.average(by_rows(bgr), out)
    return out

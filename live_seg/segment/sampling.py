"""The sample of a frame that a palette is fitted to."""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from live_seg.config import ColourSpace
from live_seg.kernels import picture as picture_kernels
from live_seg.kernels.jit import by_rows
from live_seg.segment.colour_space import features_of


class Sample(NamedTuple):
    """The sample of a frame.

    Attributes:
        pixels: uint8 (h, w, 3) BGR.
        points: float32 (h * w, 3), their features.
    """

    pixels: NDArray[np.uint8]
    points: NDArray[np.float32]

    @classmethod
    def of(cls, bgr: NDArray[np.uint8], size: int, space: ColourSpace) -> Sample:
        """Take the sample of a frame, uint8 (H, W, 3) BGR, with `size` pixels at most."""
        pixels = sample_pixels(bgr, size)
        return cls(pixels, features_of(pixels.reshape(-1, 3), space))


def sample_pixels(bgr: NDArray[np.uint8], size: int) -> NDArray[np.uint8]:
    """Scale a frame down to about `size` pixels, keeping its aspect ratio.

    Each pixel of the sample is the mean of an area, so that noise and fine texture average out and nothing is missed. A
    frame with fewer pixels is returned as it is.

    Args:
        bgr: uint8 (H, W, 3) BGR.
        size: largest number of pixels.

    Returns:
        uint8 (h, w, 3) BGR with h * w <= size.
    """
    height, width = bgr.shape[:2]
    if height * width <= size:
        return bgr
    scale = sqrt(size / (height * width))
    # a strip that is thinner than a sample keeps one row, and the other side gets what is left
    w = max(1, min(int(width * scale), size))
    h = max(1, min(int(height * scale), size // w))
    w = min(width, max(w, size // h)) if h == 1 else w
    out = np.empty((h, w, 3), np.uint8)
    picture_kernels.average(by_rows(bgr), out)
    return out

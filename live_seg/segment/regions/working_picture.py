"""The working picture: the frame, scaled down to a size at which regions are found."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import cv2
import numpy as np
from numpy.typing import NDArray

from live_seg.buffers import read_only
from live_seg.kernels.regions import maps
from live_seg.segment.colour_space import features_of
from live_seg.segment.sampling import sample_pixels

REFERENCE = 481 * 321
"""Pixels of the pictures that the weights were learned on. Gradients are measured in units of their size."""
BLUR = (5, 5), 1.0
"""Side and standard deviation of the blur that removes noise and fine texture."""


@dataclass(frozen=True, slots=True, eq=False)
class WorkingPicture:
    """A frame at the working size, and what is measured of its pixels.

    Attributes:
        bgr: uint8 (h, w, 3) BGR.
        lab: float32 (h, w, 3), CIELAB.
        smooth: float32 (h, w, 3), the same after a slight blur.
        scale: the working size over the size of the reference pictures.
        gradient: float32 (h, w), how much the colour changes about each pixel.
        activity: float32 (h, w), how much the lightness changes.
        texture: uint8 (h, w), codes for direction and strength.
    """

    bgr: NDArray[np.uint8]
    lab: NDArray[np.float32]
    smooth: NDArray[np.float32]
    scale: float
    gradient: NDArray[np.float32]
    activity: NDArray[np.float32]
    texture: NDArray[np.uint8]

    @classmethod
    def of(cls, bgr: NDArray[np.uint8], pixels: int) -> WorkingPicture:
        """Scale a frame, uint8 (H, W, 3) BGR, down to about this many pixels, and measure it."""
        small = sample_pixels(bgr, pixels)
        height, width = small.shape[:2]
        return cls.measured(small, features_of(small.reshape(-1, 3), "lab").reshape(height, width, 3))

    @classmethod
    def measured(cls, bgr: NDArray[np.uint8], lab: NDArray[np.float32]) -> WorkingPicture:
        """Measure a picture at the working size: uint8 (h, w, 3) BGR and float32 (h, w, 3) CIELAB."""
        shape = bgr.shape[:2]
        scale = sqrt(shape[0] * shape[1] / REFERENCE)
        smooth = np.asarray(cv2.GaussianBlur(lab, *BLUR, borderType=cv2.BORDER_REFLECT_101), np.float32)
        gradient, activity = np.empty(shape, np.float32), np.empty(shape, np.float32)
        texture = np.empty(shape, np.uint8)
        maps.measure_gradients(
            read_only(lab), read_only(smooth), np.float32(scale), gradient, activity, texture
        )
        return cls(bgr, lab, smooth, scale, gradient, activity, texture)

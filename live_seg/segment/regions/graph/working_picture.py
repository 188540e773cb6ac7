"""The working picture: the frame, scaled down to a size at which regions are found."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import cv2
import numpy as np
from numpy.typing import NDArray

from live_seg.buffers import read_only
from live_seg.kernels.regions import maps
from live_seg.segment.sampling import Sample

REFERENCE = 481 * 321
"""Number of pixels of the pictures that the weights were learned on. Gradients of lightness are scaled to it."""
BLUR = (5, 5), 1.0
"""Kernel size and standard deviation of the blur that removes noise and fine texture."""


def working_colours(bgr: NDArray[np.uint8], pixels: int) -> NDArray[np.float32]:
    """Scale a frame, uint8 (H, W, 3) BGR, down to about this many pixels: float32 (h, w, 3) CIELAB."""
    sample = Sample.of(bgr, pixels, "lab")
    return sample.points.reshape(sample.pixels.shape)


@dataclass(frozen=True, slots=True, eq=False)
class WorkingPicture:
    """A frame at the working size, and what is measured of its pixels.

    Attributes:
        lab: float32 (h, w, 3), CIELAB.
        smooth: float32 (3, h, w), its channels after a slight blur.
        scale: the working size over the size of the reference pictures.
        gradient: float32 (h, w), how much the colour changes around each pixel.
        activity: float32 (h, w), how much the lightness changes.
        roughness: float32 (2, h, w), square roots of how much the lightness changes horizontally and vertically.
        texture: uint8 (h, w), codes for direction and strength.
    """

    lab: NDArray[np.float32]
    smooth: NDArray[np.float32]
    scale: float
    gradient: NDArray[np.float32]
    activity: NDArray[np.float32]
    roughness: NDArray[np.float32]
    texture: NDArray[np.uint8]

    @classmethod
    def of(cls, lab: NDArray[np.float32]) -> WorkingPicture:
        """Measure a picture at the working size, float32 (h, w, 3) CIELAB."""
        shape = lab.shape[:2]
        scale = sqrt(shape[0] * shape[1] / REFERENCE)
        planes = np.ascontiguousarray(np.moveaxis(lab, 2, 0))
        smooth = blurred(planes)
        gradient, activity = np.empty(shape, np.float32), np.empty(shape, np.float32)
        roughness, texture = np.empty((2, *shape), np.float32), np.empty(shape, np.uint8)
        maps.measure_gradients(
            with_edges(planes[:1])[0], with_edges(smooth), np.float32(scale), gradient, activity, roughness, texture
        )
        return cls(lab, smooth, scale, gradient, activity, roughness, texture)


def blurred(planes: NDArray[np.float32]) -> NDArray[np.float32]:
    """Blur planes, float32 (n, h, w), slightly."""
    out = np.empty_like(planes)
    for plane, smooth in zip(planes, out, strict=True):
        cv2.GaussianBlur(plane, *BLUR, dst=smooth, borderType=cv2.BORDER_REFLECT_101)
    return out


def with_edges(planes: NDArray[np.float32]) -> NDArray[np.float32]:
    """Pad planes, (n, h, w), by repeating their edges once: (n, h + 2, w + 2), read-only."""
    n, height, width = planes.shape
    out = np.empty((n, height + 2, width + 2), np.float32)
    for plane, larger in zip(planes, out, strict=True):
        cv2.copyMakeBorder(plane, 1, 1, 1, 1, cv2.BORDER_REPLICATE, dst=larger)
    return read_only(out)

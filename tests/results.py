"""Segmentations for tests of sinks: any picture as a frame, with one segment."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from live_seg.frame import Frame
from live_seg.segment import Palette, Segmentation

if TYPE_CHECKING:
    from numpy.typing import NDArray


def result_of(picture: NDArray[np.uint8], index: int = 0, time: Fraction = Fraction(0)) -> Segmentation:
    """A segmentation of a picture into one segment, black."""
    one = np.zeros((1, 3))
    palette = Palette(one.astype(np.float32), one.astype(np.uint8), np.ones(1, np.float32), 0.0, 0)
    return Segmentation(Frame(index, time, picture), palette, np.zeros(picture.shape[:2], np.uint8))


def as_camera(segmentation: Segmentation) -> NDArray[np.uint8]:
    """A view that shows the frame itself: uint8 (H, W, 3) BGR."""
    return segmentation.frame.bgr

"""A line around what is picked."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from live_seg.segment import Segmentation
from live_seg.view.buffer_pool import masks
from live_seg.view.edges import LIGHT, SHADE
from live_seg.view.picks.masks import mask_of

LINE_DIVISOR = 360
"""The shorter side of the picture divided by the width of the line, which is two pixels at 1280x720."""


def draw_outline(picture: NDArray[np.uint8], segmentation: Segmentation, picked: frozenset[int]) -> None:
    """Draw a light line with a dark margin around what is picked, and outside it.

    Args:
        picture: uint8 (H, W, 3) BGR or (H, W, 4) BGRA, a picture of the segmentation, which is changed. Its width
            may be a multiple of the frame's: then the line is drawn in each part.
        segmentation: the segmentation of a frame.
        picked: ids of the regions, or labels where there are none, checked.
    """
    mask = mask_of(segmentation, picked)
    width = max(1, round(min(mask.shape) / LINE_DIVISOR))
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * width + 1, 2 * width + 1))
    line, margin = masks.take(mask.shape), masks.take(mask.shape)
    cv2.dilate(mask, disc, dst=line)
    cv2.dilate(line, disc, dst=margin)
    cv2.subtract(margin, line, dst=margin)
    cv2.subtract(line, mask, dst=line)
    for start in range(0, picture.shape[1], mask.shape[1]):
        part = picture[:, start : start + mask.shape[1]]
        part[margin != 0] = (*[SHADE] * 3, 255)[: picture.shape[2]]
        part[line != 0] = (*[LIGHT] * 3, 255)[: picture.shape[2]]

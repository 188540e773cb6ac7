"""The overlay view: the colours of the clusters mixed with the frame."""

from __future__ import annotations

from collections.abc import Iterable

import cv2
import numpy as np
from numpy.typing import NDArray

from live_seg.segment import Segmentation
from live_seg.view.picks.masks import NOTHING, checked_picks, dim_others
from live_seg.view.recolour import recolour

OPACITY = 0.65
"""Share of the segment colours in the mix. They are close to the frame's, so at one half they look like shading."""


def overlay(segmentation: Segmentation, picked: Iterable[int] = NOTHING) -> NDArray[np.uint8]:
    """Mix the colour of each pixel with that of its cluster.

    Args:
        segmentation: the segmentation of a frame.
        picked: ids of regions, or labels if there are no regions. They keep their brightness, and the others are
            dimmed; if empty, nothing is dimmed.

    Returns:
        uint8 (H, W, 3) BGR, a new array.

    Raises:
        ConfigError: not a segmentation, or a label does not exist.
    """
    picked = checked_picks(segmentation, picked)
    picture = recolour(segmentation)
    cv2.addWeighted(segmentation.frame.bgr, 1 - OPACITY, picture, OPACITY, 0, dst=picture)
    return dim_others(picture, segmentation, picked)

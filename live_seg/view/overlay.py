"""The palette's colours mixed over the frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2

from live_seg.view.picks import NOTHING, with_rest_dimmed
from live_seg.view.recolour import recolour

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    import numpy as np
    from numpy.typing import NDArray

    from live_seg.segment import Segmentation

OPACITY = 0.65
"""The palette's part of the mix. Its colours are the frame's own: at a half, segments are hard to tell from shading."""


def overlay(segmentation: Segmentation, picked: AbstractSet[int] = NOTHING) -> NDArray[np.uint8]:
    """Mix each pixel's colour with its cluster's.

    Args:
        segmentation: a frame's.
        picked: labels of segments to show at their full light, the others dimmed; all of them if it is empty.

    Returns:
        uint8 (H, W, 3) BGR, a new array.
    """
    picture = recolour(segmentation)
    cv2.addWeighted(segmentation.frame.bgr, 1 - OPACITY, picture, OPACITY, 0, dst=picture)
    return with_rest_dimmed(picture, segmentation.labels, picked)

"""The side-by-side view: the frame on the left, and its segments on the right."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from live_seg.segment import Segmentation
from live_seg.view.buffer_pool import pictures
from live_seg.view.picks.masks import NOTHING, checked_picks, dim_others
from live_seg.view.recolour import recolour


def side_by_side(segmentation: Segmentation, picked: Iterable[int] = NOTHING) -> NDArray[np.uint8]:
    """Show the frame on the left, and each pixel in the colour of its cluster on the right.

    Args:
        segmentation: the segmentation of a frame.
        picked: ids of regions, or labels if there are no regions. They keep their brightness, and the others are
            dimmed; if empty, nothing is dimmed.

    Returns:
        uint8 (H, 2 W, 3) BGR, a new array.

    Raises:
        ConfigError: not a segmentation, or a label does not exist.
    """
    picked = checked_picks(segmentation, picked)
    height, width = segmentation.labels.shape
    picture = pictures.take((height, 2 * width, 3))
    picture[:, :width] = dim_others(segmentation.frame.bgr, segmentation, picked)
    picture[:, width:] = recolour(segmentation, picked)
    return picture

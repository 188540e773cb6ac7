"""The recoloured view: every pixel in the colour of its cluster."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from live_seg.segment import Segmentation
from live_seg.segment.colour_map import paint
from live_seg.view.buffer_pool import pictures
from live_seg.view.picks import NOTHING, checked_picks, dim_other_colours


def recolour(segmentation: Segmentation, picked: Iterable[int] = NOTHING) -> NDArray[np.uint8]:
    """Give each pixel the colour of its cluster.

    Args:
        segmentation: the segmentation of a frame.
        picked: labels of the segments that keep their brightness while the others are dimmed; all if empty.

    Returns:
        uint8 (H, W, 3) BGR, a new array.

    Raises:
        ConfigError: not a segmentation, or a label does not exist.
    """
    picked = checked_picks(segmentation, picked)
    labels = segmentation.labels
    picture = pictures.take((*labels.shape, 3))
    # dimming the few colours takes less time than dimming the pixels
    paint(labels, dim_other_colours(segmentation.palette.colours, picked), picture)
    return picture

"""The frame, and beside it its segments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from live_seg.view.buffer_pool import pictures
from live_seg.view.picks import NOTHING, with_rest_dimmed
from live_seg.view.recolour import recolour

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    import numpy as np
    from numpy.typing import NDArray

    from live_seg.segment import Segmentation


def side_by_side(segmentation: Segmentation, picked: AbstractSet[int] = NOTHING) -> NDArray[np.uint8]:
    """The frame on the left, each pixel in its cluster's colour on the right.

    Args:
        segmentation: a frame's.
        picked: labels of segments to show at their full light, the others dimmed; all of them if it is empty.

    Returns:
        uint8 (H, 2 W, 3) BGR, a new array.
    """
    height, width = segmentation.labels.shape
    picture = pictures.take((height, 2 * width, 3))
    picture[:, :width] = with_rest_dimmed(segmentation.frame.bgr, segmentation.labels, picked)
    picture[:, width:] = recolour(segmentation, picked)
    return picture

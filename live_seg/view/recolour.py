"""Every pixel in its cluster's colour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from live_seg.segment.colour_map import paint
from live_seg.view.buffer_pool import pictures
from live_seg.view.picks import NOTHING, dimmed_colours

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    import numpy as np
    from numpy.typing import NDArray

    from live_seg.segment import Segmentation


def recolour(segmentation: Segmentation, picked: AbstractSet[int] = NOTHING) -> NDArray[np.uint8]:
    """Paint each pixel with its cluster's colour.

    Args:
        segmentation: a frame's.
        picked: labels of segments to show at their full light, the others dimmed; all of them if it is empty.

    Returns:
        uint8 (H, W, 3) BGR, a new array.
    """
    labels = segmentation.labels
    picture = pictures.take((*labels.shape, 3))
    # the few colours are dimmed, not the many pixels
    paint(labels, dimmed_colours(segmentation.palette.colours, picked), picture)
    return picture

"""Every pixel in its cluster's colour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from live_seg.buffers import Buffers
from live_seg.segment.paint import paint

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from live_seg.segment import Segmentation

_pictures = Buffers()


def recolour(segmentation: Segmentation) -> NDArray[np.uint8]:
    """Paint each pixel with its cluster's colour.

    Returns:
        uint8 (H, W, 3) BGR, a new array.
    """
    labels = segmentation.labels
    picture = _pictures.take((*labels.shape, 3))
    paint(labels, segmentation.palette.colours, picture)
    return picture

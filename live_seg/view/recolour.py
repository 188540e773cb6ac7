"""Every pixel in its cluster's colour."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from live_seg.segment import Segmentation


def recolour(segmentation: Segmentation) -> NDArray[np.uint8]:
    """Paint each pixel with its cluster's colour.

    Returns:
        uint8 (H, W, 3) BGR, a new array.
    """
    # applyColorMap wants all 256 entries; labels never reach those past the palette
    table = np.zeros((256, 1, 3), np.uint8)
    table[: len(segmentation.palette.colours), 0] = segmentation.palette.colours
    return np.asarray(cv2.applyColorMap(segmentation.labels, table), np.uint8)

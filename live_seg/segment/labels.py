"""Labels of pixels by a palette: exact nearest centroids, the lowest index where two are as near."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from live_seg.segment import kernels
from live_seg.segment.features import lab_tables
from live_seg.segment.jit import constant

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from live_seg.config import ColourSpace


def label(bgr: NDArray[np.uint8], centroids: NDArray[np.float32], space: ColourSpace) -> NDArray[np.uint8]:
    """Label every pixel by its nearest centroid. One thread at a time may call it: numba aborts the process otherwise.

    Args:
        bgr: uint8 (H, W, 3) BGR.
        centroids: float32 (k, 3) in `space`, on the grid (`features.on_grid`), k at most 64.
        space: the feature space that distances are Euclidean in.

    Returns:
        uint8 (H, W), 0 to k - 1.
    """
    out = np.empty(bgr.shape[:2], np.uint8)
    if space == "bgr":
        kernels.label_bgr(constant(bgr), constant(centroids), out)
    else:
        tables = lab_tables()
        kernels.label_lab(constant(bgr), tables.linear, tables.lightness, tables.weights, constant(centroids), out)
    return out

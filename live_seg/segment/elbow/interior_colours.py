"""The colours inside areas, without those at their edges, where the colours of two mix.

Mixtures are colours that a scene does not have. A thousand of them weigh as much as a small thing in a colour of its
own, so the number of colours is judged without them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

FAINT = 8
"""Levels that neighbours may differ by anywhere: the noise and the coding of a good camera."""
USUAL = 1.5
"""Times the median difference of the picture that they may differ by in noise and texture."""
FINE = 6
"""Pixels that a cell is across at least, before some of them are left out: of large frames not all are looked at."""
NEIGHBOURHOOD = 3, 3
"""Pixels that are compared, and averaged where they are alike: their noise is a third."""


def inside_colours(bgr: NDArray[np.uint8], height: int, width: int) -> NDArray[np.uint8]:
    """Cut a frame into cells as a sample is, and take the colour of each as far as it does not lie at an edge.

    It is the mean of the cell, or where an edge runs through that of the pixels about its middle, so that narrow areas
    have colours too; or none, where the edge is there.

    Args:
        bgr: uint8 (H, W, 3) BGR.
        height: cells from top to bottom.
        width: cells from left to right.

    Returns:
        uint8 (N, 3), row by row.
    """
    step = max(1, min(bgr.shape[0] // height, bgr.shape[1] // width) // FINE)
    bgr = np.ascontiguousarray(bgr[::step, ::step])
    around = np.ones(NEIGHBOURHOOD, np.uint8)
    channels = cv2.split(cv2.subtract(cv2.dilate(bgr, around), cv2.erode(bgr, around)))
    difference = cv2.max(cv2.max(channels[0], channels[1]), channels[2])
    limit = max(FAINT, USUAL * float(np.median(difference)))
    edges = np.asarray(difference > limit, np.uint8) * 255
    calm, cells = cv2.blur(bgr, NEIGHBOURHOOD), (width, height)
    middles = cv2.resize(calm, cells, interpolation=cv2.INTER_NEAREST_EXACT)
    means = cv2.resize(calm, cells, interpolation=cv2.INTER_AREA)
    crossed = np.asarray(cv2.resize(edges, cells, interpolation=cv2.INTER_AREA)) > 0
    missed = np.asarray(cv2.resize(edges, cells, interpolation=cv2.INTER_NEAREST_EXACT)) == 0
    inside = missed | ~crossed
    if not inside.any():
        inside[:] = True  # at least half of the pixels do not lie at an edge, but here in the middle of no cell
    return np.asarray(np.where(crossed[..., None], middles, means)[inside], np.uint8)

"""The colours of interior areas, without the mixed colours at their edges.

A scene does not have these mixed colours. A thousand mixed pixels weigh as much as a small thing in a colour of its
own, so the number of colours is found without them.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

FAINT = 8
"""Levels by which neighbours may always differ: the noise and compression of a good camera."""
USUAL = 1.5
"""In noise and texture, neighbours may differ by this many times the median difference of the picture."""
FINE = 6
"""A cell is at least this many pixels wide before pixels are skipped: not all pixels of a large frame are looked at."""
NEIGHBOURHOOD = 3, 3
"""Pixels that are compared, and averaged where they are alike, which leaves a third of their noise."""


def interior_colours(bgr: NDArray[np.uint8], height: int, width: int) -> NDArray[np.uint8]:
    """Divide a frame into cells like those of a sample, and take the colour of each cell that is not at an edge.

    The colour is the mean of the cell. If an edge crosses the cell, it is the mean of the pixels about its middle, so
    that narrow areas have colours too. If the edge is in the middle, the cell has no colour.

    Args:
        bgr: uint8 (H, W, 3) BGR.
        height: number of cells from top to bottom.
        width: number of cells from left to right.

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
    smooth, cells = cv2.blur(bgr, NEIGHBOURHOOD), (width, height)
    middles = cv2.resize(smooth, cells, interpolation=cv2.INTER_NEAREST_EXACT)
    means = cv2.resize(smooth, cells, interpolation=cv2.INTER_AREA)
    crossed = np.asarray(cv2.resize(edges, cells, interpolation=cv2.INTER_AREA)) > 0
    clear_middles = np.asarray(cv2.resize(edges, cells, interpolation=cv2.INTER_NEAREST_EXACT)) == 0
    interior = clear_middles | ~crossed
    if not interior.any():
        interior[:] = True  # most pixels are not at an edge, but those in the middles of the cells are
    return np.asarray(np.where(crossed[..., None], middles, means)[interior], np.uint8)

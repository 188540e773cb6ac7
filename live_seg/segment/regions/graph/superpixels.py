"""Superpixels: small connected parts of the working picture that do not cross a border."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from live_seg.buffers import read_only
from live_seg.kernels.regions import outliers, watershed

LOWEST, STEEPNESS, HIGHEST = -5.0, 9.0, 63.0
"""Log odds become the height that is flooded: LOWEST becomes 0, a unit becomes STEEPNESS, and the limit is HIGHEST."""


def superpixels_of(
    relief: NDArray[np.float32], lab: NDArray[np.float32], side: int, *, moves_outliers: bool
) -> tuple[NDArray[np.int32], int]:
    """Divide a picture into superpixels.

    Args:
        relief: float32 (h, w), log odds of a border.
        lab: float32 (h, w, 3), CIELAB.
        side: height and width of the cells that get a superpixel each, in pixels.
        moves_outliers: whether a pixel moves to another superpixel if its colour is far from that of its own.

    Returns:
        int32 (h, w), the superpixel of each pixel, from 0; and their number.
    """
    slope = np.clip((relief - np.float32(LOWEST)) * np.float32(STEEPNESS), 0, HIGHEST)
    height, width = relief.shape
    markers = np.empty((-(-height // side), -(-width // side)), np.int32)
    watershed.place_markers(read_only(slope), side, markers)
    owner = np.empty((height, width), np.int32)
    watershed.flood(read_only(slope), read_only(markers.reshape(-1)), owner)
    if moves_outliers:
        means, places = np.empty((markers.size, 4), np.float32), np.empty(2 * owner.size, np.int32)
        outliers.move_outliers(read_only(lab), means, places, owner)
    return owner, markers.size

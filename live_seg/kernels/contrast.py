"""The loop that weights pixels by the contrast of their colours."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from live_seg.kernels.jit import kernel

CELL = 4
"""Width of a cell of the histogram, in units of a* and b*."""
FARTHEST = 128
"""a* and b* of sRGB lie between -FARTHEST and FARTHEST."""
ROW = 2 * FARTHEST // CELL + 1
"""Corners of cells along one side of the histogram."""


@kernel()
def weigh_by_contrast(
    lab: NDArray[np.float32], least: float, exponent: float, unit: float, out: NDArray[np.float32]
) -> None:
    """Weight each pixel by the mean distance of its (a*, b*) from those of all pixels, to the power of `exponent`.

    lab: (N, 3). out: (N,), whole numbers. Distances d are softened to sqrt(d^2 + least^2), so that the mean is at least
    `least`. A pixel with this mean gets the weight `unit`.

    The distances are those to the corners of a grid. Each pixel is shared among the four corners of its cell, and its
    weight is interpolated between theirs. So the weights change smoothly with the colours: noise moves no pixel from
    one bin to another.
    """
    mass, weights = np.zeros(ROW * ROW), np.zeros(ROW * ROW)
    corners, parts = np.empty(lab.shape[0], np.int64), np.empty((lab.shape[0], 4))
    for i in range(lab.shape[0]):
        row, column = (np.float64(lab[i, 1]) + FARTHEST) / CELL, (np.float64(lab[i, 2]) + FARTHEST) / CELL
        top, left = min(int(row), ROW - 2), min(int(column), ROW - 2)
        lower, right = row - top, column - left
        corner = top * ROW + left
        corners[i] = corner
        parts[i, 0], parts[i, 1] = (1 - lower) * (1 - right), (1 - lower) * right
        parts[i, 2], parts[i, 3] = lower * (1 - right), lower * right
        mass[corner] += parts[i, 0]
        mass[corner + 1] += parts[i, 1]
        mass[corner + ROW] += parts[i, 2]
        mass[corner + ROW + 1] += parts[i, 3]

    occupied = np.flatnonzero(mass)
    rows, columns = (occupied // ROW * CELL).astype(np.float32), (occupied % ROW * CELL).astype(np.float32)
    # Sums for all corners at once, in float32: the compiler makes vector instructions of the inner loop.
    sums, softening = np.zeros(occupied.size, np.float32), np.float32(least * least)
    for other in range(occupied.size):
        share = np.float32(mass[occupied[other]] / lab.shape[0])
        for one in range(occupied.size):
            down, across = rows[one] - rows[other], columns[one] - columns[other]
            sums[one] += share * np.sqrt(down * down + across * across + softening)
    for one in range(occupied.size):
        weights[occupied[one]] = unit * (np.float64(sums[one]) / least) ** exponent

    for i in range(lab.shape[0]):
        corner = corners[i]
        upper = parts[i, 0] * weights[corner] + parts[i, 1] * weights[corner + 1]
        lower = parts[i, 2] * weights[corner + ROW] + parts[i, 3] * weights[corner + ROW + 1]
        out[i] = np.rint(upper + lower)

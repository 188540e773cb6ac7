"""Loops that measure the regions of a frame."""

from __future__ import annotations

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from live_seg.kernels.jit import kernel

MEASURES = 10
"""Number of pixels; sums of their columns, rows, blues, greens and reds; first and last column; first and last row."""


@njit(inline="never")
def _measure_rows(
    first: int,
    last: int,
    bgr: NDArray[np.uint8],
    labels: NDArray[np.uint8],
    rows: NDArray[np.uint16],
    out: NDArray[np.int64],
    by_label: NDArray[np.int32],
) -> None:
    """`measure` for the rows of pixels from `first` to before `last`."""
    width = rows.shape[1]
    for y in range(first, last):
        line, names, marks = bgr[y], rows[y], labels[y]
        start = 0
        while start < width:
            row, end = names[start], start + 1
            while end < width and names[end] == row:
                end += 1
            measures, counts = out[row], by_label[row]
            blue = green = red = 0
            for x in range(start, end):
                blue += line[3 * x]
                green += line[3 * x + 1]
                red += line[3 * x + 2]
                counts[marks[x]] += 1
            length = end - start
            measures[0] += length
            measures[1] += length * (start + end - 1) // 2
            measures[2] += length * y
            measures[3] += blue
            measures[4] += green
            measures[5] += red
            measures[6] = min(measures[6], start)
            measures[7] = max(measures[7], end - 1)
            measures[8] = min(measures[8], y)
            measures[9] = max(measures[9], y)
            start = end


@kernel(allocates=False)
def place(rows: NDArray[np.uint16], out: NDArray[np.int64]) -> None:
    """The size and the position of each region: rows (h, w), less than n.

    out: (n, 3), is filled with the number of pixels, and the sums of their columns and of their rows.
    """
    out[:] = 0
    for y in range(rows.shape[0]):
        for x in range(rows.shape[1]):
            sums = out[rows[y, x]]
            sums[0] += 1
            sums[1] += x
            sums[2] += y


@kernel(parallel=True)
def measure(
    bgr: NDArray[np.uint8],
    labels: NDArray[np.uint8],
    rows: NDArray[np.uint16],
    out: NDArray[np.int64],
    by_label: NDArray[np.int32],
) -> None:
    """Measure regions in parts of a frame: bgr (H, 3 W), labels (H, W), rows (H, W), less than n.

    out: (parts, n, MEASURES). by_label: (parts, n, k), the number of pixels with each label. Each part is a band of
    rows.
    """
    parts, height = out.shape[0], rows.shape[0]
    for part in prange(parts):
        out[part] = 0
        out[part, :, 6] = rows.shape[1]
        out[part, :, 8] = height
        by_label[part] = 0
        first, last = part * height // parts, (part + 1) * height // parts
        _measure_rows(first, last, bgr, labels, rows, out[part], by_label[part])


@kernel()
def find_neighbours(rows: NDArray[np.uint16], out: NDArray[np.bool_]) -> None:
    """Which regions share a border: rows (H, W), less than n; out (n, n) is set above the diagonal."""
    height, width = rows.shape
    for y in range(height):
        line, below = rows[y], rows[min(y + 1, height - 1)]
        for x in range(width - 1):
            if line[x] != line[x + 1]:
                out[min(line[x], line[x + 1]), max(line[x], line[x + 1])] = True
        for x in range(width):
            if line[x] != below[x]:
                out[min(line[x], below[x]), max(line[x], below[x])] = True

"""Loops that measure the segments of a frame."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from live_seg.kernels.jit import kernel

MEASURES = 10
"""The number of pixels; the sums of their columns, rows, blues, greens and reds; the first and last column and row."""


@kernel(allocates=False)
def measure_segments(bgr: NDArray[np.uint8], labels: NDArray[np.uint8], out: NDArray[np.int64]) -> None:
    """Measure the segments of a frame: bgr (H, 3 W), labels (H, W), less than k.

    out: (k, MEASURES), is filled. The number of pixels is 0 where there are none.
    """
    height, width = labels.shape
    out[:] = 0
    out[:, 6], out[:, 7] = width, -1
    out[:, 8], out[:, 9] = height, -1
    for y in range(height):
        line, marks = bgr[y], labels[y]
        start = 0
        while start < width:
            label, end = marks[start], start + 1
            while end < width and marks[end] == label:
                end += 1
            blue = green = red = 0
            for x in range(start, end):
                blue += line[3 * x]
                green += line[3 * x + 1]
                red += line[3 * x + 2]
            measures, length = out[label], end - start
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

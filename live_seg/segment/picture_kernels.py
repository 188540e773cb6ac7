"""The loops that make pictures larger and smaller: labels to colours, a frame to its sample."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import prange

from live_seg.segment.jit import kernel

if TYPE_CHECKING:
    from numpy.typing import NDArray

BLOCKS = 64
"""Parts of a picture that threads take."""
BAND = 256
"""Rows whose bytes add up to less than 2**16."""


@kernel(parallel=True)
def paint(labels: NDArray[np.uint8], colours: NDArray[np.uint64], out: NDArray[np.uint64]) -> None:
    """Colours for labels, eight pixels at a time: labels (8 N,), out (3 N,), eight times three bytes.

    colours: (256,), the three bytes of each label's colour, the first one lowest: every machine that numba has is
    little-endian.
    """
    words = out.shape[0] // 3
    for block in prange(BLOCKS):
        for word in range(block * words // BLOCKS, (block + 1) * words // BLOCKS):
            x = 8 * word
            a, b, c, d = colours[labels[x]], colours[labels[x + 1]], colours[labels[x + 2]], colours[labels[x + 3]]
            e, f, g, h = colours[labels[x + 4]], colours[labels[x + 5]], colours[labels[x + 6]], colours[labels[x + 7]]
            out[3 * word] = a | b << np.uint64(24) | c << np.uint64(48)
            out[3 * word + 1] = c >> np.uint64(16) | d << np.uint64(8) | e << np.uint64(32) | f << np.uint64(56)
            out[3 * word + 2] = f >> np.uint64(8) | g << np.uint64(16) | h << np.uint64(40)


@kernel(parallel=True)
def average(bgr: NDArray[np.uint8], out: NDArray[np.uint8]) -> None:
    """A smaller picture, each pixel the mean of an area: bgr (H, 3 W), out (h, w, 3) with h <= H and w <= W."""
    height, width = bgr.shape[0], bgr.shape[1] // 3
    for row in prange(out.shape[0]):
        totals = np.zeros((out.shape[1], 3), np.int64)
        top, bottom = row * height // out.shape[0], (row + 1) * height // out.shape[0]
        for band in range(top, bottom, BAND):
            sums = np.zeros(3 * width, np.uint16)
            for y in range(band, min(band + BAND, bottom)):
                line = bgr[y]
                for i in range(sums.shape[0]):
                    sums[i] += np.uint16(line[i])
            for column in range(out.shape[1]):
                b = g = r = 0
                for x in range(column * width // out.shape[1], (column + 1) * width // out.shape[1]):
                    b, g, r = b + sums[3 * x], g + sums[3 * x + 1], r + sums[3 * x + 2]
                totals[column, 0] += b
                totals[column, 1] += g
                totals[column, 2] += r
        for column in range(out.shape[1]):
            wide = (column + 1) * width // out.shape[1] - column * width // out.shape[1]
            area = (bottom - top) * wide
            for channel in range(3):
                mean, rest = totals[column, channel] // area, totals[column, channel] % area
                # to the nearest, and a half to the even one, so that samples are as often too dark as too light
                out[row, column, channel] = mean + (2 * rest > area or (2 * rest == area and mean % 2 == 1))

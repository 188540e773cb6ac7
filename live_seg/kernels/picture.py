"""Loops between pictures: labels to colours, a frame to its sample, a picture to YUV 4:2:0."""

from __future__ import annotations

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from live_seg.kernels.jit import kernel

BLOCKS = 64
"""Parts of a picture that are shared out among threads."""
BAND = 256
"""Rows whose bytes add up to less than 2**16."""

# Rec. ITU-R BT.601: the share of a byte in luma (219 steps from 16) and in the two chromas (224 steps about 128)
BITS = 16
_ONE = 2**BITS / 255
LUMA_R, LUMA_G, LUMA_B = (np.int32(round(219 * part * _ONE)) for part in (0.299, 0.587, 0.114))
BLUE_R, BLUE_G, BLUE_B = (np.int32(round(112 * part / 0.886 * _ONE)) for part in (-0.299, -0.587, 0.886))
RED_R, RED_G, RED_B = (np.int32(round(112 * part / 0.701 * _ONE)) for part in (0.701, -0.587, -0.114))
LUMA_0 = np.int32((16 << BITS) + (1 << BITS - 1))
CHROMA_0 = np.int32((128 << BITS + 2) + (1 << BITS + 1))


@njit(inline="never")
def _paint_words(
    first: int, last: int, labels: NDArray[np.uint8], colours: NDArray[np.uint64], out: NDArray[np.uint64]
) -> None:
    """The pixels of `paint` from eight times `first` to eight times `last`."""
    for word in range(first, last):
        x = 8 * word
        a, b, c, d = colours[labels[x]], colours[labels[x + 1]], colours[labels[x + 2]], colours[labels[x + 3]]
        e, f, g, h = colours[labels[x + 4]], colours[labels[x + 5]], colours[labels[x + 6]], colours[labels[x + 7]]
        out[3 * word] = a | b << np.uint64(24) | c << np.uint64(48)
        out[3 * word + 1] = c >> np.uint64(16) | d << np.uint64(8) | e << np.uint64(32) | f << np.uint64(56)
        out[3 * word + 2] = f >> np.uint64(8) | g << np.uint64(16) | h << np.uint64(40)


@kernel(parallel=True)
def paint(labels: NDArray[np.uint8], colours: NDArray[np.uint64], out: NDArray[np.uint64]) -> None:
    """Give pixels the colours of their labels, eight pixels at a time: labels (8 N,), out (3 N,).

    colours: (256,), the three bytes of each label's colour, the first one lowest. All machines that numba supports are
    little-endian.
    """
    words = out.shape[0] // 3
    for block in prange(BLOCKS):
        _paint_words(block * words // BLOCKS, (block + 1) * words // BLOCKS, labels, colours, out)


@kernel()
def paint_on_one_core(labels: NDArray[np.uint8], colours: NDArray[np.uint64], out: NDArray[np.uint64]) -> None:
    """As `paint`."""
    _paint_words(0, out.shape[0] // 3, labels, colours, out)


@njit(inline="never")
def _average_row(row: int, bgr: NDArray[np.uint8], edges: NDArray[np.int64], out: NDArray[np.uint8]) -> None:
    """One row of `average`: edges (w + 1,), the first column of the picture for each column of the result."""
    height, width = bgr.shape[0], bgr.shape[1] // 3
    sums, totals = np.empty(3 * width, np.uint16), np.zeros((out.shape[1], 3), np.int64)
    top, bottom = row * height // out.shape[0], (row + 1) * height // out.shape[0]
    for band in range(top, bottom, BAND):
        sums[:] = 0
        for y in range(band, min(band + BAND, bottom)):
            line = bgr[y]
            for i in range(sums.shape[0]):
                sums[i] += np.uint16(line[i])
        for column in range(out.shape[1]):
            b = g = r = 0
            for x in range(edges[column], edges[column + 1]):
                b, g, r = b + sums[3 * x], g + sums[3 * x + 1], r + sums[3 * x + 2]
            totals[column, 0] += b
            totals[column, 1] += g
            totals[column, 2] += r
    for column in range(out.shape[1]):
        area = (bottom - top) * (edges[column + 1] - edges[column])
        for channel in range(3):
            mean, rest = totals[column, channel] // area, totals[column, channel] % area
            # rounded to the nearest, halves to even, so that samples are as often too dark as too light
            out[row, column, channel] = mean + (2 * rest > area or (2 * rest == area and mean % 2 == 1))


@kernel(parallel=True)
def average(bgr: NDArray[np.uint8], out: NDArray[np.uint8]) -> None:
    """Scale a picture down by taking the mean of areas: bgr (H, 3 W), out (h, w, 3) with h <= H and w <= W."""
    width = bgr.shape[1] // 3
    edges = np.empty(out.shape[1] + 1, np.int64)
    for column in range(edges.shape[0]):
        edges[column] = column * width // out.shape[1]
    for row in prange(out.shape[0]):
        _average_row(row, bgr, edges, out)


@kernel()
def to_yuv420(bgr: NDArray[np.uint8], luma: NDArray[np.uint8], blue: NDArray[np.uint8], red: NDArray[np.uint8]) -> None:
    """Convert a picture to Y'CbCr of BT.601 in limited range: bgr (H, 3 W), with H and W even.

    luma: (H, W). blue and red: (H / 2, W / 2). Their rows may be longer. A chroma sample is the mean of its four
    pixels, so that flat colours stay exact up to their edges.
    """
    height, width = bgr.shape[0], bgr.shape[1] // 3
    b, g, r = np.empty(width, np.int32), np.empty(width, np.int32), np.empty(width, np.int32)
    for pair in range(height // 2):
        above, below = bgr[2 * pair], bgr[2 * pair + 1]
        bright, dark = luma[2 * pair], luma[2 * pair + 1]
        for x in range(width):
            b0, g0, r0 = np.int32(above[3 * x]), np.int32(above[3 * x + 1]), np.int32(above[3 * x + 2])
            b1, g1, r1 = np.int32(below[3 * x]), np.int32(below[3 * x + 1]), np.int32(below[3 * x + 2])
            bright[x] = (LUMA_B * b0 + LUMA_G * g0 + LUMA_R * r0 + LUMA_0) >> BITS
            dark[x] = (LUMA_B * b1 + LUMA_G * g1 + LUMA_R * r1 + LUMA_0) >> BITS
            b[x], g[x], r[x] = b0 + b1, g0 + g1, r0 + r1
        for x in range(width // 2):
            b2, g2, r2 = b[2 * x] + b[2 * x + 1], g[2 * x] + g[2 * x + 1], r[2 * x] + r[2 * x + 1]
            blue[pair, x] = (BLUE_B * b2 + BLUE_G * g2 + BLUE_R * r2 + CHROMA_0) >> (BITS + 2)
            red[pair, x] = (RED_B * b2 + RED_G * g2 + RED_R * r2 + CHROMA_0) >> (BITS + 2)

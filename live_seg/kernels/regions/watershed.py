"""Loops that divide a working picture into superpixels by a watershed.

Vincent and Soille, "Watersheds in digital spaces", PAMI 1991, with markers on a grid as in compact watersheds
(Machairas et al., "Waterpixels", IEEE TIP 2015). Each superpixel is one 4-connected piece.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from live_seg.kernels.jit import kernel

LEVELS = 256
STEPS_A_UNIT = np.float32(4)
"""Levels of the flood per unit of the gradient."""
AVOIDED, CENTRED = np.float32(3), np.float32(0.5)
"""Weights of the gradient and of the distance to the centre of a cell: a marker is placed where their sum is lowest."""


@kernel()
def place_markers(gradient: NDArray[np.float32], side: int, out: NDArray[np.int32]) -> None:
    """Place a marker in each cell of `side` by `side` pixels: gradient (h, w), out (rows, columns)."""
    height, width = gradient.shape
    for row in range(out.shape[0]):
        for column in range(out.shape[1]):
            top, left = row * side, column * side
            bottom, right = min(top + side, height), min(left + side, width)
            # in half pixels, so that the centre of an even number of pixels is a whole number
            middle_y, middle_x = top + bottom - 1, left + right - 1
            best, place = np.float32(1e30), top * width + left
            for y in range(top, bottom):
                for x in range(left, right):
                    distance = np.float32(abs(2 * y - middle_y) + abs(2 * x - middle_x)) / np.float32(2)
                    cost = AVOIDED * gradient[y, x] + CENTRED * distance
                    if cost < best:
                        best, place = cost, y * width + x
            out[row, column] = place


@kernel()
def flood(gradient: NDArray[np.float32], markers: NDArray[np.int32], out: NDArray[np.int32]) -> None:
    """Flood from the markers, lowest gradient first: gradient (h, w), markers (n,), out (h, w), 0 to n - 1."""
    height, width = gradient.shape
    size = height * width
    owner, levels = out.reshape(size), np.empty(size, np.uint8)
    slopes = gradient.reshape(size)
    for place in range(size):
        owner[place] = -1
        levels[place] = np.uint8(min(slopes[place] * STEPS_A_UNIT, np.float32(LEVELS - 1)))
    # one queue for each level: its first and last pixel, and the next pixel of each pixel
    first, last = np.full(LEVELS, -1, np.int32), np.full(LEVELS, -1, np.int32)
    following = np.empty(size, np.int32)
    for marker in range(markers.shape[0]):
        place = markers[marker]
        owner[place] = marker
        level = levels[place]
        following[place] = -1
        if first[level] < 0:
            first[level] = place
        else:
            following[last[level]] = place
        last[level] = place
    level = 0
    while level < LEVELS:
        place = first[level]
        if place < 0:
            level += 1
            continue
        first[level] = following[place]
        x = place % width
        for side in range(4):
            if side == 0:
                inside, other = x > 0, place - 1
            elif side == 1:
                inside, other = x < width - 1, place + 1
            elif side == 2:
                inside, other = place >= width, place - width
            else:
                inside, other = place < size - width, place + width
            if not inside or owner[other] >= 0:
                continue
            owner[other] = owner[place]
            # the level of the water never falls below that of the pixel it comes from
            at: int = max(level, levels[other])
            following[other] = -1
            if first[at] < 0:
                first[at] = other
            else:
                following[last[at]] = other
            last[at] = other

"""Loops that turn colours into features. `segment.colour_space` makes the tables.

Every feature is a multiple of 1/8 below 2**8 in magnitude, and so is every centroid. A squared distance is a multiple
of 1/64 below 2**18, which float32 holds exactly. So labels do not depend on the order of operations, the number of
threads or the machine, and equal distances are equal.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from live_seg.kernels.jit import kernel

Row = NDArray[np.float32]

STEPS_A_UNIT = np.float32(8)

SIDE = 4
"""Width of a cell of colours, in levels of each channel."""
CELLS = (256 // SIDE) ** 3
IN_A_CELL = SIDE**3
BULGE = np.float32(0.3)
"""How far a colour of a cell lies outside of the ball about its corners, at most. A test checks all colours."""


class ColourTables(NamedTuple):
    """The tables that turn bytes into features.

    Attributes:
        is_lab: False if the bytes themselves are the features.
        linear: float32 (256,), the linear light of each sRGB byte.
        lightness: float32 (levels + 1,), CIE's f of that light, times 8.
        weights: float32 (3, 3), the light of X, Y, Z from R, G, B.
    """

    is_lab: bool
    linear: NDArray[np.float32]
    lightness: NDArray[np.float32]
    weights: NDArray[np.float32]


@njit(inline="always")
def lab(b: int, g: int, r: int, tables: ColourTables) -> tuple[np.float32, np.float32, np.float32]:
    """L*, a*, b* of one colour."""
    lightness, weights = tables.lightness, tables.weights
    blue, green, red = tables.linear[b], tables.linear[g], tables.linear[r]
    half, step = np.float32(0.5), np.float32(1) / STEPS_A_UNIT
    # Each row of weights sums to 1. Written from green on, so that a gray has exactly x = y = z, and a and b of 0.
    x = green + weights[0, 0] * (red - green) + weights[0, 2] * (blue - green)
    y = green + weights[1, 0] * (red - green) + weights[1, 2] * (blue - green)
    z = green + weights[2, 0] * (red - green) + weights[2, 2] * (blue - green)
    fx, fy = lightness[np.uint32(np.int32(x + half))], lightness[np.uint32(np.int32(y + half))]
    fz = lightness[np.uint32(np.int32(z + half))]
    return (
        np.rint(np.float32(116) * fy - np.float32(16) * STEPS_A_UNIT) * step,
        np.rint(np.float32(500) * (fx - fy)) * step,
        np.rint(np.float32(200) * (fy - fz)) * step,
    )


@njit(inline="never")
def features_row(bgr: NDArray[np.uint8], tables: ColourTables, first: Row, second: Row, third: Row) -> None:
    """The features of a row of pixels: bgr (3 N,), outputs (N,) each."""
    if tables.is_lab:
        for x in range(first.shape[0]):
            first[x], second[x], third[x] = lab(bgr[3 * x], bgr[3 * x + 1], bgr[3 * x + 2], tables)
    else:
        for x in range(first.shape[0]):
            first[x], second[x], third[x] = bgr[3 * x], bgr[3 * x + 1], bgr[3 * x + 2]


@kernel()
def features(bgr: NDArray[np.uint8], tables: ColourTables, out: NDArray[np.float32]) -> None:
    """The features of pixels: bgr (3 N,), out (N, 3)."""
    features_row(bgr, tables, out[:, 0], out[:, 1], out[:, 2])


@kernel()
def balls(tables: ColourTables, out: NDArray[np.float32]) -> None:
    """A ball about the features of the corners of each cell: out (CELLS, 4), centre and radius."""
    colours, points = np.empty(24, np.uint8), np.empty((3, 8), np.float32)
    first, second, third = points[0], points[1], points[2]
    for cell in range(CELLS):
        b, g, r = cell // 4096 * SIDE, cell // 64 % 64 * SIDE, cell % 64 * SIDE
        for i in range(8):
            colours[3 * i] = b + i // 4 * (SIDE - 1)
            colours[3 * i + 1] = g + i // 2 % 2 * (SIDE - 1)
            colours[3 * i + 2] = r + i % 2 * (SIDE - 1)
        features_row(colours, tables, first, second, third)
        for axis in range(3):
            low, high = points[axis, 0], points[axis, 0]
            for i in range(1, 8):
                low, high = min(low, points[axis, i]), max(high, points[axis, i])
            out[cell, axis] = (low + high) / np.float32(2)
        farthest = np.float32(0)
        for i in range(8):
            d0, d1, d2 = first[i] - out[cell, 0], second[i] - out[cell, 1], third[i] - out[cell, 2]
            farthest = max(farthest, d0 * d0 + d1 * d1 + d2 * d2)
        out[cell, 3] = np.sqrt(farthest) + BULGE

"""The two feature spaces, in which distances between colours are measured.

`"bgr"` uses the bytes as they are. `"lab"` is CIELAB of sRGB under D65 (CIE 15:2004, IEC 61966-2-1), rounded to 1/8.
Both lie on one grid of multiples of 1/8, and so do the centroids: `kernels.colour` says why.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from live_seg.buffers import read_only
from live_seg.config import ColourSpace
from live_seg.kernels import colour as colour_kernels
from live_seg.kernels.colour import ColourTables

GRID = 1 / 8
LIGHT_LEVELS = 16_384
"""Entries of the table of cube roots. With 16384 the largest error of a feature is below 0.3 (a*, near black)."""

# CIE XYZ of the sRGB primaries; each row is divided by the white point's X, Y, Z; columns R, G, B
XYZ_OF_RGB = np.array([[0.412453, 0.357580, 0.180423], [0.212671, 0.715160, 0.072169], [0.019334, 0.119193, 0.950227]])
WEIGHTS = XYZ_OF_RGB / XYZ_OF_RGB.sum(axis=1, keepdims=True)
RGB_OF_XYZ = np.linalg.inv(WEIGHTS)
EDGE = 6 / 29
"""Where the cube root of CIE's f begins."""
LEVELS_A_UNIT = 2.55
"""Levels of a byte for a unit of lightness."""


@cache
def colour_tables(space: ColourSpace) -> ColourTables:
    """The tables that turn bytes into features of a space. Made once, in about a millisecond."""
    byte = np.arange(256) / 255
    linear = np.where(byte <= 0.04045, byte / 12.92, ((byte + 0.055) / 1.055) ** 2.4) * LIGHT_LEVELS
    light = np.arange(LIGHT_LEVELS + 1) / LIGHT_LEVELS
    f = np.where(light > EDGE**3, np.cbrt(light), light / (3 * EDGE**2) + 4 / 29)
    lightness = f * colour_kernels.STEPS_A_UNIT
    tables = (read_only(table.astype(np.float32)) for table in (linear, lightness, WEIGHTS))
    return ColourTables(space == "lab", *tables)


@cache
def cell_balls(space: ColourSpace) -> NDArray[np.float32]:
    """A ball that holds the features of each cell of colours, (CELLS, 4). Made once, in about 15 milliseconds."""
    out = np.empty((colour_kernels.CELLS, 4), np.float32)
    colour_kernels.balls(colour_tables(space), out)
    return read_only(out)


def features_of(bgr: NDArray[np.uint8], space: ColourSpace) -> NDArray[np.float32]:
    """The features of pixels: uint8 (N, 3) BGR to float32 (N, 3), on the grid."""
    out = np.empty(bgr.shape, np.float32)
    colour_kernels.features(read_only(np.ascontiguousarray(bgr).reshape(-1)), colour_tables(space), out)
    return out


def on_grid(centroids: NDArray[np.floating]) -> NDArray[np.float32]:
    """Centroids rounded to multiples of 1/8, float32 of the same shape."""
    return np.asarray(np.rint(centroids / GRID) * GRID, np.float32)


def lightness_unit(space: ColourSpace) -> float:
    """The distance in a feature space between two grays that differ by one unit of CIELAB lightness."""
    return 1.0 if space == "lab" else LEVELS_A_UNIT


def colours_of(centroids: NDArray[np.float32], space: ColourSpace) -> NDArray[np.uint8]:
    """The colours of points of a feature space: float32 (k, 3) to uint8 (k, 3) BGR, clipped to sRGB."""
    bgr = centroids if space == "bgr" else _bgr_of_lab(centroids.astype(np.float64))
    return np.asarray(np.clip(np.rint(bgr), 0, 255), np.uint8)


def lab_of(bgr: NDArray[np.uint8]) -> NDArray[np.float64]:
    """CIELAB of colours, not rounded: uint8 (n, 3) BGR to float64 (n, 3)."""
    byte = bgr[:, ::-1] / 255
    linear = np.where(byte <= 0.04045, byte / 12.92, ((byte + 0.055) / 1.055) ** 2.4)
    light = linear @ WEIGHTS.T
    x, y, z = np.where(light > EDGE**3, np.cbrt(light), light / (3 * EDGE**2) + 4 / 29).T
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=1)


def _bgr_of_lab(lab: NDArray[np.float64]) -> NDArray[np.float64]:
    """CIELAB as sRGB, 0 to 255. OpenCV's conversion takes 0.1 s to make tables, which is too long for eight colours."""
    fy = (lab[:, 0] + 16) / 116
    f = np.stack([fy + lab[:, 1] / 500, fy, fy - lab[:, 2] / 200], axis=1)
    light = np.where(f > EDGE, f**3, 3 * EDGE**2 * (f - 4 / 29))
    linear = np.clip(light @ RGB_OF_XYZ.T, 0, 1)
    rgb = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
    return np.asarray(rgb[:, ::-1] * 255)


def distinct(points: NDArray[np.float32]) -> NDArray[np.float32]:
    """The different points of (N, 3), sorted by their first feature: in CIELAB from dark to light."""
    # as one number with 12 bits for each feature: comparing numbers is ten times faster than comparing rows
    steps = (points / GRID).astype(np.int64) + 2048
    _, first = np.unique(steps @ np.array([1 << 24, 1 << 12, 1]), return_index=True)
    return points[first]

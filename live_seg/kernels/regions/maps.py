"""Loops that measure the gradients, the texture and the colour codes of a working picture."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from live_seg.kernels.jit import UNCOUNTED, kernel

TEXTURES = 13
"""Number of texture codes: 0 is no texture, and 1 to 12 are four directions with three strengths each."""
FAINT, MIDDLE, STRONG = np.float32(0.6), np.float32(2), np.float32(5)
"""Gradients of lightness at which the three strengths of texture begin, in units per pixel at the reference scale."""
LARGEST = np.float32(10)
"""Changes of lightness are clipped at this value before they are used as a measure of texture."""
EIGHTH, DIAGONAL = np.float32(0.125), np.float32(0.41421356)
TWO = np.float32(2)

Row = NDArray[np.float32]
Rows = NDArray[np.float32]


@kernel(allocates=False)
def measure_gradients(
    light: NDArray[np.float32],
    smooth: NDArray[np.float32],
    scale: np.float32,
    gradient: NDArray[np.float32],
    activity: NDArray[np.float32],
    roughness: NDArray[np.float32],
    texture: NDArray[np.uint8],
) -> None:
    """Measure the change of colour around each pixel, and the direction and strength of its texture.

    light: (h + 2, w + 2), lightness. smooth: (3, h + 2, w + 2), L, a, b without noise. Their edges are repeated once.
    scale: size of the picture over the reference size. gradient: (h, w), the length of the gradient in `smooth`, from
    the differences of the left and right and of the upper and lower neighbours. activity: (h, w), the length of the
    gradient of lightness by the Sobel operator, times `scale`. roughness: (2, h, w), the square roots of its horizontal
    and vertical parts, clipped at LARGEST. texture: (h, w), codes below TEXTURES.
    """
    for y in range(gradient.shape[0]):
        _measure_colour(smooth[:, y : y + 3], gradient[y])
        _measure_light(light[y : y + 3], scale, activity[y], roughness[0, y], roughness[1, y], texture[y])


@njit(inline="never", **UNCOUNTED)
def _measure_colour(rows: NDArray[np.float32], out: Row) -> None:
    """The gradient of three channels together: rows (3, 3, w + 2), out (w,)."""
    for x in range(out.shape[0]):
        total = np.float32(0)
        for channel in range(3):
            across = rows[channel, 1, x + 2] - rows[channel, 1, x]
            along = rows[channel, 2, x + 1] - rows[channel, 0, x + 1]
            total += across * across + along * along
        out[x] = np.sqrt(total)


@njit(inline="never", **UNCOUNTED)
def _measure_light(
    rows: Rows, scale: np.float32, activity: Row, across_root: Row, along_root: Row, texture: NDArray[np.uint8]
) -> None:
    """The measures of lightness in one row of pixels: rows (3, w + 2), the others (w,)."""
    above, middle, below = rows[0], rows[1], rows[2]
    for x in range(activity.shape[0]):
        across = above[x + 2] - above[x] + below[x + 2] - below[x]
        across = (across + TWO * (middle[x + 2] - middle[x])) * EIGHTH
        along = below[x] - above[x] + below[x + 2] - above[x + 2]
        along = (along + TWO * (below[x + 1] - above[x + 1])) * EIGHTH
        wide, high = abs(across), abs(along)
        strength = scale * np.sqrt(across * across + along * along)
        activity[x] = strength
        across_root[x], along_root[x] = np.sqrt(min(scale * wide, LARGEST)), np.sqrt(min(scale * high, LARGEST))
        # without branches, so that several pixels are handled at once
        direction = np.int32(2) if (across > 0) == (along > 0) else np.int32(3)
        direction = np.int32(1) if wide <= DIAGONAL * high else direction
        direction = np.int32(0) if high <= DIAGONAL * wide else direction
        code = np.int32(1) + np.int32(3) * direction + np.int32(strength >= MIDDLE) + np.int32(strength >= STRONG)
        texture[x] = np.uint8(code if strength >= FAINT else np.int32(0))


@kernel()
def nearest_colours(
    lab: NDArray[np.float32], colours: NDArray[np.float32], out: NDArray[np.uint8], sums: NDArray[np.float64]
) -> None:
    """The nearest colour of each pixel: lab (3, n), colours (c, 3) with c at most 255, out (n,).

    sums: (c, 4), is filled with the sums of L, a, b over each colour's pixels, and their number.
    """
    sums[:] = 0
    block = 256
    best, nearest = np.empty(block, np.float32), np.empty(block, np.int32)
    for start in range(0, out.shape[0], block):
        size = min(block, out.shape[0] - start)
        first, second, third = lab[0, start : start + size], lab[1, start : start + size], lab[2, start : start + size]
        _find_nearest(first, second, third, colours, best, nearest)
        for i in range(size):
            code = nearest[i]
            out[start + i] = code
            sums[code, 0] += first[i]
            sums[code, 1] += second[i]
            sums[code, 2] += third[i]
            sums[code, 3] += 1


@njit(inline="never", **UNCOUNTED)
def _find_nearest(
    first: Row, second: Row, third: Row, colours: NDArray[np.float32], best: Row, nearest: NDArray[np.int32]
) -> None:
    """The nearest colour of each of up to 256 pixels, and its squared distance."""
    for i in range(first.shape[0]):
        best[i], nearest[i] = np.float32(1e30), np.int32(0)
    for colour in range(colours.shape[0]):
        light, a, b = colours[colour, 0], colours[colour, 1], colours[colour, 2]
        for i in range(first.shape[0]):
            d0, d1, d2 = first[i] - light, second[i] - a, third[i] - b
            distance = d0 * d0 + d1 * d1 + d2 * d2
            nearest[i] = np.int32(colour) if distance < best[i] else nearest[i]
            best[i] = min(distance, best[i])

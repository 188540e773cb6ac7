"""Loops that measure gradients and texture in a working picture."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from live_seg.kernels.jit import kernel

TEXTURES = 13
"""Codes of texture: 0 for none, and 1 to 12 for a direction and a strength."""
FAINT, MIDDLE, STRONG = np.float32(0.6), np.float32(2), np.float32(5)
"""Gradients of lightness, in units for a pixel at the reference scale, at which there is texture and it gets stronger.
"""


@kernel()
def measure_gradients(
    lab: NDArray[np.float32],
    smooth: NDArray[np.float32],
    scale: np.float32,
    gradient: NDArray[np.float32],
    activity: NDArray[np.float32],
    texture: NDArray[np.uint8],
) -> None:
    """Measure the change of colour around each pixel, and the direction and strength of its texture.

    lab: (h, w, 3). smooth: (h, w, 3), the same without noise. scale: size of the picture over the reference size.
    gradient: (h, w), the distance between the left and right and between the upper and lower neighbours in `smooth`,
    together. activity: (h, w), the gradient of lightness in `lab` times `scale`. texture: (h, w), codes below TEXTURES.
    """
    height, width = lab.shape[0], lab.shape[1]
    eighth, diagonal = np.float32(0.125), np.float32(0.41421356)
    for y in range(height):
        up, down = max(y - 1, 0), min(y + 1, height - 1)
        for x in range(width):
            left, right = max(x - 1, 0), min(x + 1, width - 1)
            total = np.float32(0)
            for channel in range(3):
                across = smooth[y, right, channel] - smooth[y, left, channel]
                along = smooth[down, x, channel] - smooth[up, x, channel]
                total += across * across + along * along
            gradient[y, x] = np.sqrt(total)
            # Sobel's operator
            across = lab[up, right, 0] - lab[up, left, 0] + lab[down, right, 0] - lab[down, left, 0]
            across = (across + np.float32(2) * (lab[y, right, 0] - lab[y, left, 0])) * eighth
            along = lab[down, left, 0] - lab[up, left, 0] + lab[down, right, 0] - lab[up, right, 0]
            along = (along + np.float32(2) * (lab[down, x, 0] - lab[up, x, 0])) * eighth
            strength = scale * np.sqrt(across * across + along * along)
            activity[y, x] = strength
            if strength < FAINT:
                texture[y, x] = 0
                continue
            wide, high = abs(across), abs(along)
            if high <= diagonal * wide:
                direction = 0
            elif wide <= diagonal * high:
                direction = 1
            else:
                direction = 2 if (across > 0) == (along > 0) else 3
            texture[y, x] = 1 + 3 * direction + (strength >= MIDDLE) + (strength >= STRONG)


@kernel()
def nearest_colours(
    lab: NDArray[np.float32], colours: NDArray[np.float32], out: NDArray[np.uint8], sums: NDArray[np.float64]
) -> None:
    """The nearest colour of each pixel: lab (n, 3), colours (3, c) with c at most 255, out (n,).

    sums: (c, 4), is filled with the sums of L, a, b over each colour's pixels, and their number.
    """
    sums[:] = 0
    block, count = 64, colours.shape[1]
    best, far = np.empty(block, np.float32), np.float32(1e30)
    first, second, third = np.empty(block, np.float32), np.empty(block, np.float32), np.empty(block, np.float32)
    for start in range(0, out.shape[0], block):
        size = min(block, out.shape[0] - start)
        for i in range(size):
            first[i], second[i], third[i] = lab[start + i, 0], lab[start + i, 1], lab[start + i, 2]
            best[i] = far
        nearest = out[start : start + size]
        for c in range(count):
            light, a, b = colours[0, c], colours[1, c], colours[2, c]
            for i in range(size):
                d0, d1, d2 = first[i] - light, second[i] - a, third[i] - b
                distance = d0 * d0 + d1 * d1 + d2 * d2
                nearest[i] = np.uint8(c) if distance < best[i] else nearest[i]
                best[i] = min(distance, best[i])
        for i in range(size):
            total = sums[nearest[i]]
            total[0] += first[i]
            total[1] += second[i]
            total[2] += third[i]
            total[3] += 1

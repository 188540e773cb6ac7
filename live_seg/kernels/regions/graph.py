"""Loops that build a graph of superpixels, with measures of each superpixel and of each border between two of them.

All measures are sums over pixels or pairs of pixels. So the measures of a merged region are those of its parts, added
up.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from live_seg.kernels.jit import kernel

# columns of a region's sums
AREA, LAB, SQUARES, ACTIVITY, GRADIENT, PERIMETER = 0, 1, 4, 5, 6, 7
COLOURS_FROM, COLOURS = 8, 32
TEXTURES_FROM = COLOURS_FROM + COLOURS
REGION_SUMS = 56
"""Area, L, a, b, squared length of (L, a, b), activity, gradient, perimeter; then the number of pixels with each colour
code and with each texture code. The last three columns are padding: a row is added faster in groups of 8 numbers."""

# columns of a border's sums
LENGTH, BORDER_GRADIENT, WEAK, COLOUR_STEP, COLOUR_CODES_STEP, TEXTURE_STEP = 0, 1, 2, 3, 4, 5
RELIEF, STRONG = 6, 7
BORDER_SUMS = 8
"""All sums are over the pairs of neighbouring pixels on the two sides of a border, in the order of the columns:

- the number of pairs
- the larger gradient of each pair
- the number of pairs whose larger gradient is below FLAT
- the square roots of three distances between the two superpixels that the pair separated before any merge: in colour,
  and the chi-squared distances of their colour codes and of their texture codes
- the larger relief of each pair
- the number of pairs whose larger relief is above 0
"""
FLAT = np.float32(6)


@kernel(allocates=False)
def sum_regions(
    owner: NDArray[np.int32],
    lab: NDArray[np.float32],
    activity: NDArray[np.float32],
    gradient: NDArray[np.float32],
    colour_codes: NDArray[np.uint8],
    texture: NDArray[np.uint8],
    mean: NDArray[np.float32],
    out: NDArray[np.float32],
) -> None:
    """Sum up the measures of the pixels of each superpixel.

    owner: (h, w), 0 to n - 1. lab: (h, w, 3). mean: (3,), the mean of the picture: colours are summed relative to it,
    so that sums of squares are exact enough. out: (n, REGION_SUMS). Only the part of the perimeter along the edge of
    the picture is counted here; `merge` adds the lengths of the borders.
    """
    height, width = owner.shape
    out[:] = 0
    for y in range(height):
        for x in range(width):
            sums = out[owner[y, x]]
            light, a, b = lab[y, x, 0] - mean[0], lab[y, x, 1] - mean[1], lab[y, x, 2] - mean[2]
            sums[AREA] += np.float32(1)
            sums[LAB] += light
            sums[LAB + 1] += a
            sums[LAB + 2] += b
            sums[SQUARES] += light * light + a * a + b * b
            sums[ACTIVITY] += activity[y, x]
            sums[GRADIENT] += gradient[y, x]
            sums[PERIMETER] += np.float32((x == 0) + (x == width - 1) + (y == 0) + (y == height - 1))
            sums[COLOURS_FROM + colour_codes[y, x]] += np.float32(1)
            sums[TEXTURES_FROM + texture[y, x]] += np.float32(1)


@kernel(allocates=False)
def find_borders(
    owner: NDArray[np.int32],
    gradient: NDArray[np.float32],
    relief: NDArray[np.float32],
    table: NDArray[np.int32],
    ends: NDArray[np.int32],
    out: NDArray[np.float32],
    count: NDArray[np.int64],
) -> None:
    """Find the pairs of superpixels that share a border.

    owner, gradient, relief: (h, w). table: (t,), a hash table, with t a power of two and more than the number of
    borders; is overwritten. ends: (e, 2), is filled with the two superpixels of each border, the lower one first. out:
    (e, BORDER_SUMS), is filled with the sums of each border, except for the three distances between superpixels, which
    are 0. count: (1,), is filled with the number of borders.
    """
    height, width = owner.shape
    table[:] = -1
    mask, found = np.uint32(table.shape[0] - 1), 0
    for y in range(height):
        for x in range(width):
            here = owner[y, x]
            for side in range(2):
                below, right = y + side, x + 1 - side
                if below == height or right == width or owner[below, right] == here:
                    continue
                there = owner[below, right]
                low, high = min(here, there), max(here, there)
                slot = (np.uint32(low) * np.uint32(2654435761) ^ np.uint32(high) * np.uint32(2246822519)) & mask
                border = table[slot]
                while border >= 0 and (ends[border, 0] != low or ends[border, 1] != high):
                    slot = (slot + np.uint32(1)) & mask
                    border = table[slot]
                if border < 0:
                    border = found
                    table[slot] = border
                    ends[border, 0], ends[border, 1] = low, high
                    for column in range(BORDER_SUMS):
                        out[border, column] = 0
                    found += 1
                steep = max(gradient[y, x], gradient[below, right])
                out[border, LENGTH] += np.float32(1)
                out[border, BORDER_GRADIENT] += steep
                out[border, WEAK] += np.float32(steep < FLAT)
                odds = max(relief[y, x], relief[below, right])
                out[border, RELIEF] += odds
                out[border, STRONG] += np.float32(odds > 0)
    count[0] = found

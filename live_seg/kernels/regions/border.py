"""The loop that moves the borders of regions by one pixel without splitting a region.

Only a simple point may change to another region (Kong and Rosenfeld, "Digital topology", CVGIP 1989), so every region
stays 4-connected.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from live_seg.kernels.jit import UNCOUNTED

SMOOTHNESS = np.float32(0.16)
"""Weight of each of the 8 neighbours, which counts for its own region. The weight of colour is 1: its term is about 1
if the pixel has exactly the colour of the other superpixel."""
NOISE = np.float32(200)
"""Squared distance in 8-bit levels. If the colours of two superpixels differ by much less, the colour term is small,
and the shape of the border decides."""

Leaves = NDArray[np.uint16]
Rows = NDArray[np.uint16]
Places = NDArray[np.int32]
Frame = NDArray[np.uint8]
Colours = NDArray[np.float32]
Colour = tuple[np.float32, np.float32, np.float32]
Four = tuple[bool, bool, bool, bool]


@njit(inline="always")
def is_removable(sides: Four, corners: Four) -> bool:
    """Whether a region stays 4-connected without a pixel: its neighbours in the region are connected around the pixel.

    sides: whether each 4-neighbour is in the region, clockwise from the upper one. corners: the same for the diagonal
    neighbours, clockwise from the upper right one.
    """
    above, right, below, left = sides
    count = above + right + below + left
    links = (above & corners[0] & right) + (right & corners[1] & below)
    links += (below & corners[2] & left) + (left & corners[3] & above)
    # n neighbours need n - 1 links to be connected. If n is 0, the pixel is the whole region, and must stay.
    return 0 < count <= links + 1


@njit(inline="never", **UNCOUNTED)
def settle_line(
    y: int,
    places: Places,
    factor: int,
    leaves: Leaves,
    rows_of: Rows,
    bgr: Frame,
    side: int,
    colours: Colours,
) -> None:
    """Move each pixel of a row to the neighbouring region that it fits best, if its own region stays 4-connected.

    places: (n,), the columns to check, in units of `factor` pixels. leaves: (H, W), the superpixel of each pixel; is
    changed. rows_of: (n,), the region of each superpixel. bgr: the frame, (its height, 3 times its width); each pixel
    of `leaves` covers `side` by `side` pixels of it. colours: (n, 3), the mean colour of each superpixel.
    """
    height, width = leaves.shape
    up, down = y > 0, y < height - 1
    top, bottom = y - up, y + down
    for place in range(places.shape[0]):
        for x in range(places[place] * factor, min((places[place] + 1) * factor, width)):
            # beyond the edge of the picture, the pixels at the edge are repeated, but count as no part of the region
            before, after = x > 0, x < width - 1
            left, right = x - before, x + after
            leaf = leaves[y, x]
            ln, le, ls, lw = leaves[top, x], leaves[y, right], leaves[bottom, x], leaves[y, left]
            if ln == leaf and le == leaf and ls == leaf and lw == leaf:
                continue
            own = rows_of[leaf]
            n, e, s, w = rows_of[ln], rows_of[le], rows_of[ls], rows_of[lw]
            if n == own and e == own and s == own and w == own:
                continue
            ne, se = rows_of[leaves[top, right]], rows_of[leaves[bottom, right]]
            sw, nw = rows_of[leaves[bottom, left]], rows_of[leaves[top, left]]
            n_own, e_own, s_own, w_own = up & (n == own), after & (e == own), down & (s == own), before & (w == own)
            ne_own, se_own = up & after & (ne == own), down & after & (se == own)
            sw_own, nw_own = down & before & (sw == own), up & before & (nw == own)
            if not is_removable((n_own, e_own, s_own, w_own), (ne_own, se_own, sw_own, nw_own)):
                continue
            if side == 1:
                colour = np.float32(bgr[y, 3 * x]), np.float32(bgr[y, 3 * x + 1]), np.float32(bgr[y, 3 * x + 2])
            else:
                colour = _mean_colour(bgr, y, x, side)
            same = n_own + e_own + s_own + w_own + ne_own + se_own + sw_own + nw_own
            own_distance = distance_to(colour, leaf, colours)
            own_colour = colours[leaf, 0], colours[leaf, 1], colours[leaf, 2]
            best, gain, last = leaf, np.float32(0), leaf
            for direction in range(4):
                if direction == 0:
                    other, candidate = n, ln
                elif direction == 1:
                    other, candidate = e, le
                elif direction == 2:
                    other, candidate = s, ls
                else:
                    other, candidate = w, lw
                if other == own or candidate == last:
                    continue
                last = candidate
                there = (n == other) + (e == other) + (s == other) + (w == other)
                there += (ne == other) + (se == other) + (sw == other) + (nw == other)
                distance, apart = distance_to(colour, candidate, colours), distance_to(own_colour, candidate, colours)
                better = (own_distance - distance) / (apart + NOISE) + SMOOTHNESS * np.float32(there - same)
                if better > gain:
                    best, gain = candidate, better
            leaves[y, x] = best


@njit(inline="never", **UNCOUNTED)
def _mean_colour(bgr: Frame, y: int, x: int, side: int) -> Colour:
    """The mean colour of the frame's pixels that a pixel of a level covers: bgr (H, 3 W)."""
    top, left = y * side, x * side
    bottom, right = min(top + side, bgr.shape[0]), min(left + side, bgr.shape[1] // 3)
    blue = green = red = 0
    for row in range(top, bottom):
        for column in range(left, right):
            blue += bgr[row, 3 * column]
            green += bgr[row, 3 * column + 1]
            red += bgr[row, 3 * column + 2]
    count = np.float32((bottom - top) * (right - left))
    return np.float32(blue) / count, np.float32(green) / count, np.float32(red) / count


@njit(inline="always")
def distance_to(colour: Colour, leaf: int, colours: Colours) -> np.float32:
    """The squared distance from a colour to the mean colour of a superpixel, in any colour space."""
    first, second, third = colour[0] - colours[leaf, 0], colour[1] - colours[leaf, 1], colour[2] - colours[leaf, 2]
    return np.float32(first * first + second * second + third * third)

"""The loop that moves a pixel to another superpixel if its colour is far from that of its own.

A thin object, such as a rod or a window frame, may be no wider than its blurred borders. The watershed then floods it
from whichever side comes first, and a superpixel may contain part of the object and part of what is behind it.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from live_seg.kernels.jit import UNCOUNTED, kernel
from live_seg.kernels.regions.border import distance_to, is_removable

FAR = np.float32(8**2)
"""Squared distance to the mean colour of its superpixel, in units of CIELAB, from which a pixel is an outlier."""
NEARER = np.float32(0.25)
"""An outlier moves if its squared distance to a neighbouring superpixel's colour is less than this share of its own."""


@kernel(allocates=False)
def move_outliers(
    lab: NDArray[np.float32], means: NDArray[np.float32], places: NDArray[np.int32], owner: NDArray[np.int32]
) -> None:
    """Move outliers to a neighbouring superpixel: lab (h, w, 3), owner (h, w), 0 to n - 1, is changed.

    A pixel only moves if its superpixel stays 4-connected. The mean colours stay fixed, and each move brings a pixel
    nearer to the mean colour of its superpixel, so the loop ends. means: (n, 4), places: (p,), with p at least h * w,
    are overwritten.
    """
    height, width = owner.shape
    _measure(lab, owner, means)
    count, room = 0, places.shape[0] - 4
    for y in range(height):
        for x in range(width):
            colour = lab[y, x, 0], lab[y, x, 1], lab[y, x, 2]
            if distance_to(colour, owner[y, x], means) >= FAR:
                places[count] = y * width + x
                count += 1
    # first in, first out: after a move, the neighbours of the pixel may be able to move too
    at = 0
    while at < count:
        y, x = places[at] // width, places[at] % width
        at += 1
        if _move(y, x, lab, means, owner) and count < room:
            for side in range(4):
                above, left = y + (side == 0) - (side == 1), x + (side == 2) - (side == 3)
                if 0 <= above < height and 0 <= left < width:
                    places[count] = above * width + left
                    count += 1


@njit(inline="never", **UNCOUNTED)
def _measure(lab: NDArray[np.float32], owner: NDArray[np.int32], means: NDArray[np.float32]) -> None:
    """The mean colour of each superpixel."""
    means[:] = 0
    for y in range(owner.shape[0]):
        for x in range(owner.shape[1]):
            sums = means[owner[y, x]]
            for channel in range(3):
                sums[channel] += lab[y, x, channel]
            sums[3] += np.float32(1)
    for one in range(means.shape[0]):
        for channel in range(3):
            means[one, channel] /= means[one, 3]


@njit(inline="never", **UNCOUNTED)
def _move(y: int, x: int, lab: NDArray[np.float32], means: NDArray[np.float32], owner: NDArray[np.int32]) -> bool:
    """Move an outlier to the neighbouring superpixel with the nearest colour, if that is clearly nearer."""
    height, width = owner.shape
    own = owner[y, x]
    up, down, before, after = y > 0, y < height - 1, x > 0, x < width - 1
    # beyond the edge of the picture, the pixels at the edge are repeated, but count as no part of the superpixel
    top, bottom, left, right = y - up, y + down, x - before, x + after
    n, e, s, w = owner[top, x], owner[y, right], owner[bottom, x], owner[y, left]
    if n == own and e == own and s == own and w == own:
        return False
    colour = lab[y, x, 0], lab[y, x, 1], lab[y, x, 2]
    distance = distance_to(colour, own, means)
    if distance < FAR:
        return False
    best, least = own, distance * NEARER
    for side in range(4):
        other = n if side == 0 else e if side == 1 else s if side == 2 else w
        if other != own:
            apart = distance_to(colour, other, means)
            if apart < least:
                best, least = other, apart
    if best == own:
        return False
    sides = up & (n == own), after & (e == own), down & (s == own), before & (w == own)
    ne, se = owner[top, right] == own, owner[bottom, right] == own
    sw, nw = owner[bottom, left] == own, owner[top, left] == own
    if not is_removable(sides, (up & after & ne, down & after & se, down & before & sw, up & before & nw)):
        return False
    owner[y, x] = best
    return True

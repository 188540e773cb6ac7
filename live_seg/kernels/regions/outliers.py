"""The loop that moves pixels out of superpixels whose colour they do not have.

A watershed fills what is as narrow as its blurred borders, such as a rod or the frame of a window, from whichever side
comes first. So a superpixel may be a piece of the frame with a piece of the wall behind.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from live_seg.kernels.jit import UNCOUNTED, kernel
from live_seg.kernels.regions.border import distance_to, is_removable

FAR = np.float32(8**2)
"""The squared distance, in units of CIELAB, from which a pixel does not have the colour of its superpixel."""
NEARER = np.float32(0.25)
"""It moves to a superpixel beside it if the squared distance to that one's colour is smaller by this factor."""


@kernel(allocates=False)
def move_outliers(
    lab: NDArray[np.float32], means: NDArray[np.float32], places: NDArray[np.int32], owner: NDArray[np.int32]
) -> None:
    """Move pixels that stand out to a superpixel beside them: lab (h, w, 3), owner (h, w), 0 to n - 1, is changed.

    A pixel only moves if its superpixel stays one 4-connected piece. Each move brings a pixel nearer to the colour of
    its superpixel, so moves come to an end. means: (n, 4), places: (p,), with p at least h * w, are overwritten.
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
    # first in, first out: after a move, the pixels beside it may be able to follow
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
    """Give a pixel to the superpixel beside it whose colour is nearest, if that is clearly nearer."""
    height, width = owner.shape
    own = owner[y, x]
    up, down, before, after = y > 0, y < height - 1, x > 0, x < width - 1
    # outside of the picture the edge is repeated, but belongs to no superpixel
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

"""The loops over pixels. Arrays come in, `out` is filled; what to call with what is decided in `features` and `labels`.

Every feature and every centroid is a multiple of 1/8 below 2**8 in magnitude, so that a squared distance is a multiple
of 1/64 below 2**18: float32 holds it exactly. Labels therefore do not depend on the order of operations, the number of
threads or the machine, and a tie is a tie.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit, prange

from live_seg.segment.jit import kernel

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Row = NDArray[np.float32]

LAB_STEPS_A_UNIT = np.float32(8)

SETTLED = 5
"""Frames that a pixel has to keep its colour for until its label is held. A moving edge has passed by then."""


@njit(inline="always")
def _lab_row(
    bgr: NDArray[np.uint8],
    linear: NDArray[np.float32],
    lightness: NDArray[np.float32],
    weights: NDArray[np.float32],
    first: Row,
    second: Row,
    third: Row,
) -> None:
    """A row of pixels as L*, a*, b*: `features.LabTables` has the tables."""
    xr, xb = weights[0, 0], weights[0, 2]
    yr, yb = weights[1, 0], weights[1, 2]
    zr, zb = weights[2, 0], weights[2, 2]
    half, step = np.float32(0.5), np.float32(1) / LAB_STEPS_A_UNIT
    for x in range(bgr.shape[0]):
        b, g, r = linear[bgr[x, 0]], linear[bgr[x, 1]], linear[bgr[x, 2]]
        # each row of weights sums to 1: written from g on, so that a gray has x = y = z to the bit, and no colour
        fx = lightness[np.uint32(np.int32(g + xr * (r - g) + xb * (b - g) + half))]
        fy = lightness[np.uint32(np.int32(g + yr * (r - g) + yb * (b - g) + half))]
        fz = lightness[np.uint32(np.int32(g + zr * (r - g) + zb * (b - g) + half))]
        first[x] = np.rint(np.float32(116) * fy - np.float32(16) * LAB_STEPS_A_UNIT) * step
        second[x] = np.rint(np.float32(500) * (fx - fy)) * step
        third[x] = np.rint(np.float32(200) * (fy - fz)) * step


@njit(inline="always")
def _bgr_row(bgr: NDArray[np.uint8], first: Row, second: Row, third: Row) -> None:
    for x in range(bgr.shape[0]):
        first[x], second[x], third[x] = bgr[x, 0], bgr[x, 1], bgr[x, 2]


@njit(inline="always")
def _nearest_row(first: Row, second: Row, third: Row, centroids: NDArray[np.float32], out: NDArray[np.uint8]) -> None:
    """The nearest centroid of each pixel of a row: one pass a centroid, which a compiler turns into vector code."""
    width = first.shape[0]
    nearest = np.empty(width, np.float32)
    label = np.empty(width, np.int32)
    for x in range(width):
        nearest[x] = np.inf
    for c in range(centroids.shape[0]):
        c0, c1, c2 = centroids[c, 0], centroids[c, 1], centroids[c, 2]
        for x in range(width):
            d0, d1, d2 = first[x] - c0, second[x] - c1, third[x] - c2
            distance = d0 * d0 + d1 * d1 + d2 * d2
            # strictly nearer: of two centroids at one distance the lower index wins
            label[x] = c if distance < nearest[x] else label[x]
            nearest[x] = min(distance, nearest[x])
    for x in range(width):
        out[x] = label[x]


@njit(inline="always")
def _held_row(
    bgr: NDArray[np.uint8],
    first: Row,
    second: Row,
    third: Row,
    centroids: NDArray[np.float32],
    slack: NDArray[np.float32],
    motion: int,
    seen: NDArray[np.uint8],
    quiet: NDArray[np.uint8],
    previous: NDArray[np.uint8],
    out: NDArray[np.uint8],
) -> None:
    """Give the settled pixels of a row their previous labels back where the new centroids are not clearly nearer."""
    for x in range(out.shape[0]):
        moved = False
        for channel in range(3):
            if abs(np.int32(bgr[x, channel]) - np.int32(seen[x, channel])) > motion:
                moved = True
            seen[x, channel] = bgr[x, channel]
        quiet[x] = 0 if moved else min(quiet[x] + 1, SETTLED)
        new, old = out[x], previous[x]
        if new != old and quiet[x] == SETTLED and old < centroids.shape[0]:
            n0, n1, n2 = first[x] - centroids[new, 0], second[x] - centroids[new, 1], third[x] - centroids[new, 2]
            o0, o1, o2 = first[x] - centroids[old, 0], second[x] - centroids[old, 1], third[x] - centroids[old, 2]
            nearer = (o0 * o0 + o1 * o1 + o2 * o2) - (n0 * n0 + n1 * n1 + n2 * n2)
            if nearer <= slack[old, new]:
                out[x] = old


@kernel(parallel=True)
def label_lab(
    bgr: NDArray[np.uint8],
    linear: NDArray[np.float32],
    lightness: NDArray[np.float32],
    weights: NDArray[np.float32],
    centroids: NDArray[np.float32],
    out: NDArray[np.uint8],
) -> None:
    """Label pixels by the nearest centroid in CIELAB: bgr (H, W, 3), centroids (k, 3) L*a*b*, out (H, W)."""
    height, width = out.shape
    for y in prange(height):
        first, second, third = np.empty(width, np.float32), np.empty(width, np.float32), np.empty(width, np.float32)
        _lab_row(bgr[y], linear, lightness, weights, first, second, third)
        _nearest_row(first, second, third, centroids, out[y])


@kernel(parallel=True)
def label_bgr(bgr: NDArray[np.uint8], centroids: NDArray[np.float32], out: NDArray[np.uint8]) -> None:
    """Label pixels by the nearest centroid in BGR: bgr (H, W, 3), centroids (k, 3), out (H, W)."""
    height, width = out.shape
    for y in prange(height):
        first, second, third = np.empty(width, np.float32), np.empty(width, np.float32), np.empty(width, np.float32)
        _bgr_row(bgr[y], first, second, third)
        _nearest_row(first, second, third, centroids, out[y])


@kernel(parallel=True)
def hold_lab(
    bgr: NDArray[np.uint8],
    linear: NDArray[np.float32],
    lightness: NDArray[np.float32],
    weights: NDArray[np.float32],
    centroids: NDArray[np.float32],
    slack: NDArray[np.float32],
    motion: int,
    seen: NDArray[np.uint8],
    quiet: NDArray[np.uint8],
    previous: NDArray[np.uint8],
    out: NDArray[np.uint8],
) -> None:
    """`label_lab` with memory: slack (k, k), seen (H, W, 3) and quiet (H, W) are read and written, `hold` has why."""
    height, width = out.shape
    for y in prange(height):
        first, second, third = np.empty(width, np.float32), np.empty(width, np.float32), np.empty(width, np.float32)
        _lab_row(bgr[y], linear, lightness, weights, first, second, third)
        _nearest_row(first, second, third, centroids, out[y])
        _held_row(bgr[y], first, second, third, centroids, slack, motion, seen[y], quiet[y], previous[y], out[y])


@kernel(parallel=True)
def hold_bgr(
    bgr: NDArray[np.uint8],
    centroids: NDArray[np.float32],
    slack: NDArray[np.float32],
    motion: int,
    seen: NDArray[np.uint8],
    quiet: NDArray[np.uint8],
    previous: NDArray[np.uint8],
    out: NDArray[np.uint8],
) -> None:
    """`label_bgr` with memory, as `hold_lab`."""
    height, width = out.shape
    for y in prange(height):
        first, second, third = np.empty(width, np.float32), np.empty(width, np.float32), np.empty(width, np.float32)
        _bgr_row(bgr[y], first, second, third)
        _nearest_row(first, second, third, centroids, out[y])
        _held_row(bgr[y], first, second, third, centroids, slack, motion, seen[y], quiet[y], previous[y], out[y])


@kernel()
def lab_of(
    bgr: NDArray[np.uint8],
    linear: NDArray[np.float32],
    lightness: NDArray[np.float32],
    weights: NDArray[np.float32],
    out: NDArray[np.float32],
) -> None:
    """Pixels as CIELAB: bgr (N, 3), out (N, 3) L*a*b*, by the same arithmetic as `label_lab`."""
    _lab_row(bgr, linear, lightness, weights, out[:, 0], out[:, 1], out[:, 2])

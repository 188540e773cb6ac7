"""Loops for the soft border of a cut-out: how opaque its pixels are, and how they mix with a background.

Points are int32 (n, 2), column and row of each pixel at the border.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from live_seg.kernels.jit import kernel


@kernel(allocates=False)
def estimate(
    bgr: NDArray[np.uint8],
    mask: NDArray[np.uint8],
    border: NDArray[np.uint8],
    points: NDArray[np.int32],
    reach: int,
    noise: np.float32,
    margin: np.float32,
    opacity: NDArray[np.float32],
    sides: NDArray[np.float32],
    picked_range: NDArray[np.uint8],
) -> None:
    """Estimate how opaque the pixels at a border are, and the colour behind each of them.

    A pixel at a border is assumed to be a mixture of the mean colours of the two sides near it. Its opacity is its
    position on the line between them. The less the means differ, compared with how much the colours vary on each side,
    the more the opacity follows the share of picked pixels around the pixel instead.

    bgr: (H, W, 3). mask: (H, W), 255 where something is picked, else 0. border: (H, W), not 0 at the border. reach: how
    far to look for either side, in pixels. noise: squared distance of two mean colours that chance can cause. margin:
    opacities that are nearer than about this to 0 or 1 become 0 or 1. opacity: (n,), 0 to 1, is filled. sides: (n, 3),
    the mean colour outside, is filled; the pixel's own if there is none. picked_range: (n, 2, 3), the lowest and the
    highest value of each channel inside, is filled; the pixel's own if there is none.
    """
    height, width = mask.shape
    for point in range(points.shape[0]):
        x, y = points[point, 0], points[point, 1]
        inside, outside, near, picked = 0, 0, 0, 0
        f0 = f1 = f2 = b0 = b1 = b2 = ff = bb = np.float32(0)
        for v in range(max(0, y - reach), min(height, y + reach + 1)):
            for u in range(max(0, x - reach), min(width, x + reach + 1)):
                if abs(v - y) <= 1 and abs(u - x) <= 1:
                    near += 1
                    picked += mask[v, u] != 0
                if border[v, u] != 0:
                    continue
                c0, c1, c2 = np.float32(bgr[v, u, 0]), np.float32(bgr[v, u, 1]), np.float32(bgr[v, u, 2])
                square = c0 * c0 + c1 * c1 + c2 * c2
                if mask[v, u] != 0:
                    for channel in range(3):
                        value = bgr[v, u, channel]
                        if inside == 0 or value < picked_range[point, 0, channel]:
                            picked_range[point, 0, channel] = value
                        if inside == 0 or value > picked_range[point, 1, channel]:
                            picked_range[point, 1, channel] = value
                    inside += 1
                    f0, f1, f2, ff = f0 + c0, f1 + c1, f2 + c2, ff + square
                else:
                    outside += 1
                    b0, b1, b2, bb = b0 + c0, b1 + c1, b2 + c2, bb + square
        own0, own1, own2 = np.float32(bgr[y, x, 0]), np.float32(bgr[y, x, 1]), np.float32(bgr[y, x, 2])
        opacity[point] = np.float32(picked) / np.float32(near)
        sides[point, 0], sides[point, 1], sides[point, 2] = own0, own1, own2
        if inside == 0:
            for channel in range(3):
                picked_range[point, 0, channel] = picked_range[point, 1, channel] = bgr[y, x, channel]
        if inside > 0 and outside > 0:
            n, m = np.float32(inside), np.float32(outside)
            f0, f1, f2, b0, b1, b2 = f0 / n, f1 / n, f2 / n, b0 / m, b1 / m, b2 / m
            varies = ff / n - (f0 * f0 + f1 * f1 + f2 * f2) + bb / m - (b0 * b0 + b1 * b1 + b2 * b2)
            d0, d1, d2 = f0 - b0, f1 - b1, f2 - b2
            apart = d0 * d0 + d1 * d1 + d2 * d2
            along = (own0 - b0) * d0 + (own1 - b1) * d1 + (own2 - b2) * d2
            place = min(max(along / max(apart, np.float32(1)), np.float32(0)), np.float32(1))
            sure = apart / (apart + varies + noise)
            mixed = sure * place + (np.float32(1) - sure) * opacity[point]
            opacity[point] = min(
                max(mixed + margin * (np.float32(2) * mixed - np.float32(1)), np.float32(0)), np.float32(1)
            )
            sides[point, 0], sides[point, 1], sides[point, 2] = b0, b1, b2


@kernel(allocates=False)
def settle(
    bgr: NDArray[np.uint8],
    before: NDArray[np.uint8],
    alpha_before: NDArray[np.uint8],
    points: NDArray[np.int32],
    still: int,
    follows: np.float32,
    opacity: NDArray[np.float32],
) -> None:
    """Keep a border steady: where a picture is still, opacities move only a share of the way to their new values.

    bgr, before: (H, W, 3), the picture and the previous one. alpha_before: (H, W), the opacities of the latter. still:
    how many levels a channel of a still pixel may change. follows: the share. opacity: (n,), 0 to 1, is changed.
    """
    for point in range(points.shape[0]):
        x, y = points[point, 0], points[point, 1]
        moved = np.int64(0)
        for channel in range(3):
            moved = max(moved, abs(np.int64(bgr[y, x, channel]) - np.int64(before[y, x, channel])))
        if moved <= still:
            last = np.float32(alpha_before[y, x]) / np.float32(255)
            opacity[point] = last + follows * (opacity[point] - last)


@kernel(allocates=False)
def separate(
    bgr: NDArray[np.uint8],
    points: NDArray[np.int32],
    sides: NDArray[np.float32],
    picked_range: NDArray[np.uint8],
    beyond: int,
    opacity: NDArray[np.float32],
    alpha: NDArray[np.uint8],
    colours: NDArray[np.uint8],
) -> None:
    """Round opacities, and remove the old background from the colours at a border.

    A small error of the opacity is a large one of the colour, so the colour is kept within the range of those inside.

    bgr: (H, W, 3). sides: (n, 3), the colour behind each point. picked_range: (n, 2, 3), the lowest and the highest
    value inside. beyond: how many levels a colour may lie beyond them. opacity: (n,), 0 to 1. alpha: (H, W), the
    opacities of the points are written into it. colours: (n, 3), is filled; those of opaque pixels are unchanged.
    """
    for point in range(points.shape[0]):
        x, y = points[point, 0], points[point, 1]
        opaque = np.uint8(np.float32(255) * opacity[point] + np.float32(0.5))
        alpha[y, x] = opaque
        share = np.float32(opaque) / np.float32(255)
        for channel in range(3):
            own = np.float32(bgr[y, x, channel])
            if opaque in (0, 255):
                colours[point, channel] = bgr[y, x, channel]
                continue
            front = (own - (np.float32(1) - share) * sides[point, channel]) / share
            low = np.float32(max(picked_range[point, 0, channel] - beyond, 0))
            high = np.float32(min(picked_range[point, 1, channel] + beyond, 255))
            colours[point, channel] = np.uint8(min(max(front, low), high) + np.float32(0.5))


@kernel(allocates=False)
def mix(
    points: NDArray[np.int32], alpha: NDArray[np.uint8], colours: NDArray[np.uint8], out: NDArray[np.uint8]
) -> None:
    """Mix the colours of points with a background, by their opacities.

    alpha: (H, W). colours: (n, 3). out: (H, W, 3), the background, is changed at the points.
    """
    for point in range(points.shape[0]):
        x, y = points[point, 0], points[point, 1]
        opaque = np.int64(alpha[y, x])
        for channel in range(3):
            front, back = np.int64(colours[point, channel]), np.int64(out[y, x, channel])
            out[y, x, channel] = (opaque * front + (255 - opaque) * back + 127) // 255

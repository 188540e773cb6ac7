"""The loops over a sample: its clusters, how each would fall in two, and how far any two are apart.

Arrays come in, `out` arrays are filled. One thread, and sums of multiples of 1/8 that are exact in any order: the same
on every machine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from live_seg.kernels.jit import kernel
from live_seg.kernels.nearest import find_nearest

if TYPE_CHECKING:
    from numpy.typing import NDArray


@kernel()
def descend(
    points: NDArray[np.float32],
    steps: int,
    tolerance: float,
    centroids: NDArray[np.float32],
    labels: NDArray[np.uint8],
    distances: NDArray[np.float32],
    counts: NDArray[np.int64],
    means: NDArray[np.float64],
) -> None:
    """Lloyd steps: centroids (k, 3) move to the means of the points (N, 3) that are nearest to them, and so on.

    At most so many, and no more after one that lowers the sum of squared distances by no more than `tolerance`, a part
    of it. Then labels and squared distances (N,), counts (k,) and means (k, 3) are those of the centroids as they have
    become, which are as good as any on the way. The mean of a cluster with no points is its centroid.
    """
    first, second, third = points[:, 0].copy(), points[:, 1].copy(), points[:, 2].copy()
    nearest, all_of_them = np.empty(points.shape[0], np.uint32), np.arange(centroids.shape[0]).astype(np.uint32)
    before, inertia = centroids.copy(), np.inf
    # in four lanes, by turns: neighbours mostly go to one cluster, and one sum would wait for itself at each point
    lanes, sums = np.empty((4, centroids.shape[0], 4)), np.empty(4)
    for step in range(steps + 1):
        find_nearest((first, second, third), points.shape[0], centroids.T, all_of_them, distances, nearest)
        sums[:] = 0
        for i in range(points.shape[0]):
            sums[i & 3] += distances[i]
        squares = sums.sum()
        is_last = step == steps or squares >= (1 - tolerance) * inertia
        if squares > inertia:
            # centroids are rounded: at the very end a step may go up by a last bit
            centroids[:] = before
            find_nearest((first, second, third), points.shape[0], centroids.T, all_of_them, distances, nearest)
        lanes[:] = 0
        for i in range(points.shape[0]):
            lane = lanes[i & 3, nearest[i]]
            lane[0] += first[i]
            lane[1] += second[i]
            lane[2] += third[i]
            lane[3] += 1
        for c in range(centroids.shape[0]):
            count = lanes[0, c, 3] + lanes[1, c, 3] + lanes[2, c, 3] + lanes[3, c, 3]
            counts[c] = np.int64(count)
            for axis in range(3):
                total = lanes[0, c, axis] + lanes[1, c, axis] + lanes[2, c, axis] + lanes[3, c, axis]
                means[c, axis] = total / count if count else centroids[c, axis]
        if is_last:
            break
        inertia = squares
        before[:] = centroids
        centroids[:] = means
    for i in range(points.shape[0]):
        labels[i] = nearest[i]


@kernel()
def spread(
    points: NDArray[np.float32], labels: NDArray[np.uint8], means: NDArray[np.float64], out: NDArray[np.float64]
) -> None:
    """The scatter of each cluster about its mean: out (k, 3, 3)."""
    out[:] = 0
    for i in range(points.shape[0]):
        c = labels[i]
        for row in range(3):
            for column in range(3):
                out[c, row, column] += (points[i, row] - means[c, row]) * (points[i, column] - means[c, column])


@kernel()
def halve(
    points: NDArray[np.float32],
    labels: NDArray[np.uint8],
    means: NDArray[np.float64],
    axes: NDArray[np.float64],
    counts: NDArray[np.int64],
    halves: NDArray[np.float64],
) -> None:
    """Each cluster cut in two at its mean, across its axis (k, 3): counts (k, 2), means of the halves (k, 2, 3)."""
    counts[:] = 0
    halves[:] = 0
    for i in range(points.shape[0]):
        c = labels[i]
        along = 0.0
        for axis in range(3):
            along += (points[i, axis] - means[c, axis]) * axes[c, axis]
        side = 1 if along > 0 else 0
        counts[c, side] += 1
        for axis in range(3):
            halves[c, side, axis] += points[i, axis]
    for c in range(means.shape[0]):
        for side in range(2):
            for axis in range(3):
                halves[c, side, axis] = halves[c, side, axis] / counts[c, side] if counts[c, side] else means[c, axis]


@kernel()
def face(
    points: NDArray[np.float32],
    labels: NDArray[np.uint8],
    means: NDArray[np.float64],
    band: float,
    between: NDArray[np.int64],
    about: NDArray[np.int64],
) -> None:
    """How many points of each cluster lie half-way to each other one, and how many about its own mean: (k, k) each.

    Along the line from mean to mean, 0 to 1, they are those from 0.5 - band on, and those up to band from 0.
    """
    k = means.shape[0]
    between[:] = 0
    about[:] = 0
    for i in range(points.shape[0]):
        a = labels[i]
        for b in range(k):
            along, length = 0.0, 0.0
            for axis in range(3):
                step = means[b, axis] - means[a, axis]
                along += (points[i, axis] - means[a, axis]) * step
                length += step * step
            if length > 0:
                between[a, b] += along > (0.5 - band) * length
                about[a, b] += abs(along) < band * length

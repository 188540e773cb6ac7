"""Loops over a sample: Lloyd's algorithm, scatter, splitting a cluster in two, and how far clusters are apart.

They run in one thread, and their sums are sums of multiples of 1/8, which are exact in any order: the result is the
same on every machine.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from live_seg.kernels.jit import kernel
from live_seg.kernels.nearest import find_nearest


@kernel()
def run_lloyd(
    points: NDArray[np.float32],
    weights: NDArray[np.float32],
    steps: int,
    tolerance: float,
    centroids: NDArray[np.float32],
    labels: NDArray[np.uint8],
    distances: NDArray[np.float32],
    counts: NDArray[np.int64],
    means: NDArray[np.float64],
) -> None:
    """Lloyd's algorithm: move each centroid to the mean of the points that are nearest to it, again and again.

    It ends after `steps` steps, or after one that lowers the inertia by no more than the share `tolerance` of it.

    points: (N, 3). weights: (N,), whole numbers; a point counts as this many. centroids: (k, 3), moved in place. labels
    and distances (squared): (N,). counts: (k,). means: (k, 3); the mean of a cluster without points is its centroid.
    The outputs belong to the centroids as they are at the end, which have the lowest inertia of all steps.
    """
    first, second, third = points[:, 0].copy(), points[:, 1].copy(), points[:, 2].copy()
    nearest, every_centroid = np.empty(points.shape[0], np.uint32), np.arange(centroids.shape[0]).astype(np.uint32)
    before, inertia = centroids.copy(), np.inf
    # Four partial sums, used in turn: neighbouring points mostly belong to one cluster, and with a single sum each
    # addition would wait for the one before.
    lanes, sums = np.empty((4, centroids.shape[0], 4)), np.empty(4)
    for step in range(steps + 1):
        find_nearest((first, second, third), points.shape[0], centroids.T, every_centroid, distances, nearest)
        sums[:] = 0
        for i in range(points.shape[0]):
            sums[i & 3] += np.float64(weights[i]) * distances[i]
        squares = sums.sum()
        is_last = step == steps or squares >= (1 - tolerance) * inertia
        if squares > inertia:
            # Centroids are rounded to float32, so that the last step may raise the inertia by a last bit.
            centroids[:] = before
            find_nearest((first, second, third), points.shape[0], centroids.T, every_centroid, distances, nearest)
        lanes[:] = 0
        for i in range(points.shape[0]):
            lane = lanes[i & 3, nearest[i]]
            weight = np.float64(weights[i])
            lane[0] += weight * first[i]
            lane[1] += weight * second[i]
            lane[2] += weight * third[i]
            lane[3] += weight
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
def scatter(
    points: NDArray[np.float32],
    weights: NDArray[np.float32],
    labels: NDArray[np.uint8],
    means: NDArray[np.float64],
    out: NDArray[np.float64],
) -> None:
    """The scatter matrix of each cluster about its mean: weights (N,), out (k, 3, 3)."""
    out[:] = 0
    for i in range(points.shape[0]):
        c = labels[i]
        weight = np.float64(weights[i])
        for row in range(3):
            aside = weight * (points[i, row] - means[c, row])
            for column in range(3):
                out[c, row, column] += aside * (points[i, column] - means[c, column])


@kernel()
def split(
    points: NDArray[np.float32],
    weights: NDArray[np.float32],
    labels: NDArray[np.uint8],
    means: NDArray[np.float64],
    axes: NDArray[np.float64],
    counts: NDArray[np.int64],
    half_means: NDArray[np.float64],
) -> None:
    """Split each cluster at its mean, across an axis.

    weights: (N,). axes: (k, 3). counts: (k, 2). half_means: (k, 2, 3).
    """
    counts[:] = 0
    half_means[:] = 0
    for i in range(points.shape[0]):
        c = labels[i]
        along = 0.0
        for axis in range(3):
            along += (points[i, axis] - means[c, axis]) * axes[c, axis]
        side = 1 if along > 0 else 0
        weight = np.float64(weights[i])
        counts[c, side] += np.int64(weight)
        for axis in range(3):
            half_means[c, side, axis] += weight * points[i, axis]
    for c in range(means.shape[0]):
        for side in range(2):
            for axis in range(3):
                half_means[c, side, axis] = (
                    half_means[c, side, axis] / counts[c, side] if counts[c, side] else means[c, axis]
                )


@kernel()
def count_valleys(
    points: NDArray[np.float32],
    labels: NDArray[np.uint8],
    means: NDArray[np.float64],
    band: float,
    between: NDArray[np.int64],
    about: NDArray[np.int64],
) -> None:
    """Count each cluster's points half-way to each other cluster, and near its own mean: (k, k) each.

    Positions are measured along the line between the two means, from 0 to 1. Half-way is above 0.5 - band; near the
    mean is below band.
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

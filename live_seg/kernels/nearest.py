"""The loop behind every label: the nearest centroid."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

Axis = NDArray[np.float32]


@njit(inline="never")
def find_nearest(
    points: tuple[Axis, Axis, Axis],
    count: int,
    centroids: NDArray[np.float32],
    candidates: NDArray[np.uint32],
    distances: NDArray[np.float32],
    out: NDArray[np.uint32],
) -> None:
    """Find the nearest centroid of each of the first `count` points, and the squared distance to it.

    points: three arrays (N,), one for each feature. centroids: (3, k). candidates: indices of the centroids to compare,
    in order. distances and out: (N,).
    """
    for i in range(count):
        distances[i] = np.inf
    # one pass for each centroid, which compilers turn into vector code
    for place in range(candidates.shape[0]):
        c = candidates[place]
        c0, c1, c2 = centroids[0, c], centroids[1, c], centroids[2, c]
        for i in range(count):
            d0, d1, d2 = points[0][i] - c0, points[1][i] - c1, points[2][i] - c2
            distance = d0 * d0 + d1 * d1 + d2 * d2
            # strictly nearer: of two centroids at the same distance the lower index wins
            out[i] = c if distance < distances[i] else out[i]
            distances[i] = min(distance, distances[i])

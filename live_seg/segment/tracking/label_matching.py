"""Which new cluster gets which old label: one-to-one matchings by the Hungarian method (SciPy)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from live_seg.segment.lloyd import Clusters

STATIC_WEIGHT = 20.0
"""A static pixel counts as this many: a change of its label would be seen."""


def match_by_colour(new: NDArray[np.floating], old: NDArray[np.floating]) -> NDArray[np.float64]:
    """Match centroids to older ones of similar colours, and return them in the order of the old labels.

    The matching minimises the sum of the square roots of the distances. By the triangle inequality for roots, a colour
    that is in both palettes keeps its label, whatever else has changed. With squared distances it would not.

    Args:
        new: (m, 3).
        old: (k, 3), in the same feature space.

    Returns:
        float64 (max(k, m), 3). If m < k, old clusters without a match keep their centroids; if m > k, new clusters
        without a match come last.
    """
    apart = ((old[:, None].astype(np.float64) - new[None]) ** 2).sum(axis=2)
    places, which = linear_sum_assignment(apart**0.25)
    matched = old.astype(np.float64)
    matched[places] = new[which]
    return np.concatenate([matched, np.delete(new, which, axis=0)])


def match_by_pixels(new: Clusters, old: Clusters, static: NDArray[np.bool_]) -> NDArray[np.intp]:
    """For each old label the new label that takes over most of its pixels. Static pixels count more.

    Both are clusters of the same points, and equally many; `static`: bool (N,).
    """
    shared = shared_pixels(new, old, np.where(static, STATIC_WEIGHT, 1.0))
    # if no pixel decides, the colour does
    apart = np.sqrt(((old.centroids[:, None] - new.centroids[None]) ** 2).sum(axis=2))
    places: NDArray[np.intp] = linear_sum_assignment(1e-3 * apart - shared)[1]
    return places


def shared_pixels(new: Clusters, old: Clusters, weights: NDArray[np.floating | np.bool_]) -> NDArray[np.float64]:
    """The weight of the points that move from each old cluster to each new one: (k, m)."""
    k, m = len(old.centroids), len(new.centroids)
    pairs = np.bincount(old.labels.astype(np.intp) * m + new.labels, weights, k * m)
    return np.asarray(pairs.reshape(k, m), np.float64)

"""Fitting centroids to a sample, with scikit-learn.

The warm step is one Lloyd step: a new `MiniBatchKMeans` whose only batch is the whole sample. An estimator that is kept
over frames would count every sample it ever saw and move less and less, long after the light has changed.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray
from sklearn import config_context
from sklearn.cluster import KMeans, MiniBatchKMeans
from threadpoolctl import ThreadpoolController

from live_seg.segment.colour_space import distinct

RESTARTS = 3
COLD_ITERATIONS = 50


@cache
def _threads() -> ThreadpoolController:
    # once, because finding the thread pools takes milliseconds; after scikit-learn has loaded its own
    return ThreadpoolController()


def fit_cold(
    sample: NDArray[np.float32], k: int, seed: int, weights: NDArray[np.float32] | None = None
) -> NDArray[np.float64]:
    """Fit k centroids without a start: k-means++, the best of three starts, to convergence.

    Args:
        sample: float32 (N, 3) with at least k different rows.
        k: number of clusters.
        seed: seed of k-means++.
        weights: float32 (N,), how many times each row counts; None for once.

    Returns:
        float64 (k, 3).
    """
    # one OpenMP thread: a sample this small is two to three times faster, and leaves the cores to the other stages
    with _threads().limit(limits=1):
        # KMeans, not MiniBatchKMeans, which takes four times as long here and ends further from the optimum
        model = KMeans(k, n_init=RESTARTS, max_iter=COLD_ITERATIONS, random_state=seed).fit(
            sample.astype(np.float64), sample_weight=weights
        )
    centroids: NDArray[np.float64] = model.cluster_centers_
    return centroids


def fit_anew(
    points: NDArray[np.float32], k: int, seed: int, weights: NDArray[np.float32] | None = None
) -> NDArray[np.floating]:
    """`fit_cold`; or all colours of points (N, 3) if there are no more than k: (k, 3)."""
    colours = distinct(points)
    return colours if len(colours) <= k else fit_cold(points, k, seed, weights)


def step_warm(
    sample: NDArray[np.float32], centroids: NDArray[np.floating], weights: NDArray[np.float32] | None = None
) -> NDArray[np.float64]:
    """Move centroids by one Lloyd step. A centroid that is nearest to no sample stays where it is.

    Args:
        sample: float32 (N, 3).
        centroids: (k, 3), those of the frame before.
        weights: float32 (N,), how many times each row counts; None for once.

    Returns:
        float64 (k, 3), in the same order.
    """
    if len(sample) < len(centroids):
        # scikit-learn wants at least one sample for each cluster; repeated samples have the same means
        times = -(-len(centroids) // len(sample))
        sample, weights = np.tile(sample, (times, 1)), None if weights is None else np.tile(weights, times)
    model = MiniBatchKMeans(
        len(centroids),
        init=centroids,
        n_init=1,
        batch_size=len(sample),
        # more than 0 would move centroids with few samples to random places, and change the meaning of their labels
        reassignment_ratio=0,
        compute_labels=False,
    )
    # the checks that scikit-learn makes at each call are known to pass
    with _threads().limit(limits=1), config_context(assume_finite=True, skip_parameter_validation=True):
        model.partial_fit(sample, sample_weight=weights)
    moved: NDArray[np.float64] = model.cluster_centers_.astype(np.float64)
    return moved

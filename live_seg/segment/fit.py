"""Fitting centroids to a sample, with scikit-learn.

The warm step is one Lloyd iteration: a fresh `MiniBatchKMeans` whose one batch is the whole sample. One estimator kept
over frames would count every sample it ever saw and move less and less, long after the light has changed.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from sklearn import config_context
from sklearn.cluster import KMeans, MiniBatchKMeans
from threadpoolctl import ThreadpoolController

from live_seg.segment.colour_space import distinct

if TYPE_CHECKING:
    from numpy.typing import NDArray

RESTARTS = 3
COLD_ITERATIONS = 50


@cache
def _threads() -> ThreadpoolController:
    # finding the thread pools takes milliseconds, so once; after scikit-learn has loaded its own
    return ThreadpoolController()


def fit_cold(sample: NDArray[np.float32], k: int, seed: int) -> NDArray[np.float64]:
    """Fit k centroids from nothing: k-means++, the best of three starts, converged.

    Args:
        sample: float32 (N, 3) with at least k distinct rows.
        k: clusters.
        seed: of k-means++.

    Returns:
        float64 (k, 3).
    """
    # one OpenMP thread: a sample this small is two to three times faster, and does not fight with the other stages
    with _threads().limit(limits=1):
        # KMeans itself: MiniBatchKMeans counts up here too, takes four times as long and ends further from the optimum
        model = KMeans(k, n_init=RESTARTS, max_iter=COLD_ITERATIONS, random_state=seed).fit(sample.astype(np.float64))
    centroids: NDArray[np.float64] = model.cluster_centers_
    return centroids


def fit_anew(points: NDArray[np.float32], k: int, seed: int) -> NDArray[np.floating]:
    """`fit_cold`, or all the colours of (N, 3) points where there are no more than k: (k, 3)."""
    colours = distinct(points)
    return colours if len(colours) <= k else fit_cold(points, k, seed)


def step_warm(sample: NDArray[np.float32], centroids: NDArray[np.floating]) -> NDArray[np.float64]:
    """Move centroids one Lloyd step over a sample. One that is nearest to no sample stays where it is.

    Args:
        sample: float32 (N, 3).
        centroids: (k, 3), the previous frame's.

    Returns:
        float64 (k, 3), in the same order.
    """
    if len(sample) < len(centroids):
        # scikit-learn wants a sample for each cluster; taken twice, a sample has the same means
        sample = np.tile(sample, (-(-len(centroids) // len(sample)), 1))
    model = MiniBatchKMeans(
        len(centroids),
        init=centroids,
        n_init=1,
        batch_size=len(sample),
        # more than 0 would move starved centroids at random, and with them the meaning of their labels
        reassignment_ratio=0,
        compute_labels=False,
    )
    # what scikit-learn would look for at each call is known to be as it should
    with _threads().limit(limits=1), config_context(assume_finite=True, skip_parameter_validation=True):
        model.partial_fit(sample)
    moved: NDArray[np.float64] = model.cluster_centers_.astype(np.float64)
    return moved

"""A sample cut into clusters: the figures that continuity over time is decided by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from live_seg.kernels import lloyd as cluster_kernels
from live_seg.kernels.jit import constant

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Points = NDArray[np.float32]
    Means = NDArray[np.float64]


MOST_STEPS = 1000
"""Of a descent that is to converge: far more than any takes."""


@dataclass(frozen=True, slots=True, eq=False)
class Clusters:
    """Points, each with the nearest of some centroids.

    `points`: float32 (N, 3) in the feature space. `centroids`: float32 (k, 3). `labels`: uint8 (N,), the lowest index
    where two centroids are as near. `counts`: int64 (k,). `means`: float64 (k, 3); that of an empty cluster is its
    centroid. `inertia`: the sum of squared distances of the points to their centroids (WCSS).
    """

    points: Points
    centroids: Points
    labels: NDArray[np.uint8]
    counts: NDArray[np.int64]
    means: Means
    inertia: float


def clusters_of(points: Points, centroids: NDArray[np.floating]) -> Clusters:
    """Cut points (N, 3) up by the nearest of centroids (k, 3)."""
    return after_steps(points, centroids, 0)


def after_steps(points: Points, centroids: NDArray[np.floating], steps: int) -> Clusters:
    """Cut points (N, 3) up after some Lloyd steps of the centroids (k, 3), or as soon as they stand still.

    `fit.step_warm` is such a step too. It is scikit-learn's, and the fit that a palette has in every frame; these are
    for what is only looked at, and cost a fifth.
    """
    return _descended(points, centroids, steps, 0.0)


def converged(points: Points, centroids: NDArray[np.floating], tolerance: float) -> Clusters:
    """Cut points (N, 3) up after as many Lloyd steps as each lower the inertia by more than a part of `tolerance`."""
    return _descended(points, centroids, MOST_STEPS, tolerance)


def _descended(points: Points, centroids: NDArray[np.floating], steps: int, tolerance: float) -> Clusters:
    moving = np.array(centroids, np.float32, order="C")
    labels, distances = np.empty(len(points), np.uint8), np.empty(len(points), np.float32)
    counts, means = np.empty(len(moving), np.int64), np.empty((len(moving), 3))
    cluster_kernels.descend(constant(points), steps, tolerance, moving, labels, distances, counts, means)
    return Clusters(points, moving, labels, counts, means, float(distances.sum(dtype=np.float64)))


class Halves(NamedTuple):
    """What each cluster would fall into, cut at its mean across its longest axis.

    `gain`: float64 (k,), by how much that lowers the inertia. `means`: float64 (k, 2, 3), the larger half first.
    """

    gain: NDArray[np.float64]
    means: Means


def halves_of(clusters: Clusters) -> Halves:
    """Cut every cluster in two. The longest axis is the principal one, and of its two directions always the same."""
    k = len(clusters.centroids)
    scatter, counts, means = np.empty((k, 3, 3)), np.empty((k, 2), np.int64), np.empty((k, 2, 3))
    points, labels, centres = constant(clusters.points), constant(clusters.labels), constant(clusters.means)
    cluster_kernels.spread(points, labels, centres, scatter)
    axes = np.ascontiguousarray(np.linalg.eigh(scatter).eigenvectors[:, :, 2])
    largest = np.take_along_axis(axes, np.abs(axes).argmax(axis=1)[:, None], axis=1)
    axes *= np.where(largest < 0, -1.0, 1.0)
    cluster_kernels.halve(points, labels, centres, constant(axes), counts, means)
    # Huygens: a cluster's inertia is that of its parts plus that of their means
    between = ((means[:, 0] - means[:, 1]) ** 2).sum(axis=1)
    gain = counts[:, 0] * counts[:, 1] / np.maximum(counts.sum(axis=1), 1) * between
    larger_first = np.where(counts[:, 1] > counts[:, 0], 1, 0)
    order = np.stack([larger_first, 1 - larger_first], axis=1)
    return Halves(gain, np.take_along_axis(means, order[:, :, None], axis=1))


def merge_costs(clusters: Clusters) -> NDArray[np.float64]:
    """By how much merging each pair raises the inertia (Ward's criterion): (k, k), infinite on the diagonal.

    An empty cluster goes into any other for nothing.
    """
    counts = clusters.counts.astype(np.float64)
    apart = ((clusters.means[:, None] - clusters.means[None]) ** 2).sum(axis=2)
    costs = np.asarray(np.outer(counts, counts) / np.maximum(np.add.outer(counts, counts), 1) * apart)
    np.fill_diagonal(costs, np.inf)
    return costs

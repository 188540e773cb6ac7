"""Clusters of a sample: Lloyd's algorithm, and what splits and merges would gain or cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from live_seg.buffers import read_only
from live_seg.kernels import lloyd as lloyd_kernels

Points = NDArray[np.float32]
Means = NDArray[np.float64]
Weights = NDArray[np.float32]


MOST_STEPS = 1000
"""Steps to convergence, at most: far more than it ever takes."""


@dataclass(frozen=True, slots=True, eq=False)
class Clusters:
    """Points, each in the cluster of its nearest centroid.

    Attributes:
        points: float32 (N, 3), in the feature space.
        weights: float32 (N,), whole numbers. A point counts as this many in the counts, the means and the inertia.
        centroids: float32 (k, 3).
        labels: uint8 (N,), the lower index where two centroids are equally near.
        counts: int64 (k,), weight of each cluster: the number of its points if all weights are 1.
        means: float64 (k, 3); that of an empty cluster is its centroid.
        inertia: the sum of squared distances of the points to their centroids (WCSS).
    """

    points: Points
    weights: Weights
    centroids: Points
    labels: NDArray[np.uint8]
    counts: NDArray[np.int64]
    means: Means
    inertia: float

    @property
    def weight(self) -> int:
        """The weight of all points: their number if all weights are 1."""
        return int(self.counts.sum())


def assign(points: Points, centroids: NDArray[np.floating], weights: Weights | None = None) -> Clusters:
    """Assign points (N, 3), with weights (N,) or 1, to the nearest of centroids (k, 3)."""
    return run_steps(points, centroids, 0, weights)


def run_steps(points: Points, centroids: NDArray[np.floating], steps: int, weights: Weights | None = None) -> Clusters:
    """Assign points (N, 3) after some Lloyd steps of centroids (k, 3), or until they stop moving.

    `fit.step_warm` is such a step too. It is scikit-learn's, and fits the palette in every frame; these steps are for
    palettes that are only compared, and take a fifth of its time.
    """
    return _run(points, centroids, weights, steps, 0.0)


def run_to_convergence(points: Points, centroids: NDArray[np.floating], tolerance: float) -> Clusters:
    """Assign points (N, 3) after Lloyd steps that each lower the inertia by more than the share `tolerance`."""
    return _run(points, centroids, None, MOST_STEPS, tolerance)


def _run(
    points: Points, centroids: NDArray[np.floating], weights: Weights | None, steps: int, tolerance: float
) -> Clusters:
    counted = np.ones(len(points), np.float32) if weights is None else weights
    moving = np.array(centroids, np.float32, order="C")
    labels, distances = np.empty(len(points), np.uint8), np.empty(len(points), np.float32)
    counts, means = np.empty(len(moving), np.int64), np.empty((len(moving), 3))
    lloyd_kernels.run_lloyd(
        read_only(points), read_only(counted), steps, tolerance, moving, labels, distances, counts, means
    )
    weighted = distances if weights is None else np.multiply(distances, weights, dtype=np.float64)
    inertia = float(weighted.sum(dtype=np.float64))
    return Clusters(points, counted, moving, labels, counts, means, inertia)


class Halves(NamedTuple):
    """Each cluster split at its mean, across its longest axis.

    Attributes:
        gain: float64 (k,), how much the split lowers the inertia.
        means: float64 (k, 2, 3), the larger half first.
    """

    gain: NDArray[np.float64]
    means: Means


def split_each(clusters: Clusters) -> Halves:
    """Split every cluster in two, across its principal axis. The direction of the axis is always the same."""
    k = len(clusters.centroids)
    scatter, counts, means = np.empty((k, 3, 3)), np.empty((k, 2), np.int64), np.empty((k, 2, 3))
    points, weights = read_only(clusters.points), read_only(clusters.weights)
    labels, centres = read_only(clusters.labels), read_only(clusters.means)
    lloyd_kernels.scatter(points, weights, labels, centres, scatter)
    axes = np.ascontiguousarray(np.linalg.eigh(scatter).eigenvectors[:, :, 2])
    largest = np.take_along_axis(axes, np.abs(axes).argmax(axis=1)[:, None], axis=1)
    axes *= np.where(largest < 0, -1.0, 1.0)
    lloyd_kernels.split(points, weights, labels, centres, read_only(axes), counts, means)
    # Huygens: the inertia of a cluster is that of its parts plus that of their means
    between = ((means[:, 0] - means[:, 1]) ** 2).sum(axis=1)
    # not in whole numbers: products of two large weights would overflow
    sizes = counts.astype(np.float64)
    gain = sizes[:, 0] * sizes[:, 1] / np.maximum(sizes.sum(axis=1), 1) * between
    larger_first = np.where(counts[:, 1] > counts[:, 0], 1, 0)
    order = np.stack([larger_first, 1 - larger_first], axis=1)
    return Halves(gain, np.take_along_axis(means, order[:, :, None], axis=1))


def merge_costs(clusters: Clusters) -> NDArray[np.float64]:
    """How much merging each pair raises the inertia (Ward's criterion): (k, k), infinite on the diagonal.

    Merging an empty cluster costs nothing.
    """
    counts = clusters.counts.astype(np.float64)
    apart = ((clusters.means[:, None] - clusters.means[None]) ** 2).sum(axis=2)
    costs = np.asarray(np.outer(counts, counts) / np.maximum(np.add.outer(counts, counts), 1) * apart)
    np.fill_diagonal(costs, np.inf)
    return costs

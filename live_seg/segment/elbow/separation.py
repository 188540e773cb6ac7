"""Separation: whether there are fewer colours between two clusters than near their centres.

Most points of a true cluster are near its centre, and few where it meets another cluster. A cluster that K-means had to
split, because K is too large or because there are no clusters at all, has as many points at the split. This is the
valley between two modes that tests for the number of modes look for (Hartigan and Hartigan 1985, "The dip test of
unimodality").
"""

from __future__ import annotations

import numpy as np

from live_seg.buffers import read_only
from live_seg.kernels import lloyd as lloyd_kernels
from live_seg.segment.lloyd import Clusters

BAND = 0.15
"""Half the width of the bands in which points are counted, as a share of the distance between two centres."""
SMALLEST = 0.002
"""A cluster needs at least this share of the points to count as one."""


def separation_of(clusters: Clusters) -> float:
    """The separation of the least separated pair of clusters, from 0 to 1.

    It is 1 minus the depth of the valley: the points half-way between two centres over those near the centre that has
    fewer, in bands of the same width along the line between them. At 1 there is nothing between any two clusters. At 0
    there is somewhere as much between two centres as near one of them.
    """
    k = len(clusters.centroids)
    if clusters.counts.min() < SMALLEST * len(clusters.points):
        return 0.0
    between, about = np.empty((k, k), np.int64), np.empty((k, k), np.int64)
    means, points, labels = (read_only(array) for array in (clusters.means, clusters.points, clusters.labels))
    lloyd_kernels.count_valleys(points, labels, means, BAND, between, about)
    valleys = (between + between.T) / np.maximum(np.minimum(about, about.T), 1)
    return float(np.clip(1 - valleys.max(), 0, 1))

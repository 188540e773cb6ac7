"""How well clusters are apart: whether there are fewer colours between two of them than in the middle of each.

Of a true cluster most points are near its centre, and few where it meets another. A cluster that K-means had to cut in
two, because K is too large or because there are no clusters at all, has as many at the cut. This is the valley between
two modes that tests for the number of modes look for (Hartigan and Hartigan 1985, "The dip test of unimodality").
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from live_seg.buffers import read_only
from live_seg.kernels import lloyd as lloyd_kernels

if TYPE_CHECKING:
    from live_seg.segment.lloyd import Clusters

BAND = 0.15
"""Half the width of the bands that points are counted in, in parts of the distance of two centres."""
SMALLEST = 0.002
"""Part of the points that a cluster has at least, to count as one."""


def separation_of(clusters: Clusters) -> float:
    """How well the two clusters that are least apart are, from 0 to 1.

    It is 1 less the depth of the valley: the points half-way between two centres over those about the centre that has
    fewer of them, in bands of one width across the line from one to the other. 1: there is nothing between any two.
    0: somewhere there is as much between two centres as there is about one of them.
    """
    k = len(clusters.centroids)
    if clusters.counts.min() < SMALLEST * len(clusters.points):
        return 0.0
    between, about = np.empty((k, k), np.int64), np.empty((k, k), np.int64)
    means, points, labels = (read_only(array) for array in (clusters.means, clusters.points, clusters.labels))
    lloyd_kernels.count_valleys(points, labels, means, BAND, between, about)
    valleys = (between + between.T) / np.maximum(np.minimum(about, about.T), 1)
    return float(np.clip(1 - valleys.max(), 0, 1))

"""Which new cluster gets which old label: one to one matchings (the Hungarian method, from SciPy)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import linear_sum_assignment

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from live_seg.segment.lloyd import Clusters

STILL_COUNTS = 20.0
"""Pixels that a still one counts as: it is its change of label that would be seen."""


def named_by_colour(new: NDArray[np.floating], old: NDArray[np.floating]) -> NDArray[np.float64]:
    """Centroids in the order of older ones of the same colours.

    The sum of the roots of the distances is least. A root grows less than evenly, so by the triangle inequality a
    colour that is in both palettes keeps its label, whatever else has come or gone. With squares it would not.

    Args:
        new: (m, 3).
        old: (k, 3) in the same feature space.

    Returns:
        float64 (max(k, m), 3). Where m < k, old clusters that nothing matches stay where they were; where m > k, new
        ones come last.
    """
    apart = ((old[:, None].astype(np.float64) - new[None]) ** 2).sum(axis=2)
    places, which = linear_sum_assignment(apart**0.25)
    named = old.astype(np.float64)
    named[places] = new[which]
    return np.concatenate([named, np.delete(new, which, axis=0)])


def named_by_pixels(new: Clusters, old: Clusters, still: NDArray[np.bool_]) -> NDArray[np.intp]:
    """For each old label the new one that takes over most of its pixels, still ones above all.

    Both are clusters of the same points, as many of each; `still`: bool (N,).
    """
    shared = shared_pixels(new, old, np.where(still, STILL_COUNTS, 1.0))
    # where no pixel decides, colour does
    apart = np.sqrt(((old.centroids[:, None] - new.centroids[None]) ** 2).sum(axis=2))
    places: NDArray[np.intp] = linear_sum_assignment(1e-3 * apart - shared)[1]
    return places


def shared_pixels(new: Clusters, old: Clusters, weights: NDArray[np.floating | np.bool_]) -> NDArray[np.float64]:
    """The weight of the points that go from each old cluster to each new one: (k, m)."""
    k, m = len(old.centroids), len(new.centroids)
    pairs = np.bincount(old.labels.astype(np.intp) * m + new.labels, weights, k * m)
    return np.asarray(pairs.reshape(k, m), np.float64)

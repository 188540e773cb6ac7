"""A palette that follows another only as far as it has to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from live_seg.segment.lloyd import Clusters

SLACK = 0.02
"""Part of the target's inertia by which the lagging palette may be worse."""
LEAST = 0.025
"""And at least so many squared units a pixel: noise of a flat picture moves nothing."""


def lagging(shown: NDArray[np.float64], target: Clusters) -> NDArray[np.float64]:
    """Centroids between the shown ones and the target's means, as near to the shown as the inertia allows: (k, 3).

    Every centroid that is off its cluster's mean adds its squared distance from it, once a pixel of the cluster, to the
    inertia. Where the sum is more than allowed, the largest of these terms are cut to one level, so that as few
    centroids move as can be, and these the least.
    """
    goal = target.means
    excess = target.counts * ((shown - goal) ** 2).sum(axis=1)
    allowed = max(SLACK * target.inertia, LEAST * len(target.points))
    if excess.sum() <= allowed:
        return shown
    level = _level(excess, allowed)
    kept = np.sqrt(np.divide(level, excess, out=np.ones_like(excess), where=excess > level))[:, None]
    return np.where(kept < 1, goal + (shown - goal) * kept, shown)


def _level(terms: NDArray[np.float64], total: float) -> float:
    """The level at which terms have to be cut for their sum to be `total`, which is less than it is."""
    left = total
    rising = np.sort(terms)
    for index, term in enumerate(rising):
        level = left / (len(rising) - index)
        if term > level:
            break
        left -= term
    return float(level)

"""Slack: a palette that follows another one no further than necessary."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from live_seg.segment.lloyd import Clusters

SLACK = 0.02
"""Share of the target's inertia by which the palette may be worse."""
SLACK_OF_A_PIXEL = 0.025
"""The palette may always be worse by this many squared units for each pixel, so that noise in a flat picture moves
nothing."""


def move_within_slack(current: NDArray[np.float64], target: Clusters) -> NDArray[np.float64]:
    """Centroids between the current ones and the means of the target, as near to the current ones as the slack allows.

    A centroid that is off the mean of its cluster adds its squared distance from the mean to the inertia, once for each
    pixel of the cluster, times the pixel's weight. If the sum is more than the slack, the largest of these terms are
    cut to one level, so that as few centroids as possible move, and as little as possible.

    Args:
        current: float64 (k, 3), the centroids so far.
        target: the clusters to follow.

    Returns:
        float64 (k, 3).
    """
    means = target.means
    excess = target.counts * ((current - means) ** 2).sum(axis=1)
    allowed = max(SLACK * target.inertia, SLACK_OF_A_PIXEL * target.weight)
    if excess.sum() <= allowed:
        return current
    level = _level(excess, allowed)
    kept = np.sqrt(np.divide(level, excess, out=np.ones_like(excess), where=excess > level))[:, None]
    return np.where(kept < 1, means + (current - means) * kept, current)


def _level(terms: NDArray[np.float64], total: float) -> float:
    """The level to which terms must be cut so that their sum is `total`, which is less than their sum now."""
    left = total
    rising = np.sort(terms)
    for index, term in enumerate(rising):
        level = left / (len(rising) - index)
        if term > level:
            break
        left -= term
    return float(level)

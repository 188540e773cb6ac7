"""Split and merge: the pair of clusters that is cheapest to merge, the cluster that is best to split.

Lloyd steps end where no small move helps, which may be far from the best palette: two clusters share one colour, one
has two, or one has none. A merge and a split at once get out of there (Kaukoranta, Franti, Nevalainen 1998, "Iterative
split-and-merge algorithm for vector quantization codebook generation"). Nothing is random: the same frames give the
same palette.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from live_seg.segment.lloyd import Clusters, Halves, Means, merge_costs, split_each

PROMISING = -0.2
"""Share of the inertia that a merge and split may cost before any Lloyd step, and still be tried: the steps after it
gain more."""


def split_and_merge(clusters: Clusters, least: float = PROMISING) -> Means | None:
    """The means after the best merge and split, in the old order; None if it gains less than `least` of the inertia.

    The larger cluster of the merged pair keeps its label, and the larger half of the split one. The smaller half gets
    the label that has become free.
    """
    best = best_split_merges(clusters, 1)
    return best[0].means if best and best[0].gain >= least * clusters.inertia else None


class SplitMerge(NamedTuple):
    """A merge and a split at once.

    Attributes:
        means: the means after it.
        gain: how much it lowers the inertia, before any Lloyd step.
    """

    means: Means
    gain: float


def best_split_merges(clusters: Clusters, most: int) -> list[SplitMerge]:
    """The merges and splits that gain most, the best one first."""
    k = len(clusters.centroids)
    if k < 2 or clusters.inertia == 0:
        return []
    halves, costs = split_each(clusters), merge_costs(clusters)
    first, second = np.triu_indices(k, 1)
    net = halves.gain[None, :] - costs[first, second][:, None]
    pairs = np.arange(len(first))
    # A merged cluster is not split, unless it was merged with an empty one.
    full = clusters.counts > 0
    for one, other in ((first, second), (second, first)):
        net[pairs, one] = np.where(full[one] & ~full[other], net[pairs, one], -np.inf)
    best = []
    for place in np.argsort(-net, axis=None, kind="stable")[:most]:
        pair, split = np.unravel_index(place, net.shape)
        if net[pair, split] == -np.inf:
            break
        means, freed = _merged(clusters, int(first[pair]), int(second[pair]))
        means[split], means[freed] = halves.means[split]
        best.append(SplitMerge(means, float(net[pair, split])))
    return best


def with_one_more(clusters: Clusters) -> tuple[Means, float]:
    """The means with the smaller half of the best split added at the end, and the gain. The other means stay."""
    halves = split_each(clusters)
    split = int(halves.gain.argmax())
    return _with_split(clusters, halves, split), float(halves.gain[split])


def with_each_split(clusters: Clusters) -> list[Means]:
    """The means with each cluster split in turn, as `with_one_more` has the best split."""
    halves = split_each(clusters)
    return [_with_split(clusters, halves, split) for split in range(len(clusters.centroids))]


def _with_split(clusters: Clusters, halves: Halves, split: int) -> Means:
    means = clusters.means.copy()
    means[split] = halves.means[split, 0]
    return np.concatenate([means, halves.means[split, 1:]])


def with_one_fewer(clusters: Clusters) -> Means:
    """The means with the cheapest pair merged. The last cluster moves to the place that becomes free."""
    costs = merge_costs(clusters)
    first, second = np.unravel_index(costs.argmin(), costs.shape)
    means, freed = _merged(clusters, int(first), int(second))
    means[freed] = means[-1]
    return means[:-1]


def _merged(clusters: Clusters, first: int, second: int) -> tuple[NDArray[np.float64], int]:
    """The means with a pair's common mean in the place of the larger cluster, and the place of the other one."""
    counts, means = clusters.counts, clusters.means.copy()
    kept, freed = (first, second) if counts[first] >= counts[second] else (second, first)
    if counts[freed]:
        pair = [kept, freed]
        means[kept] = (means[pair] * counts[pair, None]).sum(axis=0) / counts[pair].sum()
    return means, freed

"""Repairs of a palette: the pair merged that costs least, the cluster split that gains most.

One warm step after another ends where no small move helps, which may be far from the best palette: two clusters share
one colour, one has two, or one has none. Merging and splitting gets out of there (Kaukoranta, Franti, Nevalainen 1998,
"Iterative split-and-merge algorithm for vector quantization codebook generation"). No random numbers, so that the same
frames always give the same palette.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from live_seg.segment.lloyd import halves_of, merge_costs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from live_seg.segment.lloyd import Clusters, Halves, Means

PROMISING = -0.2
"""Part of the inertia that a repair may cost at first glance and still be tried: the warm steps after it gain more."""


def repaired(clusters: Clusters, least: float = PROMISING) -> Means | None:
    """The best merge and split at once, in the old order; None where it gains less than `least` of the inertia.

    Of the merged pair the larger cluster keeps its label, of the split one the larger half; the smaller half gets the
    label that has become free.
    """
    best = best_repairs(clusters, 1)
    return best[0].means if best and best[0].gain >= least * clusters.inertia else None


class Repair(NamedTuple):
    """The means after a merge and a split, and by how much both together lower the inertia, at first glance."""

    means: Means
    gain: float


def best_repairs(clusters: Clusters, most: int) -> list[Repair]:
    """The repairs that gain most, the best first: see `repaired`."""
    k = len(clusters.centroids)
    if k < 2 or clusters.inertia == 0:
        return []
    halves, costs = halves_of(clusters), merge_costs(clusters)
    first, second = np.triu_indices(k, 1)
    net = halves.gain[None, :] - costs[first, second][:, None]
    pairs = np.arange(len(first))
    # what is merged is not split; but merged with an empty cluster it is as it was
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
        best.append(Repair(means, float(net[pair, split])))
    return best


def with_one_more(clusters: Clusters) -> tuple[Means, float]:
    """The means with the smaller half of the best split added at the end, and what that gains; the others stay."""
    halves = halves_of(clusters)
    split = int(halves.gain.argmax())
    return _with_split(clusters, halves, split), float(halves.gain[split])


def with_each_split(clusters: Clusters) -> list[Means]:
    """For each cluster the means with it split, as `with_one_more` has the best."""
    halves = halves_of(clusters)
    return [_with_split(clusters, halves, split) for split in range(len(clusters.centroids))]


def _with_split(clusters: Clusters, halves: Halves, split: int) -> Means:
    means = clusters.means.copy()
    means[split] = halves.means[split, 0]
    return np.concatenate([means, halves.means[split, 1:]])


def with_one_fewer(clusters: Clusters) -> Means:
    """The means with the cheapest pair merged. The last cluster moves into the place that becomes free, if any."""
    costs = merge_costs(clusters)
    first, second = np.unravel_index(costs.argmin(), costs.shape)
    means, freed = _merged(clusters, int(first), int(second))
    means[freed] = means[-1]
    return means[:-1]


def _merged(clusters: Clusters, first: int, second: int) -> tuple[NDArray[np.float64], int]:
    """The means with a pair's common mean in the place of the larger, and the place of the other."""
    counts, means = clusters.counts, clusters.means.copy()
    kept, freed = (first, second) if counts[first] >= counts[second] else (second, first)
    if counts[freed]:
        pair = [kept, freed]
        means[kept] = (means[pair] * counts[pair, None]).sum(axis=0) / counts[pair].sum()
    return means, freed

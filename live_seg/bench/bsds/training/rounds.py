"""The second step: learns which regions to merge, in rounds.

Each round merges the regions of all photographs by the current scores, and learns from the pairs that it compares. The
truth is what people drew. The method is that of J. Nunez-Iglesias et al., "Machine learning of hierarchical clustering
to segment 2D and 3D images", PLoS ONE 2013. The first scores are hand-made.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from live_seg.bench.bsds.training.network import Samples, Weights, fit
from live_seg.bench.bsds.training.photos import Example
from live_seg.buffers import read_only
from live_seg.kernels.regions.merging.features import FEATURES
from live_seg.kernels.regions.network import Network
from live_seg.report.progress import Progress
from live_seg.segment.regions.hierarchy import merge_with_samples

ROUNDS = (True, True, False, False)
"""For each round, whether it fits a logistic regression instead of a network. A logistic regression learns from the
pairs of its own round; a network also learns from the pairs of the previous round."""
AREA_POWER = 0.75
"""A pair is weighted by the smaller area to this power. With 1, small regions would not be learned; with less, the
pairs that matter most for the figures would count too little."""
NOISE = 0.1
"""Standard deviation of the noise on the features of a network, relative to their own. It reduces overfitting."""
EPOCHS, LOGISTIC_EPOCHS = 8, 3


def by_hand() -> Network:
    """Hand-made scores: the difference of the colours, and the gradient at the border."""
    direct = np.zeros(FEATURES, np.float32)
    direct[3], direct[11] = 1, 0.4
    nothing = np.zeros((FEATURES, 1), np.float32), np.zeros(1, np.float32), np.zeros(1, np.float32)
    return network_of(Weights(*nothing, direct, np.zeros(1, np.float32)))


def network_of(weights: Weights) -> Network:
    """The weights in the form that the kernels take."""
    return Network(*map(read_only, weights))


def samples_of(examples: Sequence[Example], network: Network, rate: float) -> Samples:
    """The pairs of regions that are merged in all photographs, and a share of the scored ones: `rate` at first."""
    table = np.concatenate([merge_with_samples(one.graph, network, one.truth, one.people, rate) for one in examples])
    features, targets, areas = np.split(table, [FEATURES, FEATURES + 1], axis=1)
    return Samples(np.ascontiguousarray(features), targets.reshape(-1), areas.reshape(-1) ** np.float32(AREA_POWER))


def learn_merging(examples: Sequence[Example], units: int, rate: float, seed: int, progress: Progress) -> Weights:
    """Learn the scores of pairs of regions.

    Args:
        examples: the photographs.
        units: hidden units of the network.
        rate: share of the scored pairs that are learned from at first, in addition to all merged pairs.
        seed: seed of the fits.
        progress: advances with each round.
    """
    network = by_hand()
    before: list[Samples] = []
    progress.begin("merging", len(ROUNDS), "rounds")
    for is_logistic in ROUNDS:
        found = samples_of(examples, network, rate)
        if is_logistic:
            weights = fit(found, 0, LOGISTIC_EPOCHS, seed)
        else:
            pool = Samples(*(np.concatenate(parts) for parts in zip(*before, found, strict=True)))
            weights = fit(pool, units, EPOCHS, seed, NOISE)
        network, before = network_of(weights), [found]
        progress.advance()
    return weights

"""Loops that score a border: the lower the score, the sooner its two regions are merged."""

from __future__ import annotations

import numpy as np
from numba import njit

from live_seg.kernels.jit import UNCOUNTED
from live_seg.kernels.regions.graph import AREA
from live_seg.kernels.regions.merging.features import FEATURES, Row, compare
from live_seg.kernels.regions.merging.state import Parts, State
from live_seg.kernels.regions.network import Network


@njit(inline="never", **UNCOUNTED)
def score(border: int, state: State) -> np.float32:
    """The score of a border. `state.scratch.features` holds the features of its two regions afterwards."""
    parts, borders, scoring, scratch = state.parts, state.borders, state.scoring, state.scratch
    sums = parts.sums
    one, other = borders.ends[border, 0], borders.ends[border, 1]
    if sums[one, AREA] > sums[other, AREA] or (sums[one, AREA] == sums[other, AREA] and one > other):
        one, other = other, one
    compare(
        sums[one],
        sums[other],
        parts.derived[one],
        parts.derived[other],
        borders.sums[border],
        scoring.pixels,
        scratch.lanes,
        scratch.features,
    )
    result = score_of(scratch.features, scoring.network, scratch.hidden)
    if scoring.memory > 0:
        result += scoring.memory * _opinion(one, other, parts)
    return np.float32(result)


@njit(inline="never", **UNCOUNTED)
def score_of(features: Row, network: Network, hidden: Row) -> np.float32:
    """The network's score of features (FEATURES,): the log odds that the two are different objects. hidden: (u,)."""
    result = network.bias[0]
    for feature in range(FEATURES):
        result += network.direct[feature] * features[feature]
    for unit in range(hidden.shape[0]):
        hidden[unit] = network.hidden_bias[unit]
    # three features at a time, because each addition to a hidden unit has to wait for the previous one
    for first in range(0, FEATURES, 3):
        one, two, three = network.hidden[first], network.hidden[first + 1], network.hidden[first + 2]
        a, b, c = features[first], features[first + 1], features[first + 2]
        for unit in range(hidden.shape[0]):
            hidden[unit] += one[unit] * a + two[unit] * b + three[unit] * c
    for unit in range(hidden.shape[0]):
        hidden[unit] = max(hidden[unit], np.float32(0)) * network.output[unit]
    for unit in range(hidden.shape[0]):
        result += hidden[unit]
    return np.float32(result)


@njit(inline="never", **UNCOUNTED)
def _opinion(one: int, other: int, parts: Parts) -> np.float32:
    """What the previous frame says about two regions: from -1 (the same region) to 1 (two regions); 0 without votes."""
    votes, last = parts.votes, parts.votes.shape[1] - 1
    voters, other_voters = votes[one, last], votes[other, last]
    if voters == 0 or other_voters == 0:
        return np.float32(0)
    together = np.float32(0)
    for before in range(last):
        together += votes[one, before] * votes[other, before]
    shared = together / (voters * other_voters)
    sure = min(voters / parts.sums[one, AREA], other_voters / parts.sums[other, AREA])
    return np.float32(sure * (np.float32(1) - np.float32(2) * shared))

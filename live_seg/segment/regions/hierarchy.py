"""The hierarchy of a picture's regions: which superpixels are merged, in which order, and at which scores."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from live_seg.buffers import read_only
from live_seg.kernels.regions.merging import merge as kernels
from live_seg.kernels.regions.merging.features import DERIVED, FEATURES, LANES
from live_seg.kernels.regions.merging.record import SAMPLE, Samples, merge_and_record
from live_seg.kernels.regions.merging.state import Borders, Parts, Queue, Scoring, Scratch, State
from live_seg.kernels.regions.network import Network
from live_seg.segment.regions.graph.region_graph import RegionGraph

ANY = 1e30
"""A limit above all scores."""
SAMPLES_OF_ONE = 20
"""The largest number of samples per superpixel."""


@dataclass(frozen=True, slots=True, eq=False)
class Hierarchy:
    """The merges of a picture's superpixels.

    Attributes:
        count: number of superpixels.
        merges: int32 (m, 2), the region that stays and the one that is merged into it.
        heights: float32 (m,), the score of each merge, in ascending order.
    """

    count: int
    merges: NDArray[np.int32]
    heights: NDArray[np.float32]

    def cut(self, height: float) -> NDArray[np.uint16]:
        """The row of each superpixel's region, uint16 (n,), after all merges up to a height.

        Rows are numbered from 0, in the order of the superpixels that were not merged into others.
        """
        return self.cut_into(self.regions_at(height))

    def regions_at(self, height: float) -> int:
        """The number of regions after all merges up to a height."""
        return self.count - int(np.searchsorted(self.heights, height, side="right"))

    def cut_into(self, regions: int) -> NDArray[np.uint16]:
        """The same as `cut` after so many merges that this number of regions is left, or the nearest possible one."""
        rows = np.empty(self.count, np.int32)
        kernels.cut(read_only(self.merges[: max(0, self.count - regions)]), rows)
        return rows.astype(np.uint16)


@dataclass(frozen=True, slots=True, eq=False)
class Votes:
    """The votes of the previous frame about the superpixels of this one.

    Attributes:
        counts: float32 (n, v + 1), the number of pixels of each superpixel that vote for each region of the previous
            frame; the last column is the total.
        weight: how much the votes count, in units of the score.
    """

    counts: NDArray[np.float32]
    weight: float


def merge_all(graph: RegionGraph, network: Network, limit: float = ANY, votes: Votes | None = None) -> Hierarchy:
    """Merge a picture's superpixels while the lowest score of a pair is at most `limit`."""
    n = len(graph.sums)
    merges = kernels.Merges(np.empty((n - 1, 2), np.int32), np.empty(n - 1, np.float32), np.zeros(1, np.int64))
    kernels.merge(_state_of(graph, network, votes), np.float32(limit), merges)
    done = int(merges.done[0])
    return Hierarchy(n, merges.pairs[:done], merges.heights[:done])


def merge_with_samples(
    graph: RegionGraph, network: Network, truth: NDArray[np.float32], annotators: int, rate: float
) -> NDArray[np.float32]:
    """Merge all superpixels of a picture, and record pairs of regions as training samples.

    Args:
        graph: the picture.
        network: scores the pairs.
        truth: float32 (n, t), the number of pixels of each superpixel in each segment of each annotator.
        annotators: number of annotators.
        rate: share of the scored pairs that are recorded at first, in addition to all merged pairs. It rises as the
            number of regions falls.

    Returns:
        float32 (s, SAMPLE): the features, the share of pixel pairs in different segments, the weight.
    """
    room = np.empty((SAMPLES_OF_ONE * len(graph.sums), SAMPLE), np.float32)
    samples = Samples(truth.copy(), annotators, rate, room, np.zeros(2, np.int64))
    merge_and_record(_state_of(graph, network, None), samples)
    return samples.out[: samples.counts[0]]


def _state_of(graph: RegionGraph, network: Network, votes: Votes | None) -> State:
    """The state before the first merge."""
    n, m = len(graph.sums), len(graph.ends)
    counts = np.zeros((n, 1), np.float32) if votes is None else votes.counts.copy()
    parts = Parts(graph.sums.copy(), np.empty((n, DERIVED), np.float32), counts)
    none, items = np.full(n, -1, np.int32), np.empty(2 * m, np.int32)
    borders = Borders(graph.ends.copy(), graph.borders.copy(), none, items, none.copy())
    queue = Queue(np.empty(m, np.int32), np.empty(m, np.int32), np.empty(m, np.float32))
    memory = np.float32(0 if votes is None else votes.weight)
    scoring = Scoring(network, read_only(graph.picture), memory, np.float32(graph.owner.size))
    hidden = np.empty(len(network.output), np.float32)
    scratch = Scratch(np.empty((2, LANES), np.float32), np.empty(FEATURES, np.float32), hidden)
    return State(parts, borders, queue, scoring, scratch)

"""The hierarchy of a picture's regions: which superpixels are merged, in which order, and at which scores."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from live_seg.buffers import read_only
from live_seg.kernels.regions import merge as kernels
from live_seg.kernels.regions.features import DERIVED, FEATURES, LANES
from live_seg.kernels.regions.merge import SAMPLE
from live_seg.kernels.regions.network import Network
from live_seg.segment.regions.region_graph import RegionGraph

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
    return _merged(graph, network, limit, votes, np.empty((len(graph.sums), 0), np.float32), 0, 0.0)[0]


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
    return _merged(graph, network, ANY, None, truth, annotators, rate)[1]


def _merged(
    graph: RegionGraph,
    network: Network,
    limit: float,
    votes: Votes | None,
    truth: NDArray[np.float32],
    annotators: int,
    rate: float,
) -> tuple[Hierarchy, NDArray[np.float32]]:
    count, borders = len(graph.sums), len(graph.ends)
    counts = np.zeros((count, 1), np.float32) if votes is None else votes.counts
    memory, pixels = np.float32(0 if votes is None else votes.weight), np.float32(graph.owner.size)
    parts = kernels.Parts(graph.sums.copy(), np.empty((count, DERIVED), np.float32), counts.copy(), truth.copy())
    links = kernels.Borders(
        graph.ends.copy(),
        graph.borders.copy(),
        np.full(count, -1, np.int32),
        np.empty(2 * borders, np.int32),
        np.full(count, -1, np.int32),
    )
    queue = kernels.Queue(np.empty(borders, np.int32), np.empty(borders, np.int32), np.empty(borders, np.float32))
    room = SAMPLES_OF_ONE * count if truth.shape[1] else 0
    samples = kernels.Samples(np.empty((room, SAMPLE), np.float32), np.zeros(3, np.int64), annotators, rate)
    merges, heights, done = np.empty((count - 1, 2), np.int32), np.empty(count - 1, np.float32), np.zeros(1, np.int64)
    scoring = kernels.Scoring(network, read_only(graph.picture), memory, pixels)
    hidden = np.empty(len(network.output), np.float32)
    scratch = kernels.Scratch(np.empty((2, LANES), np.float32), np.empty(FEATURES, np.float32), hidden)
    kernels.merge(parts, links, queue, scoring, scratch, np.float32(limit), samples, merges, heights, done)
    hierarchy = Hierarchy(count, merges[: done[0]], heights[: done[0]])
    return hierarchy, samples.out[: samples.counts[0]]

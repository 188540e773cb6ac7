"""The metrics of the regions of photographs at each height of the cut, at the working size.

They are those of `bench.bsds.metrics`, computed from counts of superpixels, so thousands of cuts take only seconds.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from live_seg.bench.bsds.training.photos import Example
from live_seg.kernels.regions.network import Network
from live_seg.segment.regions.hierarchy import merge_all


def figures_of(examples: Sequence[Example], network: Network, heights: Sequence[float]) -> NDArray[np.float64]:
    """Covering, Rand index, variation of information and the number of regions: float64 (examples, heights, 4)."""
    table = np.empty((len(examples), len(heights), 4))
    for row, example in zip(table, examples, strict=True):
        hierarchy = merge_all(example.graph, network)
        for place, height in enumerate(heights):
            row[place] = _figures(hierarchy.cut(height), example)
    return table


def _figures(rows_of: NDArray[np.uint16], example: Example) -> tuple[float, float, float, int]:
    """The figures of a cut, all people at once: rows_of (n,), the region of each superpixel."""
    order = np.argsort(rows_of, kind="stable")
    starts = np.searchsorted(rows_of[order], np.arange(int(rows_of.max()) + 1))
    joint = np.add.reduceat(example.truth[order], starts, axis=0, dtype=np.float64)
    drawn, people = joint.sum(axis=0), example.people
    found = joint.sum(axis=1) / people
    size = float(found.sum())
    covering = (drawn * (joint / (found[:, None] + drawn - joint)).max(axis=0)).sum() / size / people
    pairs = (size * (size - 1)) / 2
    apart = ((found**2).sum() + (drawn**2).sum() / people) / 2 - (joint**2).sum() / people
    shares = (_entropies(joint / size).sum() * 2 - _entropies(drawn / size).sum()) / people
    return covering, 1 - apart / pairs, shares - _entropies(found / size).sum(), len(found)


def _entropies(shares: NDArray[np.float64]) -> NDArray[np.float64]:
    return -shares * np.log2(np.where(shares > 0, shares, 1))

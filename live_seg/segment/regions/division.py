"""How one frame is divided into regions, at any detail."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from live_seg.segment.regions.graph.region_graph import RegionGraph
from live_seg.segment.regions.hierarchy import Hierarchy, Votes, merge_all
from live_seg.segment.regions.quality import Quality


class Division:
    """Divides one frame. If it is divided again, a higher detail never gives fewer regions.

    The first division follows the previous frame, and the others, for instance of a paused video, the picture alone:
    votes would hide a change of the detail.

    Args:
        graph: the graph of the picture.
        how: the quality.
        votes: the votes of the previous frame for the first division, or None.
    """

    def __init__(self, graph: RegionGraph, how: Quality, votes: Votes | None) -> None:
        self.graph = graph
        self.how = how
        self._votes = votes
        self._hierarchy: Hierarchy | None = None
        self._made: dict[float, NDArray[np.uint16]] = {}

    def rows_of(self, detail: float) -> NDArray[np.uint16]:
        """The row of each superpixel's region at a detail, uint16 (n,)."""
        if detail not in self._made:
            self._made[detail] = self._again(detail) if self._made else self._first(detail)
        return self._made[detail]

    def _first(self, detail: float) -> NDArray[np.uint16]:
        height = self.how.height_at(detail)
        return merge_all(self.graph, self.how.merge, height, self._votes).cut(height)

    def _again(self, detail: float) -> NDArray[np.uint16]:
        if self._hierarchy is None:
            self._hierarchy = merge_all(self.graph, self.how.merge)
        counts = {made: int(rows.max()) + 1 for made, rows in self._made.items()}
        least = max((count for made, count in counts.items() if made < detail), default=1)
        most = min((count for made, count in counts.items() if made > detail), default=self._hierarchy.count)
        count = self._hierarchy.regions_at(self.how.height_at(detail))
        return self._hierarchy.cut_into(min(max(count, least), most))

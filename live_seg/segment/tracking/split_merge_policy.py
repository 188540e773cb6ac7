"""When a repair pays: a rival palette beside the one in force.

Every repair changes labels, so it is not enough that it lowers the inertia of this frame. A rival is followed beside
the palette in force, with a step a frame like it. What the palette in force costs more than its rival adds up from
frame to frame; when the sum has reached the price of the change, that is made. So one that helps little waits, one that
helps for a few frames never comes, and where all moves anyway it comes at once. (Rent until it has cost what buying
does: Karlin, Manasse, Rudolph, Sleator 1988, "Competitive snoopy caching".)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from live_seg.segment.lloyd import after_steps, clusters_of
from live_seg.segment.split_merge import repaired
from live_seg.segment.tracking.label_matching import named_by_pixels

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from live_seg.segment.lloyd import Clusters

PRICE = 20.0
"""Frames of twice the inertia that a change of label of all pixels is worth avoiding."""
PATIENCE = 3
"""Frames after which a rival has to be better, or is given up with all that is owed to it."""
PAYS = 0.01
"""Part of the inertia that a rival must be better by at the moment."""
LEAST = 0.25
"""Squared units a pixel: an inertia below counts as this much, so that noise of a flat picture is no reason."""


class SplitMergePolicy:
    """The rival of one stream's palette, one at a time."""

    def __init__(self) -> None:
        self._rival: NDArray[np.float64] | None
        self.end()

    def end(self) -> None:
        """Give the rival up; look for another with the next frame."""
        self._rival, self._owed, self._age = None, 0.0, PATIENCE

    def challenge(
        self, target: Clusters, shown: NDArray[np.float64], settled: NDArray[np.bool_]
    ) -> NDArray[np.float64] | None:
        """The rival's centroids, in the shown ones' order, if it is time to change to them.

        Args:
            target: the palette in force, on the new frame's points.
            shown: float64 (k, 3), the centroids that labels are made by.
            settled: bool (N,), points whose labels are seen to change.
        """
        self._age += 1
        if self._rival is None:
            if self._age > PATIENCE:
                self._rival, self._owed, self._age = repaired(target), 0.0, 0
            return None
        rival = after_steps(target.points, self._rival, 1)
        if self._age % PATIENCE == 0:
            rival = self._improved(rival)
        self._rival = rival.centroids.astype(np.float64)
        gain, floor = target.inertia - rival.inertia, LEAST * len(target.points)
        self._owed = max(0.0, self._owed + gain / max(rival.inertia, floor))
        if gain > PAYS * max(target.inertia, floor):
            in_force = clusters_of(target.points, shown)
            order = named_by_pixels(rival, in_force, settled)
            renamed = np.argsort(order)[rival.labels]
            if self._owed >= PRICE * np.mean(settled & (renamed != in_force.labels)):
                named = self._rival[order]
                self.end()
                return named
        elif self._age >= PATIENCE:
            self.end()
        return None

    @staticmethod
    def _improved(rival: Clusters) -> Clusters:
        means = repaired(rival, least=PAYS)
        return rival if means is None else clusters_of(rival.points, means)

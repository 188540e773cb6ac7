"""When a split and merge pays off: a candidate palette alongside the current one.

A split and merge changes labels, so it is not enough that it lowers the inertia of this frame. A candidate palette is
followed next to the current one, with one Lloyd step a frame. The inertia that it saves is added up over frames.
When the sum reaches the price of the changed labels, the candidate replaces the current palette. So a candidate that
helps little waits, one that helps only for a few frames never wins, and one that changes hardly any static pixel wins
at once. (Rent until you have paid the price of buying: Karlin, Manasse, Rudolph, Sleator 1988, "Competitive snoopy
caching".)
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from live_seg.segment.lloyd import Clusters, assign, run_steps
from live_seg.segment.split_merge import split_and_merge
from live_seg.segment.tracking.label_matching import match_by_pixels

PRICE = 20.0
"""Price of changing all labels: the saving of this many frames in which the candidate has half the inertia."""
PATIENCE = 3
"""Frames after which a candidate must be better, or is dropped with all its savings."""
LEAST_GAIN = 0.01
"""Share of the inertia by which a candidate must be better in the current frame."""
NOISE_FLOOR = 0.25
"""Squared units for each pixel: a lower inertia counts as this much, so that noise in a flat picture is no reason."""


class SplitMergePolicy:
    """Holds one candidate at a time for the palette of a stream."""

    def __init__(self) -> None:
        self._candidate: NDArray[np.float64] | None
        self.drop_candidate()

    def drop_candidate(self) -> None:
        """Drop the candidate, and look for another one with the next frame."""
        self._candidate, self._savings, self._frames = None, 0.0, PATIENCE

    def replacement(
        self, target: Clusters, shown: NDArray[np.float64], static: NDArray[np.bool_]
    ) -> NDArray[np.float64] | None:
        """The candidate's centroids, in the order of the current labels, if it is time to change to them.

        Args:
            target: the palette that is fitted to the new frame, with the frame's points.
            shown: float64 (k, 3), the centroids that pixels are labelled by.
            static: bool (N,), points that have not changed.

        Returns:
            float64 (k, 3); None to keep the palette.
        """
        self._frames += 1
        if self._candidate is None:
            if self._frames > PATIENCE:
                self._candidate, self._savings, self._frames = split_and_merge(target), 0.0, 0
            return None
        candidate = run_steps(target.points, self._candidate, 1, target.weights)
        if self._frames % PATIENCE == 0:
            candidate = self._with_split_merge(candidate)
        self._candidate = candidate.centroids.astype(np.float64)
        gain, floor = target.inertia - candidate.inertia, NOISE_FLOOR * target.weight
        self._savings = max(0.0, self._savings + gain / max(candidate.inertia, floor))
        if gain > LEAST_GAIN * max(target.inertia, floor):
            current = assign(target.points, shown)
            order = match_by_pixels(candidate, current, static)
            matched_labels = np.argsort(order)[candidate.labels]
            if self._savings >= PRICE * np.mean(static & (matched_labels != current.labels)):
                matched = self._candidate[order]
                self.drop_candidate()
                return matched
        elif self._frames >= PATIENCE:
            self.drop_candidate()
        return None

    @staticmethod
    def _with_split_merge(candidate: Clusters) -> Clusters:
        means = split_and_merge(candidate, least=LEAST_GAIN)
        return candidate if means is None else assign(candidate.points, means, candidate.weights)

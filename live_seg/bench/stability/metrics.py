"""The metrics of stability: change and boil of labels, and the inertia that a stable palette costs.

A pixel is *still* if none of its channels varied by more than 6 levels of 256 over the last six frames. Then the frame
gives no reason for another label.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from live_seg.segment.colour_space import GRID, features_of
from live_seg.segment.fit import fit_anew

STILL_LEVELS = 6
"""Levels of a channel that noise and compression change at most."""

STILL_FRAMES = 6
BOIL_FRAMES = 15

PIXEL_STEP = 23
"""Inertia is measured on every 23rd pixel: 10,000 pixels of 640x360, in different columns in each row."""

REFERENCE_SEEDS = range(1, 7)
"""Seeds of the reference fits. 0 is left out, because it is the default seed of the methods that are measured."""

ROUNDING = 3 * GRID**2 / 12
"""Mean squared rounding error of a feature vector, in CIELAB units squared."""


class StillPixels:
    """Finds the still pixels of consecutive frames."""

    def __init__(self) -> None:
        self._recent: deque[NDArray[np.uint8]] = deque(maxlen=STILL_FRAMES)

    def update(self, bgr: NDArray[np.uint8]) -> NDArray[np.bool_] | None:
        """Add the next frame and find its still pixels.

        Args:
            bgr: uint8 (H, W, 3), of the same size as the frames before.

        Returns:
            bool (H, W); None before the sixth frame.
        """
        self._recent.append(bgr)
        if len(self._recent) < STILL_FRAMES:
            return None
        span = np.max(self._recent, axis=0) - np.min(self._recent, axis=0)
        still: NDArray[np.bool_] = span.max(axis=2) <= STILL_LEVELS
        return still


@dataclass(frozen=True, slots=True, eq=False)
class LabelChanges:
    """How the labels of still pixels changed over a clip.

    Attributes:
        change: for each frame from the sixth on, the percentage of still pixels whose label differs from the frame
            before; 0 if no pixel is still.
        boil: the percentage of still pixels that return to their previous label at most 15 frames after they left it.
        counts: uint32 (H, W), how often the label of each pixel changed while the pixel was still.
    """

    change: tuple[float, ...]
    boil: tuple[float, ...]
    counts: NDArray[np.uint32]


class LabelChangeTracker:
    """Follows the labels of one method over a clip."""

    def __init__(self) -> None:
        self._index = 0
        self._change: list[float] = []
        self._boil: list[float] = []
        self._previous: NDArray[np.uint8] | None = None

    def add(self, labels: NDArray[np.uint8], still: NDArray[np.bool_] | None) -> None:
        """Add the labels of the next frame.

        Args:
            labels: uint8 (H, W), which is copied.
            still: bool (H, W), the still pixels; None if they are not known yet.
        """
        if self._previous is None:
            self._left = labels.copy()
            self._left_at = np.full(labels.shape, -BOIL_FRAMES - 1)
            self._counts = np.zeros(labels.shape, np.uint32)
        else:
            self._compare(self._previous, labels, still)
        self._previous = labels.copy()
        self._index += 1

    def _compare(self, previous: NDArray[np.uint8], labels: NDArray[np.uint8], still: NDArray[np.bool_] | None) -> None:
        changed = labels != previous
        if still is not None:
            back = changed & (labels == self._left) & (self._index - self._left_at <= BOIL_FRAMES)
            still_count = max(1, int(still.sum()))
            self._change.append(100 * int((changed & still).sum()) / still_count)
            self._boil.append(100 * int((back & still).sum()) / still_count)
            self._counts += changed & still
        # a label that a moving pixel left counts as left, too
        self._left[changed] = previous[changed]
        self._left_at[changed] = self._index

    def changes(self) -> LabelChanges:
        """The changes so far, after one frame at least."""
        return LabelChanges(tuple(self._change), tuple(self._boil), self._counts)


@dataclass(frozen=True, slots=True, eq=False)
class FitReference:
    """The best K-means fit of a frame, which the inertia of labels is compared with.

    Attributes:
        points: every 23rd pixel, float32 (N, 3) CIELAB.
        best: the least inertia of several fits, in CIELAB units squared.
    """

    points: NDArray[np.float32]
    best: float

    @classmethod
    def of(cls, bgr: NDArray[np.uint8], k: int) -> FitReference:
        """Fit k clusters to a frame, uint8 (H, W, 3) BGR, from several seeds."""
        points = features_of(np.ascontiguousarray(bgr.reshape(-1, 3)[::PIXEL_STEP]), "lab")
        fits = (fit_anew(points, k, seed) for seed in REFERENCE_SEEDS)
        return cls(points, min(inertia_of(points, _nearest(points, centroids)) for centroids in fits))

    def ratio(self, labels: NDArray[np.uint8]) -> float:
        """The ratio of the inertia of labels, uint8 (H, W), to that of the best fit: 1.1 is a tenth worse."""
        # the rounding error is added to both, so that there is a ratio for a flat frame, which has no inertia
        rounding = ROUNDING * len(self.points)
        own = inertia_of(self.points, labels.reshape(-1)[::PIXEL_STEP])
        return (own + rounding) / (self.best + rounding)


def inertia_of(points: NDArray[np.float32], labels: NDArray[np.integer]) -> float:
    """Sum of squared distances of points, float32 (N, 3), to the mean of the points with the same label, (N,)."""
    counts = np.bincount(labels)
    sums = np.stack([np.bincount(labels, weights=column) for column in points.T], axis=1)
    means = sums / np.maximum(counts, 1)[:, None]
    return float(((points - means[labels]) ** 2).sum())


def _nearest(points: NDArray[np.float32], centroids: NDArray[np.floating]) -> NDArray[np.intp]:
    squares = ((points[:, None] - centroids) ** 2).sum(axis=2)
    return np.asarray(squares.argmin(axis=1))

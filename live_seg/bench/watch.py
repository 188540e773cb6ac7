"""How still labels hold, and what that costs in fit: the measures, wherever frames and labels come from.

A pixel is *still* while none of its channels spanned more than 6 levels (of 256) over the last six frames: there the
picture gives no reason for another label.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from live_seg.segment.colour_space import GRID, features_of
from live_seg.segment.fit import fit_anew

if TYPE_CHECKING:
    from numpy.typing import NDArray

STILL_SPAN = 6
"""Levels of a channel: what noise and compression move a pixel by."""

STILL_FRAMES = 6
BOIL_FRAMES = 15

PIXEL_STEP = 23
"""Every 23rd pixel is looked at for inertia: 10,000 of 640x360, and no column twice in neighbouring rows."""

REFERENCE_SEEDS = range(1, 7)
"""Of the fits that labels are measured against, three starts each; not 0, the default seed of what is measured."""

ROUNDING = 3 * GRID**2 / 12
"""Mean squared error of a feature's three numbers by their rounding, CIELAB units squared."""


class StillPixels:
    """Finds the pixels that are still, from frames in order."""

    def __init__(self) -> None:
        self._recent: deque[NDArray[np.uint8]] = deque(maxlen=STILL_FRAMES)

    def after(self, bgr: NDArray[np.uint8]) -> NDArray[np.bool_] | None:
        """Which pixels of the newest frame are still.

        Args:
            bgr: uint8 (H, W, 3), the next frame, of the same size as those before.

        Returns:
            bool (H, W); None before the sixth frame.
        """
        self._recent.append(bgr)
        if len(self._recent) < STILL_FRAMES:
            return None
        span = np.max(self._recent, axis=0) - np.min(self._recent, axis=0)
        still: NDArray[np.bool_] = span.max(axis=2) <= STILL_SPAN
        return still


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """What became of labels over a clip.

    `change` has for each frame from the sixth on the share of still pixels whose label differs from the frame before,
    in percent; `boil` the share of those that go back to the label they had left last, at most 15 frames ago. A frame
    with no still pixel has 0. `changes` is uint32 (H, W): how often each pixel's label changed while it was still.
    """

    change: tuple[float, ...]
    boil: tuple[float, ...]
    changes: NDArray[np.uint32]


class LabelWatch:
    """Follows the labels of one method over a clip."""

    def __init__(self) -> None:
        self._index = 0
        self._change: list[float] = []
        self._boil: list[float] = []
        self._previous: NDArray[np.uint8] | None = None

    def take(self, labels: NDArray[np.uint8], still: NDArray[np.bool_] | None) -> None:
        """Look at the next frame's labels.

        Args:
            labels: uint8 (H, W).
            still: bool (H, W), which pixels are still; None where that is not known yet.
        """
        if self._previous is None:
            self._left = labels.copy()
            self._left_at = np.full(labels.shape, -BOIL_FRAMES - 1)
            self._changes = np.zeros(labels.shape, np.uint32)
        else:
            self._compare(self._previous, labels, still)
        self._previous = labels.copy()
        self._index += 1

    def _compare(self, previous: NDArray[np.uint8], labels: NDArray[np.uint8], still: NDArray[np.bool_] | None) -> None:
        changed = labels != previous
        if still is not None:
            back = changed & (labels == self._left) & (self._index - self._left_at <= BOIL_FRAMES)
            count = max(1, int(still.sum()))
            self._change.append(100 * int((changed & still).sum()) / count)
            self._boil.append(100 * int((back & still).sum()) / count)
            self._changes += changed & still
        # moving pixels too: a label that was left while something passed is left
        self._left[changed] = previous[changed]
        self._left_at[changed] = self._index

    def trace(self) -> Trace:
        """What was seen, after one frame at least."""
        return Trace(tuple(self._change), tuple(self._boil), self._changes)


@dataclass(frozen=True, slots=True, eq=False)
class FitReference:
    """A frame that the fit of labels is measured on: every 23rd pixel, and how well K-means can do there.

    `points` is float32 (N, 3) CIELAB; `best` the least inertia that K-means came to, in CIELAB units squared.
    """

    points: NDArray[np.float32]
    best: float

    @classmethod
    def of(cls, bgr: NDArray[np.uint8], k: int) -> FitReference:
        """Measure a frame, uint8 (H, W, 3) BGR: the best of several run_to_convergence fits of k clusters."""
        points = features_of(np.ascontiguousarray(bgr.reshape(-1, 3)[::PIXEL_STEP]), "lab")
        fits = (fit_anew(points, k, seed) for seed in REFERENCE_SEEDS)
        return cls(points, min(inertia_of(points, _nearest(points, centroids)) for centroids in fits))

    def ratio(self, labels: NDArray[np.uint8]) -> float:
        """The inertia of labels, uint8 (H, W), over that of the best fit: 1 is as good, 1.1 a tenth worse."""
        # the rounding of features is in both, so that a flat frame, with no inertia at all, has a ratio too
        rounding = ROUNDING * len(self.points)
        own = inertia_of(self.points, labels.reshape(-1)[::PIXEL_STEP])
        return (own + rounding) / (self.best + rounding)


def inertia_of(points: NDArray[np.float32], labels: NDArray[np.integer]) -> float:
    """Sum of squared distances of points, float32 (N, 3), to the mean of all that have the same label, (N,)."""
    counts = np.bincount(labels)
    sums = np.stack([np.bincount(labels, weights=column) for column in points.T], axis=1)
    means = sums / np.maximum(counts, 1)[:, None]
    return float(((points - means[labels]) ** 2).sum())


def _nearest(points: NDArray[np.float32], centroids: NDArray[np.floating]) -> NDArray[np.intp]:
    squares = ((points[:, None] - centroids) ** 2).sum(axis=2)
    return np.asarray(squares.argmin(axis=1))

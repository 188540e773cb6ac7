"""Scene cuts, and the palettes of earlier scenes."""

from __future__ import annotations

from collections import deque

import cv2
import numpy as np
from numpy.typing import NDArray

from live_seg.config import ColourSpace
from live_seg.segment.colour_space import features_of
from live_seg.segment.lloyd import Clusters, Points, Weights, assign, run_steps
from live_seg.segment.sampling import Sample

REMEMBERED = 8
"""Number of scenes that are remembered, the latest ones. A dialogue cuts between two, a camera switch between a few."""

UNLIKE, ALIKE = 0.3, 0.65
"""Correlations of two frames: below the first it is a cut, above the second it is none. A change of light has nearly 1,
a fast pan 0.5 and more; but two scenes that are both dark below and bright above may have that too."""
DOES_NOT_FIT = 1.3
"""Between the two correlations: it is a cut if the inertia is more than this many times that of the frame before."""
DIFFERENCE = 16.0
"""A cut changes a frame by at least this many levels (root mean square): the noise of a flat picture is correlated with
nothing."""
SAME = 5.0
"""Units by which the colours of one scene differ between two visits, at most."""
STEPS = 5
"""Lloyd steps of a palette before it is compared with others on a scene."""
FITS = 1.1
"""A palette fits as it is if its inertia is at most this many times the least one after the steps."""
AS_GOOD = 1.01
"""After the steps, palettes within this factor of the least inertia are equally good. Then the inertia before the steps
decides."""


def correlation(before: NDArray[np.uint8], now: NDArray[np.uint8]) -> float:
    """The correlation of two frames' samples, uint8 (h, w, 3): at most 1, and 1 where they hardly differ."""
    if before.shape != now.shape:
        before = np.asarray(cv2.resize(before, now.shape[1::-1], interpolation=cv2.INTER_AREA), np.uint8)
    if cv2.norm(before, now, cv2.NORM_L2SQR) < DIFFERENCE**2 * now.size:
        return 1.0
    a, b = before.reshape(-1, 3).astype(np.float32), now.reshape(-1, 3).astype(np.float32)
    a, b = a - a.mean(axis=0), b - b.mean(axis=0)
    common = float((a * b).sum(dtype=np.float64))
    own = float(np.sqrt(np.square(a).sum(dtype=np.float64) * np.square(b).sum(dtype=np.float64)))
    return common / own if own else 0.0  # a flat picture is correlated with nothing


def is_cut(before: NDArray[np.uint8], now: Sample, centroids: NDArray[np.floating], space: ColourSpace) -> bool:
    """Whether a new scene begins: the samples of two frames have little in common.

    Args:
        before: uint8 (h, w, 3).
        now: sample of the next frame, which may have another size.
        centroids: (k, 3) in `space`, which fit the frame before.
        space: the feature space.
    """
    alike = correlation(before, now.pixels)
    if not UNLIKE <= alike < ALIKE:
        return alike < UNLIKE
    then = assign(features_of(before.reshape(-1, 3), space), centroids).inertia / before.size
    here = assign(now.points, centroids).inertia / now.pixels.size
    return here > DOES_NOT_FIT * then


class SceneHistory:
    """The last centroids of earlier scenes."""

    def __init__(self) -> None:
        self._earlier: deque[NDArray[np.float64]] = deque(maxlen=REMEMBERED)

    def best_for(
        self, points: Points, current: NDArray[np.float64], weights: Weights | None = None
    ) -> tuple[NDArray[np.float64], Clusters]:
        """The centroids that fit the points of a new scene best: the current ones, or those of an earlier scene.

        Centroids that fit as they are belong to a scene that is back in the same light. If none do, they are compared
        after a few Lloyd steps, because the light may have changed. The current centroids are remembered, in place of
        those of the same scene.

        Returns:
            The centroids as they were, and the clusters after the steps on these points.
        """
        known = [current, *self._earlier]
        at_first = [assign(points, centroids, weights).inertia for centroids in known]
        moved = [run_steps(points, centroids, STEPS, weights) for centroids in known]
        least = min(clusters.inertia for clusters in moved)
        good = [place for place, clusters in enumerate(moved) if clusters.inertia <= AS_GOOD * least]
        best = int(np.argmin(at_first))
        if at_first[best] > FITS * least:
            best = min(good, key=at_first.__getitem__)
        others = [scene for scene in self._earlier if not _are_the_same(scene, current)]
        self._earlier = deque([*others, current], REMEMBERED)
        return known[best], moved[best]

    def forget(self) -> None:
        """Forget all scenes."""
        self._earlier.clear()


def _are_the_same(one: NDArray[np.float64], other: NDArray[np.float64]) -> bool:
    """Whether two palettes belong to the same scene: the same labels for nearly the same colours."""
    return one.shape == other.shape and bool(np.abs(one - other).max() < SAME)

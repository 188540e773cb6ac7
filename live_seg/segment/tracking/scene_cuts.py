"""Scene cuts, and what the palettes of earlier scenes were."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

import cv2
import numpy as np

from live_seg.segment.colour_space import features_of
from live_seg.segment.lloyd import after_steps, clusters_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from live_seg.config import ColourSpace
    from live_seg.segment.lloyd import Clusters, Points

REMEMBERED = 8
"""SceneHistory, the latest ones. A dialogue cuts between two, a camera switch between a few."""

UNLIKE, ALIKE = 0.3, 0.65
"""Correlations of two frames: below the first they are of two scenes, above the other of one. A change of light has
nearly 1, a fast pan 0.5 and more; two scenes that are both dark below and bright above may have that too."""
FITS_NO_MORE = 1.3
"""In between: times the inertia of the frame before from which on a palette does not fit, so that a cut it is."""
DIFFERENCE = 16.0
"""Levels (root mean square) that a cut changes a frame by, at least: noise of a flat picture is alike to nothing."""
SAME = 5.0
"""Units that the colours of one scene differ by from one visit to the next, at most."""
STEPS = 5
"""Lloyd steps that a palette is moved by before it is judged on a scene."""
FITS = 1.1
"""Times the least inertia after the steps up to which a palette fits as it is."""
AS_GOOD = 1.01
"""Times the least inertia up to which palettes are as good as each other after the steps: what they were decides."""


def likeness(before: NDArray[np.uint8], now: NDArray[np.uint8]) -> float:
    """How much two frames' samples, uint8 (h, w, 3), have to do with each other: their correlation, at most 1."""
    if before.shape != now.shape:
        before = np.asarray(cv2.resize(before, now.shape[1::-1], interpolation=cv2.INTER_AREA), np.uint8)
    if cv2.norm(before, now, cv2.NORM_L2SQR) < DIFFERENCE**2 * now.size:
        return 1.0
    a, b = before.reshape(-1, 3).astype(np.float32), now.reshape(-1, 3).astype(np.float32)
    a, b = a - a.mean(axis=0), b - b.mean(axis=0)
    common = float((a * b).sum(dtype=np.float64))
    own = float(np.sqrt(np.square(a).sum(dtype=np.float64) * np.square(b).sum(dtype=np.float64)))
    return common / own if own else 0.0  # nothing is alike to a flat picture


def is_cut(
    before: NDArray[np.uint8], now: NDArray[np.uint8], centroids: NDArray[np.floating], space: ColourSpace
) -> bool:
    """Whether a new scene begins: two frames' samples that have little to do with each other.

    Args:
        before: uint8 (h, w, 3).
        now: uint8 (h, w, 3), maybe of another size.
        centroids: (k, 3) in `space`, which fit the frame before.
        space: the feature space.
    """
    alike = likeness(before, now)
    if not UNLIKE <= alike < ALIKE:
        return alike < UNLIKE
    then, here = (
        clusters_of(features_of(sample.reshape(-1, 3), space), centroids).inertia / sample.size
        for sample in (before, now)
    )
    return here > FITS_NO_MORE * then


class SceneHistory:
    """The centroids that earlier scenes ended with."""

    def __init__(self) -> None:
        self._ended: deque[NDArray[np.float64]] = deque(maxlen=REMEMBERED)

    def best_for(self, points: Points, current: NDArray[np.float64]) -> tuple[NDArray[np.float64], Clusters]:
        """The centroids that suit the points of a new scene best: the current ones, or those of a scene that is back.

        One that fits as it is has come back in the same light. If none does, they are compared when they have moved to
        the points by a few Lloyd steps, for the light may have changed. The current ones are remembered,
        in the place of those of the same scene.

        Returns:
            The centroids as they were, and what they have become on these points.
        """
        known = [current, *self._ended]
        at_first = [clusters_of(points, centroids).inertia for centroids in known]
        moved = [after_steps(points, centroids, STEPS) for centroids in known]
        least = min(clusters.inertia for clusters in moved)
        good = [place for place, clusters in enumerate(moved) if clusters.inertia <= AS_GOOD * least]
        best = int(np.argmin(at_first))
        if at_first[best] > FITS * least:
            best = min(good, key=at_first.__getitem__)
        others = [scene for scene in self._ended if not _are_the_same(scene, current)]
        self._ended = deque([*others, current], REMEMBERED)
        return known[best], moved[best]

    def forget(self) -> None:
        """Forget all of them."""
        self._ended.clear()


def _are_the_same(one: NDArray[np.float64], other: NDArray[np.float64]) -> bool:
    """Whether two palettes are one scene's, a little later: the same labels for nearly the same colours."""
    return one.shape == other.shape and bool(np.abs(one - other).max() < SAME)

"""Hysteresis: a still pixel keeps its label until another centroid is clearly nearer.

A pixel whose colour is near the middle between two centroids would change its label with every flicker of the light and
with the noise of the sensor.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from live_seg.buffers import read_only
from live_seg.config import ColourSpace
from live_seg.kernels.jit import by_rows
from live_seg.kernels.label import SETTLED, Held
from live_seg.segment.colour_space import lightness_unit
from live_seg.segment.labelling.nearest import Labeller
from live_seg.segment.labelling.noise import NoiseLevel

MARGIN = 2.0
"""How far past the middle between two centroids a pixel must be to change its label, in CIELAB units. People just
notice a difference of 2.3."""
MARGIN_OF_DISTANCE = 0.1
"""Added to the margin: this share of the distance between the two centroids."""
MARGIN_OF_NOISE = 0.4
"""Added to the margin: CIELAB units for each level of noise. A level is 0.4 of lightness."""
MOST_OF_DISTANCE = 0.4
"""The margin never exceeds this share of the distance between the two centroids, so that a pixel with the colour of
another centroid always gets its label."""

MOTION = 6
"""Levels by which a still pixel may change from frame to frame without noise."""
MOTION_OF_NOISE = 5.0
"""Levels by which a still pixel may change for each level of noise, if that is more. The difference of two frames has
1.4 times the standard deviation of the noise."""

NO_LABEL = 255
"""Higher than any label."""

AFTER_A_CUT = 2
"""Number of frames after a cut for which a pixel must stay unchanged before it keeps its label."""


class Hysteresis:
    """Labels the frames of one stream, and remembers what each pixel needs to keep its label."""

    def __init__(self) -> None:
        self._noise = NoiseLevel()
        self._labeller = Labeller()
        self._seen: NDArray[np.uint8] | None = None
        self._still_for: NDArray[np.uint8]
        self._labels: NDArray[np.uint8]

    def forget(self) -> None:
        """Start again with the next frame, because the labels get another meaning."""
        self._seen = None

    def begin_scene(self) -> None:
        """Treat all pixels as nearly still: a cut is not motion."""
        if self._seen is not None:
            np.maximum(self._still_for, SETTLED - AFTER_A_CUT, out=self._still_for)

    def label(
        self, bgr: NDArray[np.uint8], centroids: NDArray[np.float32], space: ColourSpace, strength: float
    ) -> NDArray[np.uint8]:
        """Label a frame: every pixel by its nearest centroid, or by its label of the frame before.

        A pixel is still when it has not changed, except for noise, for `SETTLED` frames. All pixels of a first frame
        are still, and after a cut all are within `AFTER_A_CUT` frames. A still pixel changes its label only when the
        new centroid is nearer by `strength` times the margin. All other pixels get the label of the nearest centroid,
        so that motion leaves no trail.

        Args:
            bgr: uint8 (H, W, 3) BGR. It is read again with the next frame, and must not change until then.
            centroids: float32 (k, 3) in `space`, on the grid.
            space: the feature space.
            strength: 0 for the labels of the nearest centroids.

        Returns:
            uint8 (H, W). It is read again with the next frame, and must not change until then.
        """
        if not strength:
            self._seen = None
            return self._labeller.label(bgr, centroids, space)
        if self._seen is None or self._seen.shape != bgr.shape:
            # nothing has moved yet, and no pixel has a label
            self._seen, self._still_for = bgr, np.full(bgr.shape[:2], SETTLED, np.uint8)
            self._labels = np.full(bgr.shape[:2], NO_LABEL, np.uint8)
        noise = self._noise.update(self._seen, bgr)
        held = Held(
            read_only(sides_of(centroids)),
            read_only(slack_of(centroids, space, strength, noise)),
            max(MOTION, round(MOTION_OF_NOISE * noise)),
            by_rows(self._seen),
            read_only(self._labels),
        )
        self._labels = self._labeller.label(bgr, centroids, space, held, self._still_for)
        self._seen = bgr
        return self._labels


def sides_of(centroids: NDArray[np.float32]) -> NDArray[np.float32]:
    """The difference of the squared distances from a point to two centroids: float32 (k, k, 4), old label by new.

    The difference is linear in the point: its three features times the first three, plus the fourth. The products are
    multiples of 1/32 whose sums are below 2**19, and exact in float32. With the fourth, a multiple of 1/64, the sum is
    the difference of two numbers below 2**18.
    """
    squares = (centroids**2).sum(axis=1)
    toward = 2 * (centroids[None] - centroids[:, None])
    return np.concatenate([toward, (squares[:, None] - squares[None])[:, :, None]], axis=2)


def slack_of(centroids: NDArray[np.float32], space: ColourSpace, strength: float, noise: float) -> NDArray[np.float32]:
    """How much smaller the squared distance to the new centroid must be: float32 (k, k), old label by new.

    For a point that is m past the middle between two centroids at distance d, the squared distances differ by 2 m d.
    """
    c = centroids.astype(np.float64)
    apart = np.sqrt(((c[:, None] - c[None]) ** 2).sum(axis=2))
    margin = (MARGIN + MARGIN_OF_NOISE * noise) * lightness_unit(space) + MARGIN_OF_DISTANCE * apart
    return np.asarray(2 * np.minimum(strength * margin, MOST_OF_DISTANCE * apart) * apart, np.float32)

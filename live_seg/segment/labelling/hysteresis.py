"""Labels that hold still: hysteresis at the boundary between two clusters.

A pixel whose colour is near the middle between two centroids changes sides with every flicker of the light and grain
of the sensor. Here one that has kept its colour keeps its label as well, until another centroid is clearly nearer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from live_seg.kernels.jit import by_rows, constant
from live_seg.kernels.label import SETTLED, Held
from live_seg.segment.colour_space import lightness_unit
from live_seg.segment.labelling.nearest import Labeller
from live_seg.segment.labelling.noise import NoiseLevel

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from live_seg.config import ColourSpace

MARGIN = 2.0
"""How far past the middle of two centroids a pixel has to be before it changes sides, in CIELAB units: about what eyes
can tell apart (a just noticeable difference is 2.3)."""
MARGIN_OF_DISTANCE = 0.1
"""And in parts of the centroids' distance, in addition."""
MARGIN_OF_NOISE = 0.4
"""And in CIELAB units for each level of the noise, in addition: a level is 0.4 of lightness."""
MOST_OF_DISTANCE = 0.4
"""Part of the centroids' distance that no margin goes beyond: what has another centroid's colour gets its label."""

MOTION = 6
"""Levels that a still pixel may change by from frame to frame, with no noise."""
MOTION_OF_NOISE = 5.0
"""Or for each level of the noise, if that is more: differences of two frames have 1.4 times its deviation."""

NO_LABEL = 255
"""More than any centroid's."""

AFTER_A_CUT = 2
"""Frames that a pixel has to keep its colour for after a cut until its label is held."""


class Hysteresis:
    """Labels the frames of one stream, and remembers of each pixel what it takes to hold its label."""

    def __init__(self) -> None:
        self._noise = NoiseLevel()
        self._labeller = Labeller()
        self._seen: NDArray[np.uint8] | None = None
        self._quiet: NDArray[np.uint8]
        self._labels: NDArray[np.uint8]

    def forget(self) -> None:
        """Begin anew with the next frame: labels mean something else from here on."""
        self._seen = None

    def begin_scene(self) -> None:
        """Take all pixels for nearly settled: what a cut has changed has not moved."""
        if self._seen is not None:
            np.maximum(self._quiet, SETTLED - AFTER_A_CUT, out=self._quiet)

    def label(
        self, bgr: NDArray[np.uint8], centroids: NDArray[np.float32], space: ColourSpace, strength: float
    ) -> NDArray[np.uint8]:
        """Label a frame: every pixel by its nearest centroid, or by its label of the frame before.

        A pixel that has kept its colour, but for noise, for `SETTLED` frames has settled; so have all pixels of a first
        frame, and after a cut all do within `AFTER_A_CUT` frames. It changes to another label only when that centroid
        is nearer by `strength` times the margin. All others, and so all that moves, have the nearest centroid's label:
        motion leaves no trail.

        Args:
            bgr: uint8 (H, W, 3) BGR. It is read again with the next frame: not to be written to until then.
            centroids: float32 (k, 3) in `space`, on the grid.
            space: the feature space.
            strength: 0 for the nearest centroids' labels.

        Returns:
            uint8 (H, W), which is read again with the next frame: not to be written to.
        """
        if not strength:
            self._seen = None
            return self._labeller.label(bgr, centroids, space)
        if self._seen is None or self._seen.shape != bgr.shape:
            # nothing has been seen to move yet, and no label is any centroid's
            self._seen, self._quiet = bgr, np.full(bgr.shape[:2], SETTLED, np.uint8)
            self._labels = np.full(bgr.shape[:2], NO_LABEL, np.uint8)
        noise = self._noise.update(self._seen, bgr)
        held = Held(
            constant(sides_of(centroids)),
            constant(slack_of(centroids, space, strength, noise)),
            max(MOTION, round(MOTION_OF_NOISE * noise)),
            by_rows(self._seen),
            constant(self._labels),
        )
        self._labels = self._labeller.label(bgr, centroids, space, held, self._quiet)
        self._seen = bgr
        return self._labels


def sides_of(centroids: NDArray[np.float32]) -> NDArray[np.float32]:
    """How the squared distances from a point to two centroids differ: float32 (k, k, 4), old label by new.

    The difference is linear in the point: its three features, multiplied by the first three and added up, and the
    fourth. The products are multiples of 1/32 whose sums are below 2**19, and exact in float32; with the fourth, a
    multiple of 1/64, the sum is the difference of two that are below 2**18.
    """
    squares = (centroids**2).sum(axis=1)
    toward = 2 * (centroids[None] - centroids[:, None])
    return np.concatenate([toward, (squares[:, None] - squares[None])[:, :, None]], axis=2)


def slack_of(centroids: NDArray[np.float32], space: ColourSpace, strength: float, noise: float) -> NDArray[np.float32]:
    """By how much smaller the squared distance to the new centroid has to be: float32 (k, k), old label by new.

    Of a point that is m past the middle of two centroids at distance d, the squared distances differ by 2 m d.
    """
    c = centroids.astype(np.float64)
    apart = np.sqrt(((c[:, None] - c[None]) ** 2).sum(axis=2))
    margin = (MARGIN + MARGIN_OF_NOISE * noise) * lightness_unit(space) + MARGIN_OF_DISTANCE * apart
    return np.asarray(2 * np.minimum(strength * margin, MOST_OF_DISTANCE * apart) * apart, np.float32)

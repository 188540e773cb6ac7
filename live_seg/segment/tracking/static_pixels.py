"""Which pixels of a sample do not change."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

MOTION = 6
"""Levels by which a pixel of the sample may change from frame to frame. It is the mean of an area, with little
noise."""
SETTLED = 5
"""Frames without change after which a pixel is static."""


class StaticPixels:
    """Counts for how many frames each pixel of a sample has not changed.

    Attributes:
        before: the sample of the last frame, uint8 (h, w, 3); None before the first one.
    """

    def __init__(self) -> None:
        self.before: NDArray[np.uint8] | None = None
        self._frames = np.zeros(0, np.uint8)

    @property
    def static(self) -> NDArray[np.bool_]:
        """Pixels that have not changed for `SETTLED` frames: bool (h * w,)."""
        return self._frames >= SETTLED

    def begin_scene(self) -> None:
        """Treat all pixels as static: a cut is not motion."""
        self._frames[:] = SETTLED

    def update(self, sample: NDArray[np.uint8]) -> None:
        """Compare the sample of the next frame, uint8 (h, w, 3)."""
        if self.before is None or self.before.shape != sample.shape:
            self._frames = np.empty(sample.shape[0] * sample.shape[1], np.uint8)
            self.begin_scene()
        else:
            blue, green, red = cv2.split(cv2.absdiff(sample, self.before))
            unmoved = (cv2.max(cv2.max(blue, green), red) <= MOTION).reshape(-1)
            self._frames = np.where(unmoved, np.minimum(self._frames + 1, SETTLED), 0).astype(np.uint8)
        # copied, because the sample of a small frame is the frame itself, which belongs to the caller
        self.before = sample.copy()

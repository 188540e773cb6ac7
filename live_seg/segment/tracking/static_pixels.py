"""Which pixels of a sample stand still."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

STILL = 6
"""Levels that a pixel of the sample may change by from frame to frame. It is the mean of an area, with little noise."""
SETTLED = 5
"""Frames in a row after which a pixel has settled."""


class StaticPixels:
    """Remembers for how long each pixel of a sample has not moved.

    Attributes:
        before: the sample of the newest frame, uint8 (h, w, 3); None before the first.
    """

    def __init__(self) -> None:
        self.before: NDArray[np.uint8] | None = None
        self._frames = np.zeros(0, np.uint8)

    @property
    def settled(self) -> NDArray[np.bool_]:
        """Pixels that have not moved for `SETTLED` frames: bool (h * w,)."""
        return self._frames >= SETTLED

    def begin_scene(self) -> None:
        """Take all pixels for settled: what a cut has changed has not moved."""
        self._frames[:] = SETTLED

    def see(self, sample: NDArray[np.uint8]) -> None:
        """Take the next frame's sample, uint8 (h, w, 3)."""
        if self.before is None or self.before.shape != sample.shape:
            self._frames = np.empty(sample.shape[0] * sample.shape[1], np.uint8)
            self.begin_scene()
        else:
            blue, green, red = cv2.split(cv2.absdiff(sample, self.before))
            unmoved = (cv2.max(cv2.max(blue, green), red) <= STILL).reshape(-1)
            self._frames = np.where(unmoved, np.minimum(self._frames + 1, SETTLED), 0).astype(np.uint8)
        # the sample of a small frame is the frame itself, which is the caller's
        self.before = sample.copy()

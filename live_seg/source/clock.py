"""The clock of live frames: their times of arrival."""

from __future__ import annotations

import time
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from live_seg.frame import MPEG_CLOCK, Frame

NANOSECONDS = 1_000_000_000


class ArrivalClock:
    """Numbers live frames and stamps them with their time of arrival, in seconds after the first frame.

    One clock may serve several sources one after the other: a stream that is opened again goes on with it.
    """

    def __init__(self) -> None:
        self._start: int | None = None
        self._last = -MPEG_CLOCK
        self._count = 0

    def frame(self, picture: NDArray[np.uint8]) -> Frame:
        """Make a frame of a picture, uint8 (H, W, 3) BGR, that arrives now.

        Its time is a multiple of `MPEG_CLOCK` and later than that of the frame before.
        """
        now = time.monotonic_ns()
        if self._start is None:
            self._start = now
        elapsed = round(Fraction(now - self._start, NANOSECONDS) / MPEG_CLOCK) * MPEG_CLOCK
        self._last = max(elapsed, self._last + MPEG_CLOCK)
        frame = Frame(self._count, self._last, picture)
        self._count += 1
        return frame

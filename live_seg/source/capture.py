"""OpenCV's captures of what is live: pictures as they come, into memory that is used again."""

from __future__ import annotations

import math
import time
from fractions import Fraction
from typing import TYPE_CHECKING

import cv2
import numpy as np

from live_seg.buffers import Buffers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cv2.typing import MatLike
    from numpy.typing import NDArray

FAILED_READS = 10
"""Failed reads in a row that end it: a picture that came damaged makes one, and the next may be whole."""

SLOW = 0.5
"""Seconds that a failed read took if it has waited in vain; one of a picture that came damaged takes none."""

NOMINAL_RATE = Fraction(30)
FASTEST = 1000
"""Frames a second. Above that what a driver or a stream says is a clock's rate (90000)."""


class Capture:
    """A `cv2.VideoCapture` that is open. The thread that reads it closes it.

    Attributes:
        waited: seconds that the last read took.
    """

    def __init__(self, capture: cv2.VideoCapture) -> None:
        self.waited = 0.0
        self._capture = capture
        self._buffers = Buffers()

    @property
    def is_open(self) -> bool:
        """Whether it has not been closed."""
        return self._capture.isOpened()

    @property
    def size(self) -> tuple[int, int]:
        """Width and height, as the stream or the driver says before the first picture."""
        width, height = self._capture.get(cv2.CAP_PROP_FRAME_WIDTH), self._capture.get(cv2.CAP_PROP_FRAME_HEIGHT)
        return int(width), int(height)

    @property
    def rate(self) -> Fraction:
        """Frames a second, nominal."""
        return rate_of(self._capture.get(cv2.CAP_PROP_FPS))

    @property
    def frame_count(self) -> int | None:
        """What a recording says; None where the stream is live."""
        count = self._capture.get(cv2.CAP_PROP_FRAME_COUNT)
        return int(count) if math.isfinite(count) and count > 0 else None

    @property
    def position(self) -> Fraction | None:
        """Seconds from the start of a recording to the picture that was read last; None if it says nothing."""
        milliseconds = self._capture.get(cv2.CAP_PROP_POS_MSEC)
        return Fraction(milliseconds) / 1000 if math.isfinite(milliseconds) else None

    def pictures(self) -> Iterator[NDArray[np.uint8]]:
        """Pictures, uint8 (H, W, 3) BGR, until it is closed or there are no more. Their size may change."""
        failures = 0
        shape: tuple[int, ...] | None = None  # that of the one before: a driver may grant another than it says
        while failures < FAILED_READS and self._capture.isOpened():
            asked = time.monotonic()
            read, bgr = self._capture.read(None if shape is None else self._buffers.take(shape))
            self.waited = time.monotonic() - asked
            if read:
                failures = 0
                picture = as_bgr(bgr)
                shape = picture.shape
                yield picture
            elif self.waited > SLOW:
                return
            else:
                failures += 1

    def close(self) -> None:
        """Release it. Iteration ends."""
        self._capture.release()


def rate_of(value: float) -> Fraction:
    """A frame rate as OpenCV says it; nominal where that cannot be."""
    if not math.isfinite(value) or not 0 < value <= FASTEST:
        return NOMINAL_RATE
    return Fraction(value).limit_denominator(1001) or NOMINAL_RATE


def as_bgr(picture: MatLike) -> NDArray[np.uint8]:
    """uint8 (H, W, 3) of whatever OpenCV decoded: it hands gray video through as (H, W)."""
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR) if picture.ndim == 2 else picture, np.uint8)

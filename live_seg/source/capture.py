"""OpenCV's captures of cameras and streams. Their pictures reuse the same memory."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from fractions import Fraction

import cv2
import numpy as np
from numpy.typing import NDArray

from live_seg.arguments import FASTEST
from live_seg.buffers import Buffers
from live_seg.source.bit_depth import as_bgr
from live_seg.source.exclusive import Exclusive

FAILED_READS = 10
"""Number of failed reads in a row that ends a stream. A damaged picture causes one, and the next may be whole."""

SLOW = 0.5
"""Seconds. A failed read that takes longer has waited for a picture. The read of a damaged picture fails at once."""

NOMINAL_RATE = Fraction(30)


class Capture:
    """A `cv2.VideoCapture` that is open.

    Args:
        capture: the capture.
        name: name of the source, for errors.

    Attributes:
        waited: seconds that the last read took.
    """

    def __init__(self, capture: cv2.VideoCapture, name: str) -> None:
        self.waited = 0.0
        self._capture = capture
        self._exclusive = Exclusive(name)
        self._buffers = Buffers()

    @property
    def is_open(self) -> bool:
        """Whether it has not been closed."""
        return self._capture.isOpened()

    @property
    def size(self) -> tuple[int, int]:
        """Width and height, as the stream or driver says before the first picture."""
        width, height = self._capture.get(cv2.CAP_PROP_FRAME_WIDTH), self._capture.get(cv2.CAP_PROP_FRAME_HEIGHT)
        return int(width), int(height)

    @property
    def rate(self) -> Fraction:
        """Nominal frames a second."""
        return rate_of(self._capture.get(cv2.CAP_PROP_FPS))

    @property
    def frame_count(self) -> int | None:
        """Number of frames of a recorded stream, as it says; None for a live one."""
        count = self._capture.get(cv2.CAP_PROP_FRAME_COUNT)
        return int(count) if math.isfinite(count) and count > 0 else None

    @property
    def position(self) -> Fraction | None:
        """Seconds from the start of a recorded stream to the last picture; None if the stream does not say."""
        milliseconds = self._capture.get(cv2.CAP_PROP_POS_MSEC)
        return Fraction(milliseconds) / 1000 if math.isfinite(milliseconds) else None

    def pictures(self) -> Iterator[NDArray[np.uint8]]:
        """Pictures, uint8 (H, W, 3) BGR, until it is closed or there are no more. Their size may change.

        Raises:
            SourceError: another thread is reading.
        """
        failures = 0
        shape: tuple[int, ...] | None = None  # of the last picture: a driver may give another size than it says
        while failures < FAILED_READS:
            with self._exclusive.reading():
                if not self._capture.isOpened():
                    return
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
        with self._exclusive.closing():
            self._capture.release()


def rate_of(value: float) -> Fraction:
    """A frame rate of OpenCV as a fraction; 30 if it cannot be right."""
    if not math.isfinite(value) or not 0 < value <= FASTEST:  # a higher rate is the rate of a clock (90000)
        return NOMINAL_RATE
    return Fraction(value).limit_denominator(1001) or NOMINAL_RATE

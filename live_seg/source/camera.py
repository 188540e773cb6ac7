"""Frames of a camera, as they come."""

from __future__ import annotations

import math
import sys
import time
from fractions import Fraction
from typing import TYPE_CHECKING, Self

import cv2
import numpy as np

from live_seg.buffers import Buffers
from live_seg.errors import SourceError
from live_seg.frame import Frame, StreamInfo

if TYPE_CHECKING:
    from collections.abc import Iterator
NOMINAL_RATE = Fraction(30)
NANOSECONDS = 1_000_000_000


class CameraSource:
    """A camera, by index or by device path ("/dev/video0").

    `Frame.time` is measured when the frame arrives, from the first one on. A read waits until there is a new frame.

    Raises:
        SourceError: there is no such camera, or another program holds it.
    """

    def __init__(self, camera: int | str) -> None:
        self._name = f"camera {camera}"
        # by name, so that OpenCV does not try its image and network readers on an index
        backend = cv2.CAP_V4L2 if sys.platform == "linux" else cv2.CAP_ANY
        self._capture = cv2.VideoCapture(camera, backend)
        if not self._capture.isOpened():
            raise SourceError(
                f"{self._name} cannot be opened: no such camera, another program holds it, or access is denied; "
                f"'live-seg demo' needs none"
            )
        self._buffers = Buffers()
        rate = self._capture.get(cv2.CAP_PROP_FPS)
        self._info = StreamInfo(
            width=int(self._capture.get(cv2.CAP_PROP_FRAME_WIDTH)),
            height=int(self._capture.get(cv2.CAP_PROP_FRAME_HEIGHT)),
            frame_rate=Fraction(rate).limit_denominator(1001) if math.isfinite(rate) and rate > 0 else NOMINAL_RATE,
            is_live=True,
        )

    @property
    def info(self) -> StreamInfo:
        """Size and rate that the camera granted."""
        return self._info

    @property
    def damage(self) -> None:
        """None: what a camera did not deliver nobody knows of."""
        return

    def __iter__(self) -> Iterator[Frame]:
        index = start = 0
        shape: tuple[int, ...] | None = None  # that of the frame before: a driver may grant another than it says
        while self._capture.isOpened():
            read, bgr = self._capture.read(None if shape is None else self._buffers.take(shape))
            now = time.monotonic_ns()
            if not read:
                if not self._capture.isOpened():
                    return
                raise SourceError(f"{self._name} gives no more frames; is it still plugged in?")
            start = start or now
            tick = self._info.time_base
            shape = bgr.shape
            yield Frame(index, round(Fraction(now - start, NANOSECONDS) / tick) * tick, np.asarray(bgr, np.uint8))
            index += 1

    def close(self) -> None:
        """Release the camera. Iteration ends."""
        self._capture.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self.close()

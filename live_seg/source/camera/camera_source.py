"""The frames of a camera."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import cv2

from live_seg.errors import SourceError
from live_seg.frame import Frame, StreamInfo
from live_seg.source.camera.camera_format import CameraFormat, ask
from live_seg.source.capture import Capture
from live_seg.source.clock import ArrivalClock
from live_seg.source.protocol import BaseSource

READ_TIMEOUT = "5"
"""Seconds that OpenCV waits for a frame of a camera on Linux."""


class CameraSource(BaseSource):
    """A camera, by index or by device path ("/dev/video0").

    `Frame.time` is measured when the frame arrives. A read waits for a new frame.

    Args:
        camera: index or path.
        wanted: size and rate to ask for; None asks for nothing. `info` has what the camera grants.
        clock: numbers and stamps the frames; None for a new clock.

    Raises:
        SourceError: there is no such camera, or another program uses it; while iterating: it gives no more frames.
    """

    def __init__(
        self, camera: int | str, wanted: CameraFormat | None = None, clock: ArrivalClock | None = None
    ) -> None:
        self.name = f"camera {camera}"
        self._wanted = wanted or CameraFormat()
        self._clock = clock or ArrivalClock()
        os.environ.setdefault("OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT", READ_TIMEOUT)
        # named, so that OpenCV does not try its readers of images and streams on an index
        backend = cv2.CAP_V4L2 if sys.platform == "linux" else cv2.CAP_ANY
        capture = cv2.VideoCapture(camera, backend)
        if not capture.isOpened():
            raise SourceError(f"{self.name} cannot be opened: {_cause(camera)}")
        # no old frames in a queue; not every backend supports it
        capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)
        self._granted = ask(capture, self._wanted)
        self._capture = Capture(capture, self.name)
        width, height = self._granted.size
        self.info = StreamInfo(width, height, self._granted.rate, is_live=True)

    @property
    def description(self) -> str:
        """What the camera gives: "1280x720, 30 frames/s, MJPG"."""
        return self._granted.describe()

    @property
    def remarks(self) -> tuple[str, ...]:
        """A line, if the camera does not give what was asked for."""
        if self._granted.meets(self._wanted):
            return ()
        return (f"{self.name} gives {self.description}; {self._wanted.describe()} was asked for",)

    def __iter__(self) -> Iterator[Frame]:
        yield from map(self._clock.frame, self._capture.pictures())
        if self._capture.is_open:
            raise SourceError(f"{self.name} gives no more frames; is it still plugged in?")

    def close(self) -> None:
        """Release the camera. Iteration ends."""
        self._capture.close()


def _cause(camera: int | str) -> str:
    device = Path(f"/dev/video{camera}" if isinstance(camera, int) else camera)
    if sys.platform != "linux":
        return "no such camera, another program uses it, or access is denied"
    if not device.exists():
        return f"there is no {device}"
    if not os.access(device, os.R_OK | os.W_OK):
        return f"access to {device} is denied (is this user in the group video?)"
    return "another program uses it, or it is not a camera"

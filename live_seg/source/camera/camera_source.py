"""Frames of a camera, as they come."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Self

import cv2

from live_seg.errors import SourceError
from live_seg.frame import StreamInfo
from live_seg.source.camera.camera_format import CameraFormat, ask
from live_seg.source.capture import Capture
from live_seg.source.clock import as_they_come

if TYPE_CHECKING:
    from collections.abc import Iterator

    from live_seg.frame import Frame

NO_CAMERA_NEEDED = "'live-seg demo' needs none"
PATIENCE = "5"
"""Seconds that OpenCV waits for a frame of a camera on Linux."""


class CameraSource:
    """A camera, by index or by device path ("/dev/video0").

    `Frame.time` is measured when the frame arrives, from the first one on. A read waits until there is a new frame.

    Args:
        camera: index or path.
        wanted: size and rate to ask for; None to leave it as it is. A camera grants what it has: see `granted`.

    Raises:
        SourceError: there is no such camera, or another program holds it; while iterating: it gives no more frames.
    """

    def __init__(self, camera: int | str, wanted: CameraFormat | None = None) -> None:
        self._name = f"camera {camera}"
        self._wanted = wanted or CameraFormat()
        os.environ.setdefault("OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT", PATIENCE)
        # by name, so that OpenCV does not try its image and network readers on an index
        backend = cv2.CAP_V4L2 if sys.platform == "linux" else cv2.CAP_ANY
        capture = cv2.VideoCapture(camera, backend)
        if not capture.isOpened():
            raise SourceError(f"{self._name} cannot be opened: {_cause(camera)}; {NO_CAMERA_NEEDED}")
        # so that the newest frame is new; not every backend takes it
        capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)
        self._granted = ask(capture, self._wanted)
        self._capture = Capture(capture)
        width, height = self._granted.size
        self._info = StreamInfo(width, height, self._granted.rate, is_live=True)

    @property
    def info(self) -> StreamInfo:
        """Size and rate that the camera granted."""
        return self._info

    @property
    def granted(self) -> str:
        """What the camera gives, as "1280x720, 30 frames/s, MJPG"."""
        return self._granted.describe()

    @property
    def remarks(self) -> tuple[str, ...]:
        """A line, where what the camera gives is not what was wished."""
        if self._granted.meets(self._wanted):
            return ()
        return (f"{self._name} gives {self.granted}; {self._wanted.describe()} was asked for",)

    @property
    def damage(self) -> None:
        """None: what a camera did not deliver nobody knows of."""
        return

    def __iter__(self) -> Iterator[Frame]:
        yield from as_they_come(self._capture.pictures())
        if self._capture.is_open:
            raise SourceError(f"{self._name} gives no more frames; is it still plugged in?")

    def close(self) -> None:
        """Release the camera. Iteration ends."""
        self._capture.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self.close()


def _cause(camera: int | str) -> str:
    device = Path(f"/dev/video{camera}" if isinstance(camera, int) else camera)
    if sys.platform != "linux":
        return "no such camera, another program holds it, or access is denied"
    if not device.exists():
        return f"there is no {device} ('live-seg cameras' lists what there is)"
    if not os.access(device, os.R_OK | os.W_OK):
        return f"access to {device} is denied (is this user in the group video?)"
    return "another program holds it, or it is no camera"

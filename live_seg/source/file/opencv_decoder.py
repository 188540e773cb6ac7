"""Decodes video files with OpenCV."""

from __future__ import annotations

import math
from fractions import Fraction
from pathlib import Path

import cv2

from live_seg.buffers import Buffers
from live_seg.errors import SourceError
from live_seg.source.bit_depth import as_bgr
from live_seg.source.file.container import Container
from live_seg.source.file.decoder import Decoded

MICROSECOND = Fraction(1, 1_000_000)


class OpenCVDecoder:
    """Decodes a file's first video track with OpenCV, which applies rotation.

    Args:
        path: the file.
        container: description of the file and of the track.

    Raises:
        SourceError: OpenCV cannot open it.
    """

    def __init__(self, path: Path, container: Container) -> None:
        self._container = container
        self._address = str(path.absolute()), cv2.CAP_FFMPEG
        self._capture = cv2.VideoCapture(*self._address)
        if not self._capture.isOpened():
            raise SourceError(
                f"{path}: its video cannot be decoded; its codec is not supported, or the file is damaged; "
                f"convert it to H.264 or copy it again"
            )
        self.size = (
            int(self._capture.get(cv2.CAP_PROP_FRAME_WIDTH)),
            int(self._capture.get(cv2.CAP_PROP_FRAME_HEIGHT)),
        )
        self.is_turned = self._capture.get(cv2.CAP_PROP_ORIENTATION_META) % 180 == 90
        self._buffers = Buffers()
        # shape of the last picture, because the header may be wrong
        self._shape: tuple[int, ...] | None = None

    @property
    def is_open(self) -> bool:
        """Whether the decoder has not been closed."""
        return self._capture.isOpened()

    def read(self) -> Decoded | None:
        """The next picture; None if it cannot be decoded, or after the last one."""
        read, bgr = self._capture.read(None if self._shape is None else self._buffers.take(self._shape))
        if not read:
            return None
        picture = as_bgr(bgr)
        self._shape = picture.shape
        return Decoded(picture, self._time(self._capture.get(cv2.CAP_PROP_POS_MSEC)))

    def _time(self, milliseconds: float) -> Fraction | None:
        """The time of a picture, rounded from OpenCV's floating point value to the track's clock."""
        if not math.isfinite(milliseconds):
            return None
        tick, rate = self._container.time_base, self._container.frame_rate
        seconds = Fraction(milliseconds) / 1000
        nominal = round(seconds * rate) / rate
        # OpenCV's times are exact to a microsecond. If the clock is finer, the nominal rate is more exact.
        if tick < 2 * MICROSECOND and abs(nominal - seconds) < 2 * MICROSECOND:
            seconds = nominal
        return self._container.start + round(seconds / tick) * tick

    def seek(self, seconds: float) -> None:
        """Go approximately to a time. OpenCV seeks by the mean frame rate."""
        self._capture.set(cv2.CAP_PROP_POS_MSEC, 1000 * seconds)

    def restart(self) -> None:
        """Open the file again: OpenCV cannot seek to the start of some formats."""
        self._capture.open(*self._address)

    def close(self) -> None:
        """Release the file. May be called again."""
        self._capture.release()

"""The frames of a network stream: RTSP, MJPEG over HTTP, and others."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction

import cv2

from live_seg.errors import SourceError
from live_seg.frame import Frame, StreamInfo
from live_seg.source.capture import Capture
from live_seg.source.clock import ArrivalClock
from live_seg.source.network.address import checked_address, shown
from live_seg.source.protocol import BaseSource
from live_seg.source.shown_frame import shown_and_next

TIMEOUT = 5.0
"""Seconds without an answer or a frame after which a stream counts as lost."""

VARIABLE = "OPENCV_FFMPEG_CAPTURE_OPTIONS"
OPTIONS = "rtsp_transport;tcp|fpsprobesize;0"
"""RTSP over TCP: UDP loses packets, and firewalls block it. Without `fpsprobesize`, FFmpeg waits for the first 28
pictures of a camera to estimate a frame rate, instead of 8. `nobuffer` would not give newer pictures: it drops those
that came while the stream was opened, and then waits for a keyframe."""

DECODER_THREADS = 1
"""Each further thread holds back a frame, and one decodes 1080p in 5 ms."""

_lock = threading.Lock()
_opening: list[bool] = []
"""One item for each stream that is being opened with these options."""

EARLY = Fraction(1, 2)
"""Seconds that a recorded stream may be shorter than it says."""


class NetworkSource(BaseSource):
    """A network stream, by its address: rtsp(s), http(s), rtmp, tcp or udp.

    A stream that says how long it is, such as a video file on a web server, is recorded: it is not live, and
    `Frame.time` is that of the file. Any other stream is live, and `Frame.time` is measured when the frame arrives.
    OpenCV scales pictures to the size of the first ones if the size changes. If the server ends the stream, iteration
    ends. The environment variable OPENCV_FFMPEG_CAPTURE_OPTIONS replaces the options that a stream is opened with.

    Args:
        address: such as "rtsp://user:password@192.168.0.20/stream1" or "http://192.168.0.21:8080/video".
        timeout: seconds to wait for an answer, and for each frame.
        clock: numbers and stamps live frames; None for a new clock.

    Raises:
        ConfigError: the address is malformed, or its scheme is not supported.
        SourceError: there is no such host, server or video, or no answer in time; while iterating: no frame in time.
    """

    def __init__(self, address: str, timeout: float = TIMEOUT, clock: ArrivalClock | None = None) -> None:
        address = checked_address(address)
        self.name = shown(address)
        self._timeout = timeout
        self._clock = clock or ArrivalClock()
        milliseconds = round(1000 * timeout)
        asked = time.monotonic()
        with _options():
            capture = cv2.VideoCapture(
                address,
                cv2.CAP_FFMPEG,
                [
                    *(cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, milliseconds),
                    *(cv2.CAP_PROP_READ_TIMEOUT_MSEC, milliseconds),
                    *(cv2.CAP_PROP_N_THREADS, DECODER_THREADS),
                ],
            )
        waited = time.monotonic() - asked
        self._capture = Capture(capture, self.name)
        width, height = self._capture.size
        # an RTSP server that announces a stream and sends nothing is open and has no size
        if not self._capture.is_open or min(width, height) <= 0:
            self._capture.close()
            raise SourceError(f"{self.name} cannot be opened: {self._cause(address, waited)}")
        count = self._capture.frame_count
        self.info = StreamInfo(width, height, self._capture.rate, count, is_live=count is None)
        self._interval = max(self.info.time_base, self._in_ticks(1 / self.info.frame_rate))
        self._next_index = 0
        self._last_time = -self._interval
        self._damage: str | None = None
        self._ahead: list[Frame] = []  # read already, to find the frame that is shown at a time

    def _cause(self, address: str, waited: float) -> str:
        if waited >= self._timeout:
            return f"no answer within {self._timeout:g} s"
        from live_seg.source.network.diagnose import why_refused

        return why_refused(address, self._timeout)

    @property
    def damage(self) -> str | None:
        """A line if a recorded stream ended early. What a live stream did not send is unknown."""
        return self._damage

    def __iter__(self) -> Iterator[Frame]:
        yield from map(self._clock.frame, self._capture.pictures()) if self.info.is_live else self._recorded()
        if self._capture.is_open and self._capture.waited >= self._timeout:
            raise SourceError(f"{self.name} has sent no frame for {self._timeout:g} s")

    def _frames_from(self, seconds: Fraction) -> Iterator[Frame]:
        if self.info.is_live:
            return super()._frames_from(seconds)
        self._ahead = shown_and_next(iter(self), seconds, lambda last: last.time + self._interval)
        return iter(self)

    def _recorded(self) -> Iterator[Frame]:
        while self._ahead and self._capture.is_open:
            yield self._ahead.pop(0)
        for picture in self._capture.pictures():
            position = self._capture.position
            stamp = self._last_time if position is None else self._in_ticks(position)
            # without a time stamp, or if it goes backward, only the nominal rate is left
            self._last_time = stamp if stamp > self._last_time else self._last_time + self._interval
            frame = Frame(self._next_index, self._last_time, picture)
            self._next_index += 1
            yield frame
        duration, end = self.duration or 0, self._last_time + self._interval
        if self._capture.is_open and end < duration - EARLY:
            self._damage = f"{self.name}: the video ended at {float(end):.1f} of {float(duration):.1f} s"

    def _in_ticks(self, seconds: Fraction) -> Fraction:
        """A time rounded to the stream's clock."""
        return round(seconds / self.info.time_base) * self.info.time_base

    def close(self) -> None:
        """Close the connection. Iteration ends."""
        self._capture.close()


@contextmanager
def _options() -> Iterator[None]:
    """Set the options of OpenCV's reader, unless the user has. OpenCV reads them at each opening, of files too."""
    with _lock:
        are_ours = bool(_opening) or VARIABLE not in os.environ
        if are_ours:
            os.environ[VARIABLE] = OPTIONS
            _opening.append(True)
    try:
        yield
    finally:
        with _lock:
            if are_ours:
                _opening.pop()
                if not _opening:
                    os.environ.pop(VARIABLE, None)

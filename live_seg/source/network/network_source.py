"""Frames of a network stream: RTSP, MJPEG over HTTP, and what else comes over a socket."""

from __future__ import annotations

import os
import time
from contextlib import contextmanager
from fractions import Fraction
from typing import TYPE_CHECKING, Self

import cv2

from live_seg.errors import SourceError
from live_seg.frame import Frame, StreamInfo
from live_seg.source.capture import Capture
from live_seg.source.clock import as_they_come
from live_seg.source.network.address import checked_address, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

TIMEOUT = 5.0
"""Seconds without an answer, or without a frame, after which a stream is taken for lost."""

VARIABLE = "OPENCV_FFMPEG_CAPTURE_OPTIONS"
OPTIONS = "rtsp_transport;tcp|fpsprobesize;0"
"""RTSP over TCP: UDP loses packets, and firewalls stop it. Without `fpsprobesize` the first 28 pictures of a camera are
waited for to estimate a frame rate, instead of 8. `nobuffer` would not make the picture newer, but throw away those
that came while the stream was opened, and then wait for a keyframe."""

DECODERS = 1
"""Threads: each one more holds back a frame, and one decodes 1080p in 5 ms."""

EARLY = Fraction(1, 2)
"""Seconds that a recording may end before it should."""


class NetworkSource:
    """A stream on the network, by its address: rtsp(s), http(s), rtmp, tcp or udp.

    A stream that says how long it is, such as a video file on a web server, is a recording: not live, `Frame.time` is
    the file's own. All else is live, and `Frame.time` measured when the frame arrives, from the first one on. OpenCV
    scales pictures whose size changes in mid-stream to that of the first ones.

    A stream whose server ends it ends. The environment variable OPENCV_FFMPEG_CAPTURE_OPTIONS replaces how a stream is
    opened (here with RTSP over TCP).

    Args:
        address: such as "rtsp://user:password@192.168.0.20/stream1" or "http://192.168.0.21:8080/video".
        timeout: seconds to wait for an answer, and for each frame.

    Raises:
        ConfigError: the address is malformed, or of a kind that is not read.
        SourceError: there is no such host, server or video, or no answer in time; while iterating: no frame in time.
    """

    def __init__(self, address: str, timeout: float = TIMEOUT) -> None:
        address = checked_address(address)
        self._name = shown(address)
        self._timeout = timeout
        milliseconds = round(1000 * timeout)
        asked = time.monotonic()
        with _options():
            capture = cv2.VideoCapture(
                address,
                cv2.CAP_FFMPEG,
                [
                    *(cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, milliseconds),
                    *(cv2.CAP_PROP_READ_TIMEOUT_MSEC, milliseconds),
                    *(cv2.CAP_PROP_N_THREADS, DECODERS),
                ],
            )
        waited = time.monotonic() - asked
        self._capture = Capture(capture)
        width, height = self._capture.size
        # an RTSP server that says what it will send, and sends nothing, is open and has no size
        if not self._capture.is_open or min(width, height) <= 0:
            self._capture.close()
            raise SourceError(f"{self._name} cannot be opened: {self._cause(address, waited)}")
        count = self._capture.frame_count
        self._info = StreamInfo(width, height, self._capture.rate, count, is_live=count is None)
        self._damage: str | None = None

    def _cause(self, address: str, waited: float) -> str:
        if waited >= self._timeout:
            return f"no answer within {self._timeout:g} s"
        from live_seg.source.network.diagnose import why_refused

        return why_refused(address, self._timeout)

    @property
    def info(self) -> StreamInfo:
        """Size and rate, as the stream says."""
        return self._info

    @property
    def damage(self) -> str | None:
        """That a recording ended early; None for a live stream: what was not sent nobody knows of."""
        return self._damage

    def __iter__(self) -> Iterator[Frame]:
        yield from as_they_come(self._capture.pictures()) if self._info.is_live else self._recorded()
        if self._capture.is_open and self._capture.waited >= self._timeout:
            raise SourceError(f"{self._name} has sent no frame for {self._timeout:g} s")

    def _recorded(self) -> Iterator[Frame]:
        tick = self._info.time_base
        interval = max(tick, round(1 / self._info.frame_rate / tick) * tick)
        shown_at = -interval
        for index, picture in enumerate(self._capture.pictures()):
            position = self._capture.position
            stamp = shown_at if position is None else round(position / tick) * tick
            # without a time stamp, or with one that goes backward, the nominal rate is what is left to go by
            shown_at = stamp if stamp > shown_at else shown_at + interval
            yield Frame(index, shown_at, picture)
        duration = (self._info.frame_count or 0) / self._info.frame_rate
        ended = shown_at + interval
        if self._capture.is_open and ended < duration - EARLY:
            self._damage = f"{self._name}: the video ended at {float(ended):.1f} of {float(duration):.1f} s"

    def close(self) -> None:
        """Close the connection. Iteration ends."""
        self._capture.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self.close()


@contextmanager
def _options() -> Iterator[None]:
    """What OpenCV's reader is opened with, unless the user has said it: it looks there each time, for files too."""
    if VARIABLE in os.environ:
        yield
        return
    os.environ[VARIABLE] = OPTIONS
    try:
        yield
    finally:
        os.environ.pop(VARIABLE, None)

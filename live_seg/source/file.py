"""Frames of a video file, decoded by OpenCV, each at its exact time.

OpenCV gives times as floating-point milliseconds and says nothing of a stream's clock, start or pixel shape: those are
read from the container once, with PyAV, and every time is snapped to a tick of that clock.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Self

import cv2  # before av: the other way round, OpenCV's windows hang
import av
import av.error
import numpy as np

from live_seg.errors import SourceError
from live_seg.frame import MPEG_CLOCK, Frame, StreamInfo

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator

    from cv2.typing import MatLike
    from numpy.typing import NDArray

FAILED_READS = 250
"""Failed reads in a row that end a stream. A hole of 200 kB in a file makes 22; at a file's end they cost nothing."""

SANE_RATES = (Fraction(1, 100), Fraction(1000))
FALLBACK_RATE = Fraction(25)


@dataclass(frozen=True, slots=True)
class _Container:
    """What the container says of its video. `start` is the first picture's time, `duration` the video's, in seconds."""

    frame_rate: Fraction
    frame_count: int | None
    time_base: Fraction
    pixel_aspect: Fraction
    start: Fraction
    duration: Fraction | None


class FileSource:
    """A video file as frames in order, every one of them.

    `Frame.time` is 0 where the container starts (with its sound, where that comes first). Rotation in the metadata
    is applied. A frame that cannot be decoded is skipped, leaves a gap in `Frame.index`, and shows in `damage`.

    Args:
        path: the file.

    Raises:
        SourceError: it is missing, not a file, or holds no video that can be read.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._path = Path(path)
        self._container = _read_container(self._path)
        self._capture = cv2.VideoCapture(str(self._path), cv2.CAP_FFMPEG)
        if not self._capture.isOpened():
            raise SourceError(f"{self._path}: its video cannot be decoded; a codec is missing, or the file is damaged")
        turned = self._capture.get(cv2.CAP_PROP_ORIENTATION_META) % 180 == 90
        aspect = self._container.pixel_aspect
        self._info = StreamInfo(
            width=int(self._capture.get(cv2.CAP_PROP_FRAME_WIDTH)),
            height=int(self._capture.get(cv2.CAP_PROP_FRAME_HEIGHT)),
            frame_rate=self._container.frame_rate,
            frame_count=self._container.frame_count,
            time_base=self._container.time_base,
            pixel_aspect=1 / aspect if turned else aspect,
        )
        self._lost = 0
        self._ended_at: Fraction | None = None

    @property
    def info(self) -> StreamInfo:
        """Size, rate and clock."""
        return self._info

    @property
    def damage(self) -> str | None:
        """What of the file could not be read, as far as it has been read: lost frames, an early end."""
        losses = []
        if self._lost:
            losses.append(f"{self._lost} frame{'s' if self._lost > 1 else ''} could not be decoded")
        whole = self._container.duration
        if self._ended_at is not None and whole is not None and self._ended_at < whole - self._end_tolerance():
            losses.append(f"the video ended at {float(self._ended_at):.1f} of {float(whole):.1f} s")
        return f"{self._path}: {', '.join(losses)}" if losses else None

    def __iter__(self) -> Iterator[Frame]:
        index = failures = 0
        time = self._container.start - 1 / self._info.frame_rate
        while failures < FAILED_READS and self._capture.isOpened():
            read, bgr = self._capture.read()
            if not read:
                # one failed read is not the end: OpenCV gives up at each damaged stretch, and goes on when asked to
                failures += 1
                continue
            index += failures
            self._lost += failures
            failures = 0
            time = self._time_after(time)
            yield Frame(index, time, _as_bgr(bgr))
            index += 1
        if self._capture.isOpened():
            self._ended_at = time + 1 / self._info.frame_rate
            if index == 0:
                raise SourceError(f"{self._path}: not one frame could be decoded; the file is damaged")

    def _time_after(self, previous: Fraction) -> Fraction:
        """The time of the frame just read, snapped to the stream's clock, later than the one before it."""
        milliseconds = self._capture.get(cv2.CAP_PROP_POS_MSEC)
        tick = self._info.time_base
        if math.isfinite(milliseconds):
            time = self._container.start + round(Fraction(milliseconds) / 1000 / tick) * tick
            if time > previous:
                return time
        # no time stamp, or one that goes backward: the nominal rate is what is left to go by
        return previous + max(tick, round(1 / self._info.frame_rate / tick) * tick)

    def _end_tolerance(self) -> Fraction:
        return max(2 / self._info.frame_rate, Fraction(1, 10))

    def close(self) -> None:
        """Release the file. Iteration ends."""
        self._capture.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self.close()


def _read_container(path: Path) -> _Container:
    if path.is_dir():
        raise SourceError(f"{path} is a folder; give a video file")
    if not path.exists():
        raise SourceError(f"{path} does not exist")
    if path.is_file() and path.stat().st_size == 0:
        raise SourceError(f"{path} is empty")
    try:
        with av.open(path) as container:
            if not container.streams.video:
                raise SourceError(f"{path} holds no video{', only sound' if container.streams.audio else ''}")
            stream = container.streams.video[0]
            tick = stream.time_base or MPEG_CLOCK
            origin = round(Fraction(container.start_time or 0, av.time_base) / tick)
            duration = None
            if stream.duration:
                duration = stream.duration * tick
            return _Container(
                frame_rate=_sane_rate(stream.average_rate, stream.guessed_rate),
                frame_count=stream.frames or None,
                time_base=tick,
                pixel_aspect=stream.sample_aspect_ratio or Fraction(1),
                start=((stream.start_time or 0) - origin) * tick,
                duration=duration,
            )
    except av.error.InvalidDataError as error:
        raise SourceError(f"{path} is not a video that can be read, or its index is damaged") from error
    except PermissionError as error:
        raise SourceError(f"{path} cannot be opened: permission denied") from error
    except (av.error.FFmpegError, UnicodeDecodeError) as error:
        raise SourceError(f"{path} cannot be read as a video: {error}") from error


def _sane_rate(*rates: Fraction | None) -> Fraction:
    """The first rate that a camera could have had: containers say 0 and 90000 too."""
    low, high = SANE_RATES
    return next((rate for rate in rates if rate and low <= rate <= high), FALLBACK_RATE)


def _as_bgr(picture: MatLike) -> NDArray[np.uint8]:
    """uint8 (H, W, 3) of whatever OpenCV decoded: it hands gray video through as (H, W)."""
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR) if picture.ndim == 2 else picture, np.uint8)

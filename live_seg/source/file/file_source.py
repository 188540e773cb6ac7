"""Frames of a video file, decoded by OpenCV, each at its exact time."""

from __future__ import annotations

import math
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Self

import cv2

from live_seg.buffers import Buffers
from live_seg.errors import SourceError
from live_seg.frame import Frame, StreamInfo
from live_seg.source.capture import as_bgr
from live_seg.source.file.container import pictures_in, read_container

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator


FAILED_READS = 250
"""Failed reads in a row that end a stream. A hole of 200 kB in a file makes 22; at a file's end they cost nothing."""

STEPS_BACK = 5.0, 60.0
"""Seconds before a moment that is looked for, to begin at if it has been missed."""

MICROSECOND = Fraction(1, 1_000_000)


class FileSource:
    """A video file as frames in order, every one of them.

    `Frame.time` is 0 where the container starts (with its sound, where that comes first). OpenCV's times are floating
    point; each is snapped to a tick of the stream's clock. Rotation in the metadata is applied. A frame that cannot be
    decoded is skipped, leaves a gap in `Frame.index`, and shows in `damage`.

    Args:
        path: the file.

    Raises:
        SourceError: it is missing, not a file, or holds no video that can be read.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._path = Path(path)
        self._container = read_container(self._path)
        self._capture = cv2.VideoCapture(str(self._path.absolute()), cv2.CAP_FFMPEG)
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
        self._buffers = Buffers()
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
        tolerance = max(2 / self._info.frame_rate, Fraction(1, 10))
        if self._ended_at is not None and self._is_early(self._ended_at, tolerance):
            losses.append(f"the video ended at {float(self._ended_at):.1f} of {float(self._container.end or 0):.1f} s")
        return f"{self._path}: {', '.join(losses)}" if losses else None

    def __iter__(self) -> Iterator[Frame]:
        if self._ended_at is not None:
            return
        index = failures = 0
        shape: tuple[int, ...] | None = None  # that of the frame before: a header may say anything
        time = self._container.start - 1 / self._info.frame_rate
        while failures < FAILED_READS and self._capture.isOpened():
            read, bgr = self._capture.read(None if shape is None else self._buffers.take(shape))
            if not read:
                # one failed read is not the end: OpenCV gives up at each damaged stretch, and goes on when asked to
                failures += 1
                continue
            index += failures
            self._lost += failures
            failures = 0
            time = self._time_after(time)
            picture = as_bgr(bgr)
            shape = picture.shape
            yield Frame(index, time, picture)
            index += 1
        if self._capture.isOpened():
            self._ended_at = self._end_after(time, decoded=index - self._lost)
            if index == 0:
                raise SourceError(
                    f"{self._path}: not one frame could be decoded; the file is damaged, or OpenCV lacks its codec"
                )

    @property
    def duration(self) -> float | None:
        """Seconds from the start to the end, as the container says, or None: a hint, as the number of frames is."""
        if self._container.end is not None:
            return float(self._container.end)
        return None if self._info.frame_count is None else float(self._info.frame_count / self._info.frame_rate)

    def frames_from(self, seconds: float) -> Iterator[Frame]:
        """Frames from the one that is shown at a time, or an earlier one, on; their index counts from there.

        It is for looking into a file, not for reading it: what cannot be decoded is passed over in silence.

        Args:
            seconds: on the clock of `Frame.time`.
        """
        since_first = seconds - float(self._container.start + 1 / self._info.frame_rate / 2)
        # OpenCV goes by the mean rate; where intervals vary that is somewhere else, and it takes another start
        for back in (0.0, *STEPS_BACK, since_first):
            self._capture.set(cv2.CAP_PROP_POS_MSEC, max(0.0, 1000 * (since_first - back)))
            frames = self._read_on()
            first = next(frames, None)
            if first is not None and (first.time <= seconds or back >= since_first):
                yield first
                yield from frames
                return

    def _read_on(self) -> Iterator[Frame]:
        index = failures = 0
        time = self._container.start - 1 / self._info.frame_rate
        while failures < FAILED_READS and self._capture.isOpened():
            read, bgr = self._capture.read()
            failures = 0 if read else failures + 1
            if read:
                time = self._time_after(time)
                yield Frame(index, time, as_bgr(bgr))
                index += 1

    def _time_after(self, previous: Fraction) -> Fraction:
        """The time of the frame just read, snapped to the stream's clock, later than the one before it."""
        milliseconds = self._capture.get(cv2.CAP_PROP_POS_MSEC)
        tick = self._info.time_base
        if math.isfinite(milliseconds):
            seconds = Fraction(milliseconds) / 1000
            nominal = round(seconds * self._info.frame_rate) / self._info.frame_rate
            # OpenCV's times are good to a microsecond: by a finer clock, the nominal rate says more
            if tick < 2 * MICROSECOND and abs(nominal - seconds) < 2 * MICROSECOND:
                seconds = nominal
            time = self._container.start + round(seconds / tick) * tick
            if time > previous:
                return time
        # no time stamp, or one that goes backward: the nominal rate is what is left to go by
        return previous + max(tick, round(1 / self._info.frame_rate / tick) * tick)

    def _end_after(self, time: Fraction, decoded: int) -> Fraction:
        """Where the video ends whose last frame is at `time`; what the container has after that is lost.

        Some containers show their last picture for long, and then an early end is none.
        """
        nominal = time + 1 / self._info.frame_rate
        if not self._is_early(nominal, tolerance=1 / self._info.frame_rate / 2):
            return nominal
        count, later, shown = pictures_in(self._path, self._container, time)
        if later:
            # counted anew: some of them have been met as failed reads already
            self._lost = max(self._lost, count - decoded)
        return time + (shown or 1 / self._info.frame_rate)

    def _is_early(self, end: Fraction, tolerance: Fraction) -> bool:
        return self._container.end is not None and end < self._container.end - tolerance

    def close(self) -> None:
        """Release the file. Iteration ends."""
        self._capture.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self.close()

"""A source at another, constant frame rate."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction

from live_seg.frame import Frame
from live_seg.source.derived import DerivedSource, end_of, fine_clock
from live_seg.source.protocol import Source


class Resampled(DerivedSource):
    """A source at a constant frame rate. Each time is a multiple of 1 / rate. A frame is what the source shows then.

    Frames of the source are left out or repeated. A repeated frame has the same pixels, in the same memory. The
    duration stays as it is.

    If the first frame of the source is late, so is the first frame here, and the indexes count from it. If the
    source shows something at none of these times, its first frame is given at the last one before it.

    Args:
        source: the source, which is closed with this one.
        rate: frames a second.
    """

    def __init__(self, source: Source, rate: Fraction) -> None:
        duration = source.duration
        info = replace(
            source.info,
            frame_rate=rate,
            frame_count=None if duration is None else math.ceil(duration * rate),
            time_base=fine_clock(Fraction(1, rate.numerator)),
        )
        super().__init__(source, info)
        self._frames = iter(source)
        self._next = 0  # number of the next frame, by its time
        self._first: int | None = None  # number of the frame that gets index 0
        self._shown: Frame | None = None
        self._following: Frame | None = None
        self._has_ended = False

    def _read(self) -> Frame | None:
        self._read_until(self._next / self.info.frame_rate)
        if self._shown is None and self._following is not None:
            # nothing is shown before the first frame
            first = self._following
            self._next = math.ceil(first.time * self.info.frame_rate)
            self._read_until(self._next / self.info.frame_rate)
            if self._is_over():
                self._next, self._shown = math.floor(first.time * self.info.frame_rate), first
        if self._shown is None or self._is_over():
            return None
        if self._first is None:
            self._first = self._next
        number = self._next
        self._next += 1
        return Frame(max(0, number - self._first), number / self.info.frame_rate, self._shown.bgr)

    def _is_over(self) -> bool:
        """Whether the source ends before the next frame here."""
        if self._shown is None or not self._has_ended:
            return False
        return self._next / self.info.frame_rate >= end_of(self._source, self._shown)

    def _read_until(self, time: Fraction) -> None:
        """Read up to the frame that is shown at a time, and the one after it."""
        while not self._has_ended and (self._following is None or self._following.time <= time):
            self._shown = self._following or self._shown
            self._following = next(self._frames, None)
            self._has_ended = self._following is None

    def _jump(self, seconds: Fraction) -> None:
        self._next = max(0, math.floor(seconds * self.info.frame_rate))
        self._first = self._first or 0  # an estimate, before anything was read
        self._shown = self._following = None
        # `_next` is rounded down, so its time may be before the end although `seconds` is not
        self._has_ended = next(self._source.frames_from(seconds), None) is None
        self._frames = self._source.frames_from(self._next / self.info.frame_rate)

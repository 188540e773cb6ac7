"""A source at another, constant frame rate."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction

from live_seg.frame import Frame
from live_seg.source.derived import DerivedSource, end_of, fine_clock
from live_seg.source.protocol import Source


class Resampled(DerivedSource):
    """A source at a constant frame rate: frame n has the time n / rate, and shows what the source shows at that time.

    Frames of the source are left out or repeated. A repeated frame has the same pixels, in the same memory. The
    duration stays as it is.

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
        self._next = 0
        self._shown: Frame | None = None
        self._following: Frame | None = None
        self._has_ended = False

    def _read(self) -> Frame | None:
        self._read_until(self._next / self.info.frame_rate)
        if self._shown is None and self._following is not None:
            # nothing is shown before the first frame
            self._next = math.ceil(self._following.time * self.info.frame_rate)
            self._read_until(self._next / self.info.frame_rate)
        index, time = self._next, self._next / self.info.frame_rate
        if self._shown is None or (self._has_ended and time >= end_of(self._source, self._shown)):
            return None
        self._next += 1
        return Frame(index, time, self._shown.bgr)

    def _read_until(self, time: Fraction) -> None:
        """Read up to the frame that is shown at a time, and the one after it."""
        while not self._has_ended and (self._following is None or self._following.time <= time):
            self._shown = self._following or self._shown
            self._following = next(self._frames, None)
            self._has_ended = self._following is None

    def _jump(self, seconds: Fraction) -> None:
        self._next = max(0, math.floor(seconds * self.info.frame_rate))
        self._shown = self._following = None
        # `_next` is rounded down, so its time may be before the end although `seconds` is not
        self._has_ended = next(self._source.frames_from(seconds), None) is None
        self._frames = self._source.frames_from(self._next / self.info.frame_rate)

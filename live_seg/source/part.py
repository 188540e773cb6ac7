"""The part of a source from one time to another."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction

from live_seg.errors import ConfigError
from live_seg.frame import Frame, StreamInfo
from live_seg.source.derived import DerivedSource, end_of, fine_clock
from live_seg.source.protocol import Source


class Part(DerivedSource):
    """The frames of a source that are shown from `start` until `end`. The time `start` becomes 0.

    The first frame is the one that is shown at the start. The last one is the last one that begins before the end, and
    it ends there. The first frame is read at once, so that an empty part is refused at once.

    From a start above 0 on, the source does not count losses (see `Source.frames_from`).

    Args:
        source: the source, which is closed with this one.
        start: seconds on the source's clock, 0 or more.
        end: seconds on the source's clock, after the start; None for the source's end.
        name: the source's name in errors.

    Raises:
        ConfigError: the source ends before the start, or its first frame comes after the end.
        SourceError: the source fails.
    """

    def __init__(
        self, source: Source, start: Fraction, end: Fraction | None = None, *, name: str = "the source"
    ) -> None:
        self._start, self._stop = start, end
        tick = source.info.time_base
        if any(time is not None and time % tick for time in (start, end)):
            tick = fine_clock(tick)
        self._origin = start // tick * tick  # rounded down: the first frame may not be later than this
        # without a jump, losses are counted
        self._frames = source.frames_from(start) if start else iter(source)
        first = next(self._frames, None)
        if first is None:
            raise ConfigError(f"start is {float(start):g} s, and {name} {_length(source)}; choose an earlier start")
        if end is not None and first.time >= end:
            raise ConfigError(
                f"end is {float(end):g} s, and the first frame of {name} comes at {float(first.time):g} s; choose a "
                "later end"
            )
        self._first_index = first.index
        self._ahead: Frame | None = first
        self._last: Frame | None = None
        self._is_over = False
        self._has_run_out = False  # the source has ended before the end of the part
        super().__init__(source, replace(source.info, time_base=tick, frame_count=self._count(source.info, first)))

    def _count(self, info: StreamInfo, first: Frame) -> int | None:
        """The number of frames, by the frame rate."""
        counts = []
        if info.frame_count is not None:
            counts.append(max(1, info.frame_count - first.index))
        if self._stop is not None:
            counts.append(math.ceil((self._stop - first.time) * info.frame_rate))
        return min(counts, default=None)

    @property
    def duration(self) -> Fraction | None:
        """Seconds from the start to the end of the part, or to the end of the source."""
        duration = self._source.duration
        if duration is None:
            return None
        return max(Fraction(0), min(duration, self._stop or duration) - self._start)

    @property
    def end(self) -> Fraction | None:
        """Time at which the last frame ends, in seconds; None until all frames have been read."""
        if not self._is_over or self._last is None:
            return None
        ends = [] if self._stop is None else [self._stop]
        if self._has_run_out:
            ends.append(end_of(self._source, self._last))
        # a frame that starts within the last tick of the part lasts for a tick
        return max(min(ends) - self._start, self._last.time - self._origin + self.info.time_base)

    def _read(self) -> Frame | None:
        if self._is_over:
            return None
        frame, self._ahead = self._ahead or next(self._frames, None), None
        if frame is None or (self._stop is not None and frame.time >= self._stop):
            self._is_over, self._has_run_out = True, frame is None
            return None
        self._last = frame
        time = max(Fraction(0), frame.time - self._origin)
        return Frame(max(0, frame.index - self._first_index), time, frame.bgr)

    def _jump(self, seconds: Fraction) -> None:
        self._frames = self._source.frames_from(max(self._start, seconds + self._origin))
        self._ahead = self._last = None
        self._is_over = self._has_run_out = self._stop is not None and seconds >= self._stop - self._start


def _length(source: Source) -> str:
    duration = source.duration
    return "has no frame at that time" if duration is None else f"ends at {float(duration):g} s"

"""The first seconds of a source."""

from __future__ import annotations

from fractions import Fraction

from live_seg.frame import Frame
from live_seg.source.derived import DerivedSource
from live_seg.source.protocol import Source


class Limited(DerivedSource):
    """The first seconds of a source, counted from its first frame, or from time 0 if the first read is `frames_from`.

    Args:
        source: the source, which is closed with this one.
        duration: seconds.
    """

    def __init__(self, source: Source, duration: float) -> None:
        super().__init__(source, source.info)
        self.name = f"of {duration:g} s of {source!r}"
        self._frames = iter(source)
        # as it is written: the float 0.4 is a little more than 0.4, and would give one frame more
        self._limit = Fraction(str(duration))
        self._start: Fraction | None = None

    @property
    def description(self) -> str:
        """The source's description."""
        return self._source.description

    @property
    def duration(self) -> Fraction | None:
        """The limit, or less if the source is shorter."""
        duration = self._source.duration
        return None if duration is None else min(duration, self._limit)

    @property
    def end(self) -> Fraction | None:
        """None: the source may go on after the limit."""
        return None

    def _read(self) -> Frame | None:
        frame = next(self._frames, None)
        if frame is None:
            return None
        if self._start is None:
            self._start = frame.time
        return frame if frame.time - self._start < self._limit else None

    def _jump(self, seconds: Fraction) -> None:
        if self._start is None:
            self._start = Fraction(0)
        self._frames = self._source.frames_from(seconds)

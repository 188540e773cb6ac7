"""The first seconds of a source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from live_seg.frame import Frame
from live_seg.source.protocol import BaseSource, Source


class Limited(BaseSource):
    """The first seconds of a source, counted from its first frame, or from time 0 if the first read is `frames_from`.

    Args:
        source: the source, which is closed with this one.
        duration: seconds.
    """

    def __init__(self, source: Source, duration: float) -> None:
        self._source = source
        self.info = source.info
        self.name = f"of {duration:g} s of {source!r}"
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
    def remarks(self) -> tuple[str, ...]:
        """The source's remarks."""
        return self._source.remarks

    @property
    def damage(self) -> str | None:
        """The source's damage, in the part that was read."""
        return self._source.damage

    def __iter__(self) -> Iterator[Frame]:
        return self._limited(self._source)

    def _frames_from(self, seconds: Fraction) -> Iterator[Frame]:
        if self._start is None:
            self._start = Fraction(0)
        return self._limited(self._source.frames_from(seconds))

    def _limited(self, frames: Iterable[Frame]) -> Iterator[Frame]:
        for frame in frames:
            if self._start is None:
                self._start = frame.time
            if frame.time - self._start >= self._limit:
                return
            yield frame

    def close(self) -> None:
        """Close the source."""
        self._source.close()

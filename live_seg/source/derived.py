"""What sources that are made from another one have in common: a part of it, or its frames at another size or rate."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from fractions import Fraction

from live_seg.frame import Frame, StreamInfo
from live_seg.source.protocol import BaseSource, Source

LONGEST_TICK = Fraction(1, 1000)
"""Longest tick of a clock for arbitrary times, in seconds."""


class DerivedSource(BaseSource):
    """A source that is made from another one, which is closed with it.

    A subclass reads the other source in `_read` and goes to another place in `_jump`. Everything else is that
    of the other source.

    Args:
        source: the other source.
        info: size, frame rate and clock of the frames that this source gives.
    """

    def __init__(self, source: Source, info: StreamInfo) -> None:
        self._source = source
        self._is_closed = False
        self.info = info
        self.name = f"of {source!r}"

    @property
    def duration(self) -> Fraction | None:
        """The source's duration."""
        return self._source.duration

    @property
    def end(self) -> Fraction | None:
        """The source's end."""
        return self._source.end

    @property
    def remarks(self) -> tuple[str, ...]:
        """The source's remarks."""
        return self._source.remarks

    @property
    def damage(self) -> str | None:
        """The source's damage, in the part that was read."""
        return self._source.damage

    def __iter__(self) -> Iterator[Frame]:
        while not self._is_closed and (frame := self._read()) is not None:
            yield frame

    def _frames_from(self, seconds: Fraction) -> Iterator[Frame]:
        self._jump(seconds)
        return iter(self)

    @abstractmethod
    def _read(self) -> Frame | None:
        """The next frame; None at the end."""

    @abstractmethod
    def _jump(self, seconds: Fraction) -> None:
        """Go to a time on the clock of this source, before the next frame is read."""

    def close(self) -> None:
        """Close the source."""
        self._is_closed = True
        self._source.close()


def end_of(source: Source, last: Frame) -> Fraction:
    """Time at which the last frame of a source ends, once it has been read: `source.end`, or by the frame rate."""
    return last.time + 1 / source.info.frame_rate if source.end is None else source.end


def fine_clock(tick: Fraction) -> Fraction:
    """A fraction of a tick that is not longer than a millisecond; the tick itself if it is short enough.

    >>> fine_clock(Fraction(1, 24))
    Fraction(1, 1008)
    """
    return tick / -(-tick // LONGEST_TICK)

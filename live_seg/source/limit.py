"""A source that ends after so many seconds."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Iterator

    from live_seg.frame import Frame, StreamInfo
    from live_seg.source.open import Source


class Limited:
    """The first `duration` seconds of a source, by the times of its frames."""

    def __init__(self, source: Source, duration: float) -> None:
        self._source = source
        # as it was written: a float of 0.4 is a little more, and would let one more frame through
        self._duration = Fraction(str(duration))

    @property
    def info(self) -> StreamInfo:
        """That of the source."""
        return self._source.info

    @property
    def damage(self) -> str | None:
        """That of the source, as far as it was read."""
        return self._source.damage

    def __iter__(self) -> Iterator[Frame]:
        start = None
        for frame in self._source:
            start = frame.time if start is None else start
            if frame.time - start >= self._duration:
                return
            yield frame

    def close(self) -> None:
        """Close the source."""
        self._source.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self.close()

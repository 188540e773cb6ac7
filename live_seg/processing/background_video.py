"""A video behind a cut-out."""

from __future__ import annotations

from collections.abc import Generator
from fractions import Fraction
from typing import TypeAlias

from live_seg.errors import SourceError
from live_seg.frame import Frame
from live_seg.source import open_source
from live_seg.view.cutout.background import Background

TimedFrames: TypeAlias = "Generator[tuple[Fraction, Frame]]"


class BackgroundVideo:
    """The frames of a video as backgrounds, in sync with another stream. At its end the video starts again.

    Args:
        address: a video file or an animated image.
        max_megapixels: limit on the size of its pictures, in megapixels.

    Raises:
        SourceError: it cannot be read.
    """

    def __init__(self, address: str, max_megapixels: float) -> None:
        self._frames = _looped(address, max_megapixels)
        _, first = next(self._frames)
        self._shown = Background(first.bgr)
        self._next_time, self._next = next(self._frames)

    def at(self, time: Fraction) -> Background:
        """The background at a time, in seconds. Times must not decrease."""
        while self._next_time <= time:
            self._shown = Background(self._next.bgr)
            self._next_time, self._next = next(self._frames)
        return self._shown

    def close(self) -> None:
        """Close the file. May be called again."""
        self._frames.close()


def _looped(address: str, max_megapixels: float) -> TimedFrames:
    """The frames of a video without end, each with the time at which it is shown."""
    start = Fraction(0)
    while True:
        end = None
        with open_source(address, max_megapixels=max_megapixels) as source:
            for frame in source:
                yield start + frame.time, frame
                end = frame.time + 1 / source.info.frame_rate
            if end is None:
                raise SourceError(f"{address} has no frames")
            start += source.end or end

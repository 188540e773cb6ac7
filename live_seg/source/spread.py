"""A few frames that are spread over a source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import islice

from live_seg.frame import Frame
from live_seg.source.protocol import Source

SPREAD = 8
"""Largest number of frames."""
INTERVAL = 0.25
"""Seconds between two frames of a stream whose length is not known."""


def spread_over(source: Source) -> Iterator[Frame]:
    """Frames that are evenly spread over a source, or from the first seconds of one whose length is not known.

    Raises:
        SourceError: the source fails.
    """
    if source.duration is None:
        yield from islice(_apart(source), SPREAD)
        return
    count = min(SPREAD, source.info.frame_count or SPREAD)
    last: Fraction | None = None
    for place in range(count):
        for frame in islice(source.frames_from((place + 0.5) * float(source.duration) / count), 1):
            # if a file is shorter than its header says, its last frame comes again
            if last is None or frame.time > last:
                yield frame
            last = frame.time
    if last is None:  # the duration that the container states is wrong
        yield from islice(_apart(source.frames_from(0)), SPREAD)


def _apart(source: Iterable[Frame]) -> Iterator[Frame]:
    due = 0.0
    for frame in source:
        if frame.time >= due:
            due = float(frame.time) + INTERVAL
            yield frame

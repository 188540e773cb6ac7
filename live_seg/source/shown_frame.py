"""Finds the frame that is shown at a time, by reading the source up to there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from live_seg.frame import Frame


def shown_and_next(frames: Iterator[Frame], seconds: Fraction, end_of: Callable[[Frame], Fraction]) -> list[Frame]:
    """Read up to the frame that is shown at a time, and one more frame.

    Args:
        frames: frames in order, from that time or an earlier one on.
        seconds: the time.
        end_of: gives the time at which the last frame ends.

    Returns:
        The frame that is shown and the next one. Before the first frame, only the next one. If the last frame is shown,
        only that frame. After its end, nothing.
    """
    shown, following = None, next(frames, None)
    while following is not None and following.time <= seconds:
        shown, following = following, next(frames, None)
    if shown is not None and following is None and seconds >= end_of(shown):
        return []
    return [frame for frame in (shown, following) if frame is not None]

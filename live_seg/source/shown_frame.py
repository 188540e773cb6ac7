"""The frame that is shown at a time, among the frames of a source that is read up to there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from live_seg.frame import Frame


def shown_and_next(frames: Iterator[Frame], seconds: Fraction, end_of: Callable[[Frame], Fraction]) -> list[Frame]:
    """Read up to the frame that is shown at a time, and one frame more.

    Args:
        frames: frames in order, from that time or an earlier one on.
        seconds: the time.
        end_of: the time until which the last frame is shown.

    Returns:
        Both frames; only the next one if none is shown yet; only the first if it is the last frame; or nothing.
    """
    shown, following = None, next(frames, None)
    while following is not None and following.time <= seconds:
        shown, following = following, next(frames, None)
    if shown is not None and following is None and seconds >= end_of(shown):
        return []
    return [frame for frame in (shown, following) if frame is not None]

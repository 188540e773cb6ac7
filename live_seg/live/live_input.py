"""Where the frames of a live session come from, and when they are shown."""

from __future__ import annotations

from dataclasses import dataclass

from live_seg.pipeline import Reader
from live_seg.pipeline.timing import Pace
from live_seg.source.reconnect import Reconnecting


@dataclass(frozen=True, slots=True, eq=False)
class LiveInput:
    """The frames of a session.

    Attributes:
        reader: gives the frames.
        pace: holds a frame back until its time, where a file is shown in a window; otherwise None.
        reconnecting: the source, if it is reopened when it is lost; otherwise None.
        duration: seconds after the first frame at which the session ends, even if no frame comes then; or None.
        stays: whether the last frame stays on the screen until the user quits.
    """

    reader: Reader
    pace: Pace | None = None
    reconnecting: Reconnecting | None = None
    duration: float | None = None
    stays: bool = False

    @property
    def is_away(self) -> bool:
        """Whether the source is lost and being opened again."""
        return self.reconnecting is not None and self.reconnecting.outage is not None

    @property
    def is_over(self) -> bool:
        """Whether the duration has passed, even if no frame comes."""
        return self.duration is not None and self.reader.running_for > self.duration

"""Where a live session's frames come from, how they are taken, and how that is going."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from live_seg.pipeline import Latest, Prefetch
    from live_seg.pipeline.timing import Pace
    from live_seg.source.reconnect import Reconnecting


@dataclass(frozen=True, slots=True, eq=False)
class LiveInput:
    """A reader of frames.

    `pace` holds back frames until their time, where a file is shown in a window. `lasting` is the source, where it is
    one that is opened anew when it is lost. `duration` is how many seconds a session goes on after the first frame,
    where frames come by themselves, and may stay away; None for as long as they come. `stays` is whether the last
    picture is to be looked at for as long as one likes.
    """

    reader: Latest | Prefetch
    pace: Pace | None = None
    lasting: Reconnecting | None = None
    duration: float | None = None
    stays: bool = False

    @property
    def is_away(self) -> bool:
        """Whether the source is lost, and looked for."""
        return self.lasting is not None and self.lasting.outage is not None

    @property
    def is_over(self) -> bool:
        """Whether the time of the session is over, also where no frame comes that says so."""
        return self.duration is not None and self.reader.running_for > self.duration

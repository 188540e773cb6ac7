"""Where a live session's frames come from, how they are taken, and how that is going."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from live_seg.app.workers import Latest, Prefetch

if TYPE_CHECKING:
    from live_seg.app.pace import Pace
    from live_seg.frame import Frame
    from live_seg.source.lasting import Lasting


@dataclass(frozen=True, slots=True, eq=False)
class Feed:
    """A reader of frames.

    `pace` holds back frames until their time, where a file is shown in a window. `lasting` is the source, where it is
    one that is opened anew when it is lost.
    """

    reader: Latest | Prefetch
    pace: Pace | None = None
    lasting: Lasting | None = None

    @property
    def is_whole(self) -> bool:
        """Whether every frame is shown; else the newest wins."""
        return isinstance(self.reader, Prefetch)

    @property
    def dropped(self) -> int:
        """Frames that came and were never taken."""
        return self.reader.dropped if isinstance(self.reader, Latest) else 0

    @property
    def silence(self) -> float:
        """Seconds since the last frame came, where frames come by themselves."""
        return self.reader.silent_for if isinstance(self.reader, Latest) else 0.0

    @property
    def is_away(self) -> bool:
        """Whether the source is lost, and looked for."""
        return self.lasting is not None and self.lasting.outage is not None

    def delay(self, frame: Frame) -> float | None:
        """Seconds since a frame that was taken came or should have come; None where frames wait for each other."""
        return self.reader.delay(frame) if isinstance(self.reader, Latest) else None

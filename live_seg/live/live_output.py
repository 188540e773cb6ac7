"""Where the frames of a live session go beside the screen: recordings and the virtual camera."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from live_seg.errors import LiveSegError
    from live_seg.live.live_view import LiveView
    from live_seg.live.recordings import Recordings
    from live_seg.pipeline import FanOut
    from live_seg.segment import Segmentation
    from live_seg.view.hud.status import OnRecord


@dataclass(frozen=True, slots=True, eq=False)
class LiveOutput:
    """The outputs of a session.

    Attributes:
        sinks: gets every segmentation that is shown.
        recordings: watches the recording under way.
        view: renders the pictures.
    """

    sinks: FanOut
    recordings: Recordings
    view: LiveView

    @property
    def is_lost(self) -> bool:
        """Whether every output has failed, and there was one."""
        return self.sinks.is_lost

    @property
    def recording(self) -> OnRecord | None:
        """The state of the recording under way; None without one."""
        return self.recordings.state

    def draw(self, seen: Segmentation) -> NDArray[np.uint8]:
        """Render what the window shows: uint8 (H, W, 3) BGR, or (H, 2 W, 3) side by side."""
        return self.view.draw(seen)

    def put(self, seen: Segmentation) -> None:
        """Hand a segmentation to all sinks."""
        self.sinks.put(seen)
        self.recordings.watch(seen.frame.time)

    def new_failures(self) -> list[LiveSegError]:
        """Failures of sinks since this was called before."""
        return self.sinks.new_failures()

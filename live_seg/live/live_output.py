"""The outputs of a live session: the view on the screen, recordings and the virtual camera."""

from __future__ import annotations

from dataclasses import dataclass

from live_seg.live.live_view import LiveView
from live_seg.live.recordings import Recordings
from live_seg.pipeline import FanOut
from live_seg.segment import Segmentation


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

    def wait_for_room(self, timeout: float) -> bool:
        """Wait up to `timeout` seconds for sinks that drop nothing, and return whether `put` would return at once.

        The caller handles keys between calls. A recording whose disk does not respond is abandoned.
        """
        has_room = self.sinks.wait_for_room(timeout)
        if not has_room:
            self.recordings.watch_stalled()
        return has_room

    def put(self, seen: Segmentation) -> None:
        """Hand a segmentation to all sinks."""
        self.sinks.put(seen)
        self.recordings.watch(seen.frame.time)

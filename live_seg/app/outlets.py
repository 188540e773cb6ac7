"""Where pictures go beside the screen: into a recording, and to other programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from live_seg.app.broadcast import Broadcast
    from live_seg.app.look import Look
    from live_seg.app.recordings import Recordings
    from live_seg.config import ViewName
    from live_seg.segment import Segmentation
    from live_seg.view.status import OnRecord


class Outlets:
    """Gives each picture to the recording under way and to the virtual camera.

    Args:
        recordings: of the session.
        record_view: the view that is recorded; None for the one that is shown.
        broadcast: the virtual camera, or None.
    """

    def __init__(self, recordings: Recordings, record_view: ViewName | None, broadcast: Broadcast | None) -> None:
        self._recordings = recordings
        self._record_view = record_view
        self._broadcast = broadcast

    @property
    def has_failed(self) -> bool:
        """Whether something is not written any more that was to be."""
        return self._recordings.has_failed or (self._broadcast is not None and self._broadcast.failure is not None)

    @property
    def on_record(self) -> OnRecord | None:
        """How the recording is doing; None where there is none."""
        return self._recordings.state

    def take(self, seen: Segmentation, look: Look, picture: NDArray[np.uint8], *, wait: bool) -> None:
        """Take the picture of what is seen, uint8 (H, W, 3) BGR; it must not be changed afterwards.

        Args:
            seen: what it is of.
            look: how it is shown.
            picture: as it is shown.
            wait: whether to wait for a slow encoder; else what it has no time for is dropped and counted.
        """
        if self._recordings.is_on:
            view = self._record_view
            recorded = picture if view in {None, look.view} else look.picture(seen, view)
            self._recordings.take(seen.frame.time, recorded, wait=wait)
        if self._broadcast is not None:
            self._broadcast.take(seen.frame.time, picture)

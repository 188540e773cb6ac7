"""Where pictures go beside the screen: into a recording, and to other programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from live_seg.live.broadcast import Broadcast
    from live_seg.live.recordings import Recordings
    from live_seg.live.view_settings import ViewSettings
    from live_seg.segment import Segmentation
    from live_seg.view.hud.status import OnRecord


class Outlets:
    """Gives each picture to the recording under way and to the virtual camera.

    Args:
        recordings: of the session.
        broadcast: the virtual camera, or None.
    """

    def __init__(self, recordings: Recordings, broadcast: Broadcast | None = None) -> None:
        self._recordings = recordings
        self._broadcast = broadcast
        self._has_told = False

    @property
    def have_failed(self) -> bool:
        """Whether there was something to write to, and nothing of it is left."""
        broadcasts = self._broadcast is not None and self._broadcast.failure is None
        failed = self._recordings.has_failed or (self._broadcast is not None and not broadcasts)
        return failed and not broadcasts and not self._recordings.is_on

    @property
    def on_record(self) -> OnRecord | None:
        """How the recording is doing; None where there is none."""
        return self._recordings.state

    def news(self) -> list[str]:
        """What there is to say since it was asked for last."""
        said = self._recordings.news()
        if self._broadcast is not None and self._broadcast.failure is not None and not self._has_told:
            self._has_told = True
            said.append(str(self._broadcast.failure))
        return said

    def take(self, seen: Segmentation, look: ViewSettings, picture: NDArray[np.uint8], *, wait: bool) -> None:
        """Take the picture of what is seen, uint8 (H, W, 3) BGR; it must not be changed afterwards.

        Args:
            seen: what it is of.
            look: how it is shown.
            picture: as it is shown.
            wait: whether to wait for a slow encoder; else what it has no time for is dropped and counted.
        """
        if self._recordings.is_on:
            recorded = picture if look.record_view in {None, look.view} else look.picture(seen, look.record_view)
            self._recordings.take(seen.frame.time, recorded, wait=wait)
        if self._broadcast is not None:
            self._broadcast.take(seen.frame.time, picture)

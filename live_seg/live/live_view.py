"""What a live session shows, rendered once for the window, the recording and the virtual camera."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from live_seg.config import ViewName
from live_seg.live.view_settings import ViewSettings
from live_seg.segment import Segmentation
from live_seg.view.cutout import Mattes

KEPT = 4
"""Number of pictures that are kept for the sinks, which are rarely further behind the window."""


class LiveView:
    """Renders segmentations by view settings that may change between any two frames.

    The main thread draws and changes the settings. `shown` and `recorded` are views for sinks, whose threads call them.

    Attributes:
        settings: the settings in force.
    """

    def __init__(self, settings: ViewSettings) -> None:
        self.settings = settings
        self._mattes = Mattes()
        # replaced, never changed: other threads read it
        self._drawn: tuple[tuple[Segmentation, ViewName, NDArray[np.uint8]], ...] = ()

    def draw(self, segmentation: Segmentation) -> NDArray[np.uint8]:
        """Render what the window shows: uint8 (H, W, 3) BGR, or (H, 2 W, 3) side by side."""
        picture = self.settings.picture(segmentation, mattes=self._mattes)
        self._drawn = (*self._drawn[1 - KEPT :], (segmentation, self.settings.view, picture))
        return picture

    def shown(self, segmentation: Segmentation) -> NDArray[np.uint8]:
        """The picture that the window shows, or has shown, of a segmentation."""
        return self._picture(segmentation, self.settings.view)

    def recorded(self, segmentation: Segmentation) -> NDArray[np.uint8]:
        """The picture that is recorded of a segmentation."""
        return self._picture(segmentation, self.settings.record_view or self.settings.view)

    def _picture(self, segmentation: Segmentation, view: ViewName) -> NDArray[np.uint8]:
        for drawn, drawn_view, picture in self._drawn:
            if drawn is segmentation and drawn_view == view:
                return picture
        return self.settings.picture(segmentation, view)

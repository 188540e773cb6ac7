"""Everything that is drawn over the picture in the window."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from live_seg.segment import Palette
from live_seg.view.hud.cards import draw_help, draw_message
from live_seg.view.hud.elbow_panel import Analysis, draw_elbow
from live_seg.view.hud.figures import draw_status
from live_seg.view.hud.palette_strip import draw_strip
from live_seg.view.hud.status import Status


@dataclass(frozen=True, slots=True, eq=False)
class Dashboard:
    """The content of the HUD.

    Attributes:
        status: the figures.
        palette: that of the picture, or None.
        picked: labels of the picked segments; empty where regions are picked.
        message: a message, or None.
        analysis: the elbow analysis, or None.
        keys: what each key does; drawn instead of message and analysis; or None.
        is_plain: whether figures and palette are hidden.
    """

    status: Status
    palette: Palette | None = None
    picked: frozenset[int] = frozenset()
    message: str | None = None
    analysis: Analysis | None = None
    keys: tuple[tuple[str, str], ...] | None = None
    is_plain: bool = False

    def draw(self, canvas: NDArray[np.uint8]) -> None:
        """Draw it on a canvas, uint8 (H, W, 3) BGR."""
        if not self.is_plain:
            draw_status(canvas, self.status)
            if self.palette is not None:
                draw_strip(canvas, self.palette, self.picked)
        if self.analysis is not None and self.keys is None:
            draw_elbow(canvas, self.analysis)
        if self.message is not None and self.keys is None:
            draw_message(canvas, self.message, above=self.analysis is not None)
        if self.keys is not None:
            draw_help(canvas, "live_seg", self.keys)

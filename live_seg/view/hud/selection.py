"""The rectangle that is drawn while the pointer is dragged."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from live_seg.view.hud.text import BLACK, WHITE, text_size


def draw_selection(canvas: NDArray[np.uint8], left: int, top: int, right: int, bottom: int) -> None:
    """Draw a rectangle, light with a dark margin, so that one of the two is always visible.

    Args:
        canvas: uint8 (H, W, 3) BGR; is drawn on.
        left: its first column. It may reach beyond the canvas.
        top: its first row.
        right: the column after its last one.
        bottom: the row after its last one.
    """
    height, width = canvas.shape[:2]
    line = max(1, text_size(width, height) // 10)
    for colour, thickness in ((BLACK, line + 2), (WHITE, line)):
        cv2.rectangle(canvas, (left, top), (right - 1, bottom - 1), colour, thickness)

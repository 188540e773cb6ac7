"""The palette strip along the lower edge of the window: each segment's colour, as wide as its share."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import cv2
import numpy as np

from live_seg.view.hud.text import WHITE, ink_on, text_size, width_of, write

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from live_seg.segment import Palette

STRIP = 1.7
"""The strip's height, in text sizes."""


def strip_height(width: int, height: int) -> int:
    """How high the palette strip is on a canvas of a size, all in pixels."""
    return round(text_size(width, height) * STRIP)


def label_in_strip(palette: Palette, x: int, width: int) -> int | None:
    """The label whose colour the palette strip shows at a column of a canvas so wide; None for none."""
    edges = _edges(palette, width)
    # of those that have no width, none
    label = int(np.searchsorted(edges, x, side="right")) - 1
    return label if 0 <= label < len(palette.shares) else None


def draw_strip(canvas: NDArray[np.uint8], palette: Palette, picked: frozenset[int]) -> None:
    """Draw each segment's colour along the lower edge, as wide as its share, which is written on it where it fits.

    Those that are picked have a frame.

    Args:
        canvas: uint8 (H, W, 3) BGR, is drawn on.
        palette: whose colours and shares.
        picked: labels.
    """
    height, width = canvas.shape[:2]
    size = text_size(width, height)
    top = height - strip_height(width, height)
    middle = (top + height) // 2
    canvas[top - max(1, size // 10) : top] = 0  # else it melts into what is above
    edges = _edges(palette, width).tolist()
    for label, (left, right) in enumerate(pairwise(edges)):
        if right <= left:
            continue
        colour = palette.colours[label]
        canvas[top:, left:right] = colour
        if label in picked:
            cv2.rectangle(canvas, (left, top), (right - 1, height - 1), WHITE, max(1, size // 8))
        for text in (f"{palette.shares[label]:.0%}".replace("%", " %"), f"{100 * palette.shares[label]:.0f}"):
            wide = width_of(text, size)
            if wide + size // 2 <= right - left:
                write(canvas, text, ((left + right - wide) // 2, middle), size, ink_on(colour))
                break


def _edges(palette: Palette, width: int) -> NDArray[np.int64]:
    """Where the colours begin in a strip so wide, and where the last one ends: (k + 1,)."""
    ends = np.cumsum(palette.shares, dtype=np.float64)
    return np.concatenate(([0], np.rint(ends / max(ends[-1], 1e-9) * width))).astype(np.int64)

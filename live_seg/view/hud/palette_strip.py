"""The palette strip along the lower edge of the window: each segment's colour, as wide as its share."""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from live_seg.segment import Palette
from live_seg.view.hud.text import WHITE, text_colour_on, text_size, width_of, write

STRIP = 1.7
"""The strip's height, in text sizes."""


def strip_height(width: int, height: int) -> int:
    """The height of the palette strip on a canvas of this size, in pixels."""
    return round(text_size(width, height) * STRIP)


def label_in_strip(palette: Palette, x: int, width: int) -> int | None:
    """The label at a column of the palette strip on a canvas of this width; None if there is none."""
    edges = _edges(palette, width)
    # a label without width is never found
    label = int(np.searchsorted(edges, x, side="right")) - 1
    return label if 0 <= label < len(palette.shares) else None


def draw_strip(canvas: NDArray[np.uint8], palette: Palette, picked: frozenset[int]) -> None:
    """Draw each segment's colour along the lower edge, as wide as its share. Picked segments have a frame.

    The share in percent is written on it if there is room.

    Args:
        canvas: uint8 (H, W, 3) BGR; is drawn on.
        palette: the palette.
        picked: labels.
    """
    height, width = canvas.shape[:2]
    size = text_size(width, height)
    top = height - strip_height(width, height)
    middle = (top + height) // 2
    canvas[top - max(1, size // 10) : top] = 0  # a black line, so that the strip is separate from the picture
    edges = _edges(palette, width).tolist()
    for label, (left, right) in enumerate(pairwise(edges)):
        if right <= left:
            continue
        colour = palette.colours[label]
        canvas[top:, left:right] = colour
        if label in picked:
            cv2.rectangle(canvas, (left, top), (right - 1, height - 1), WHITE, max(1, size // 8))
        text = f"{100 * palette.shares[label]:.0f} %"
        wide = width_of(text, size)
        if wide + size // 2 <= right - left:
            write(canvas, text, ((left + right - wide) // 2, middle), size, text_colour_on(colour))


def _edges(palette: Palette, width: int) -> NDArray[np.int64]:
    """The columns at which the colours begin, and the one at which the last colour ends: (k + 1,)."""
    ends = np.cumsum(palette.shares, dtype=np.float64)
    return np.concatenate(([0], np.rint(ends / max(ends[-1], 1e-9) * width))).astype(np.int64)

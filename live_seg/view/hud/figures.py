"""The figures in a corner of the window: K, frame rates, latency, dropped frames, and the recording."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from live_seg.view.hud.status import Part, Status, figures_of
from live_seg.view.hud.text import shade, text_size, width_of, write

LINE = 1.5
"""Height of a line, in text sizes."""


def draw_status(canvas: NDArray[np.uint8], status: Status) -> None:
    """Write the figures into the upper left corner of a canvas, uint8 (H, W, 3) BGR, in as many lines as needed."""
    height, width = canvas.shape[:2]
    size = text_size(width, height)
    margin, gap = size // 2, size
    room = width - 4 * margin
    for number, line in enumerate(_lines(figures_of(status), room, size, gap)):
        top = margin + round(number * size * LINE)
        bottom = margin + round((number + 1) * size * LINE)
        wide = sum(width_of(part.text, size) for part in line) + gap * (len(line) - 1)
        shade(canvas, margin, top, margin + wide + 2 * margin, bottom)
        x = 2 * margin
        for part in line:
            write(canvas, part.text, (x, (top + bottom) // 2), size, part.colour)
            x += width_of(part.text, size) + gap


def _lines(parts: tuple[Part, ...], room: int, size: int, gap: int) -> Iterator[list[Part]]:
    line: list[Part] = []
    taken = 0
    for part in parts:
        wide = width_of(part.text, size)
        if line and taken + gap + wide > room:
            yield line
            line, taken = [], 0
        taken += (gap if line else 0) + wide
        line.append(part)
    yield line

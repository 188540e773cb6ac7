"""Temporary content of the window: messages and the help card."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from live_seg.view.hud.text import AMBER, GRAY, WHITE, shade, shortened, text_size, width_of, write

HEIGHT_OF_MESSAGE = 0.8
"""Height of a message on the canvas, from above."""
LINE = 1.45
"""Height of a line, in text sizes."""
SMALLEST = 8
"""Smallest text on the card, in pixels: all keys are on it, whatever the size of the window."""


def draw_message(canvas: NDArray[np.uint8], message: str, *, above: bool = False) -> None:
    """Write a message in the lower middle of a canvas, uint8 (H, W, 3) BGR; or in the upper middle."""
    height, width = canvas.shape[:2]
    size = text_size(width, height)
    message = shortened(message, width - 2 * size, size)
    left, middle = (
        (width - width_of(message, size)) // 2,
        round(height * (1 - HEIGHT_OF_MESSAGE if above else HEIGHT_OF_MESSAGE)),
    )
    shade(canvas, left - size, middle - size, width - left + size, middle + size)
    write(canvas, message, (left, middle), size)


def draw_help(canvas: NDArray[np.uint8], title: str, keys: tuple[tuple[str, str], ...]) -> None:
    """Draw a card of the keys in the middle, in one column or two, with text as large as possible.

    Args:
        canvas: uint8 (H, W, 3) BGR; is drawn on.
        title: above the keys.
        keys: each key, and what it does.
    """
    height, width = canvas.shape[:2]
    half = (len(keys) + 1) // 2
    layouts = [_Card((keys[:half], keys[half:]), width, height), _Card((keys,), width, height)]
    card = max(layouts, key=lambda layout: (layout.fits, layout.size))  # two columns if one is as good
    size, line = card.size, round(card.size * LINE)
    left, top = (width - card.width) // 2, (height - card.height) // 2
    for _ in range(2):  # twice, because the picture disturbs a page of text
        shade(canvas, left, top, left + card.width, top + card.height)
    write(canvas, title, (left + size, top + line), size, GRAY)
    x = left + size
    for column in card.columns:
        keys_wide, says_wide = card.widths(column)
        for row, (key, says) in enumerate(column):
            middle = top + round((row + 2.1) * line)
            write(canvas, key, (x, middle), size, AMBER)
            write(canvas, says, (x + keys_wide, middle), size, WHITE)
        x += keys_wide + says_wide + 2 * size


class _Card:
    """A layout of the card, with the largest text that fits."""

    def __init__(self, columns: tuple[tuple[tuple[str, str], ...], ...], width: int, height: int) -> None:
        self.columns = columns
        self.size = text_size(width, height)
        while self.size > SMALLEST and not self._fits(width, height):
            self.size -= 1
        self.fits = self._fits(width, height)

    def _fits(self, width: int, height: int) -> bool:
        return self.width < width and self.height < height

    @property
    def width(self) -> int:
        """Width in pixels."""
        return sum(sum(self.widths(column)) + 2 * self.size for column in self.columns)

    @property
    def height(self) -> int:
        """Height in pixels: the title, the longest column, and half a line above and below."""
        return round((max(map(len, self.columns)) + 2) * round(self.size * LINE))

    def widths(self, column: tuple[tuple[str, str], ...]) -> tuple[int, int]:
        """Widths of the keys, with the gap after them, and of what they do."""
        keys, says = zip(*column, strict=True)
        wide = [max(width_of(text, self.size) for text in texts) for texts in (keys, says)]
        return wide[0] + self.size, wide[1]

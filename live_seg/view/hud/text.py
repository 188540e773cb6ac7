"""Text in a picture, legible at every size and on any background."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from live_seg.config import Colour

WHITE: Colour = (255, 255, 255)
BLACK: Colour = (0, 0, 0)
GRAY: Colour = (185, 185, 185)
AMBER: Colour = (70, 190, 255)
RED: Colour = (70, 70, 245)

LINE_DIVISOR = 32
"""Lines of text in the height of a picture: small enough to leave the picture visible, large enough to be read across a
desk."""
COLUMNS = 44
"""Text sizes in the width of a picture, at least: a narrow window has smaller text."""
SMALLEST, LARGEST = 13, 72
WEIGHT = 500
SHADE = 0.3
"""Share of the picture's brightness that remains behind text."""


def text_size(width: int, height: int) -> int:
    """The text size in pixels for a picture of this size in pixels."""
    return round(min(LARGEST, max(SMALLEST, min(height / LINE_DIVISOR, width / COLUMNS))))


def width_of(text: str, size: int) -> int:
    """The width of a line of text, in pixels."""
    _, _, width, _ = cv2.getTextSize((0, 0), text, (0, 0), _font(), size, WEIGHT)
    return width


def write(bgr: NDArray[np.uint8], text: str, place: tuple[int, int], size: int, colour: Colour = WHITE) -> None:
    """Write a line of text into a picture.

    Args:
        bgr: uint8 (H, W, 3) BGR; is drawn on.
        text: one line. What does not fit into the picture is cropped.
        place: the left end and the middle of the line's height, in pixels.
        size: size of the font, in pixels.
        colour: BGR.
    """
    x, middle = place
    # capitals and digits are 0.7 font sizes high
    cv2.putText(bgr, text, (x, middle + round(size * 0.35)), colour, _font(), size, weight=WEIGHT)


def shade(bgr: NDArray[np.uint8], left: int, top: int, right: int, bottom: int) -> None:
    """Darken a rectangle of a picture, as far as it lies inside, so that text on it can be read."""
    plate = bgr[max(0, top) : max(0, bottom), max(0, left) : max(0, right)]
    if plate.size:
        plate[:] = cv2.convertScaleAbs(plate, alpha=SHADE)


def shortened(text: str, width: int, size: int) -> str:
    """A line of text, shortened to `width` pixels."""
    if width_of(text, size) <= width:
        return text
    while text and width_of(f"{text}…", size) > width:
        text = text[:-1]
    return f"{text}…"


def text_colour_on(colour: NDArray[np.uint8]) -> Colour:
    """Black or white, whichever can be read better on a colour, uint8 (3,) BGR."""
    # luma of BT.601, which is good enough to tell light from dark
    return BLACK if float(colour @ np.array([0.114, 0.587, 0.299])) > 140 else WHITE


@cache
def _font() -> cv2.FontFace:
    return cv2.FontFace("sans")

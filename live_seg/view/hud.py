"""What is written into the picture: one line, legible at every size."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import cv2

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WHITE = (255, 255, 255)
TEXT_HEIGHT = 1 / 30
"""Of the picture's height: small enough not to be in the way, large enough to be read across a desk."""
SMALLEST, LARGEST = 13, 40
WEIGHT = 500
SHADE = 0.35
"""Part of the picture's light that is left behind the text."""


@cache
def _font() -> cv2.FontFace:
    return cv2.FontFace("sans")


def write_line(bgr: NDArray[np.uint8], text: str) -> NDArray[np.uint8]:
    """Write a line of text on a dark plate in the lower left corner.

    Args:
        bgr: uint8 (H, W, 3) BGR, left as it is.
        text: one line; made smaller where the picture is too narrow for it.

    Returns:
        uint8 (H, W, 3) BGR, a new array.
    """
    picture = bgr.copy()
    height, width = picture.shape[:2]
    size = round(min(LARGEST, max(SMALLEST, height * TEXT_HEIGHT)))
    text_width = _width_of(text, size)
    if text_width + 2 * size > width:
        size = max(1, size * width // (text_width + 2 * size))
        text_width = _width_of(text, size)
    margin, plate_height = size // 2, size * 2
    top = max(0, height - plate_height - margin)
    plate = picture[top : top + plate_height, margin : margin + text_width + size]
    plate[:] = cv2.convertScaleAbs(plate, alpha=SHADE)
    baseline = top + (plate_height + round(size * 0.7)) // 2
    cv2.putText(picture, text, (margin + size // 2, baseline), WHITE, _font(), size, weight=WEIGHT)
    return picture


def _width_of(text: str, size: int) -> int:
    _, _, width, _ = cv2.getTextSize((0, 0), text, (0, 0), _font(), size, WEIGHT)
    return width

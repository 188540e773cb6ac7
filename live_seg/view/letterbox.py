"""A picture put on a canvas of a window's size, whole and in its own shape."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Placement:
    """Where on a canvas a picture of `picture` pixels (width, height) lies; all in pixels."""

    picture: tuple[int, int]
    left: int
    top: int
    width: int
    height: int

    def pixel_at(self, x: int, y: int) -> tuple[int, int] | None:
        """The picture's pixel (column, row) that is seen at a place of the canvas; None beside the picture."""
        column = (x - self.left) * self.picture[0] // self.width
        row = (y - self.top) * self.picture[1] // self.height
        return (column, row) if 0 <= column < self.picture[0] and 0 <= row < self.picture[1] else None


def placed(picture: tuple[int, int], canvas: tuple[int, int], pixel_aspect: Fraction = Fraction(1)) -> Placement:
    """The place in the middle of a canvas at which a picture is as large as it can be.

    Args:
        picture: its size, (width, height) in pixels.
        canvas: likewise; its pixels are square.
        pixel_aspect: width over height of the picture's pixels.
    """
    wide = picture[0] * float(pixel_aspect)
    scale = min(canvas[0] / wide, canvas[1] / picture[1])
    width = min(canvas[0], max(1, round(wide * scale)))
    height = min(canvas[1], max(1, round(picture[1] * scale)))
    return Placement(picture, (canvas[0] - width) // 2, (canvas[1] - height) // 2, width, height)


def put(bgr: NDArray[np.uint8], placement: Placement, canvas: NDArray[np.uint8]) -> None:
    """Draw a picture on a canvas, and black beside it.

    Args:
        bgr: uint8 (H, W, 3) BGR.
        placement: of a picture of that size.
        canvas: uint8 (h, w, 3) BGR, is filled.
    """
    right, bottom = placement.left + placement.width, placement.top + placement.height
    canvas[: placement.top] = canvas[bottom:] = 0
    canvas[:, : placement.left] = canvas[:, right:] = 0
    inner = canvas[placement.top : bottom, placement.left : right]
    if inner.shape == bgr.shape:
        inner[:] = bgr
    else:
        # means of areas are nicer where much is left out, and take five times as long
        cv2.resize(bgr, (placement.width, placement.height), dst=inner, interpolation=cv2.INTER_LINEAR)


def fitted(bgr: NDArray[np.uint8], width: int, height: int) -> NDArray[np.uint8]:
    """A picture whole and in its own shape within another size, with black beside it.

    Args:
        bgr: uint8 (H, W, 3) BGR.
        width: of the result, in pixels.
        height: of the result, in pixels.

    Returns:
        uint8 (height, width, 3) BGR; the same array where it has that size.
    """
    if bgr.shape[:2] == (height, width):
        return bgr
    canvas = np.empty((height, width, 3), np.uint8)
    put(bgr, placed((bgr.shape[1], bgr.shape[0]), (width, height)), canvas)
    return canvas


def letterbox(bgr: NDArray[np.uint8], width: int, height: int) -> NDArray[np.uint8]:
    """Fit a picture into a size, whole, with black bars."""
    return fitted(bgr, width, height)

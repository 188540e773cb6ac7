"""Fits a whole picture into another size. Its aspect ratio is kept, and black bars fill the rest."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import cv2
import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a picture lies on a canvas, in pixels of the canvas.

    Attributes:
        picture: width and height of the picture, in its own pixels.
        left: left edge of the place.
        top: top edge of the place.
        width: width of the place.
        height: height of the place.
    """

    picture: tuple[int, int]
    left: int
    top: int
    width: int
    height: int

    def pixel_at(self, x: int, y: int) -> tuple[int, int] | None:
        """The pixel of the picture (column, row) at a point of the canvas; None outside the picture."""
        column = (x - self.left) * self.picture[0] // self.width
        row = (y - self.top) * self.picture[1] // self.height
        return (column, row) if 0 <= column < self.picture[0] and 0 <= row < self.picture[1] else None

    def nearest_pixel(self, x: int, y: int) -> tuple[int, int]:
        """The pixel of the picture (column, row) at a point of the canvas, or the nearest one to a point outside."""
        x = min(max(x, self.left), self.left + self.width - 1)
        y = min(max(y, self.top), self.top + self.height - 1)
        return (x - self.left) * self.picture[0] // self.width, (y - self.top) * self.picture[1] // self.height


def place(picture: tuple[int, int], canvas: tuple[int, int], pixel_aspect: Fraction = Fraction(1)) -> Placement:
    """The largest centred place for a picture on a canvas.

    Args:
        picture: width and height, in pixels.
        canvas: width and height; its pixels are square.
        pixel_aspect: width of the picture's pixels over their height.
    """
    wide = picture[0] * float(pixel_aspect)
    scale = min(canvas[0] / wide, canvas[1] / picture[1])
    width = min(canvas[0], max(1, round(wide * scale)))
    height = min(canvas[1], max(1, round(picture[1] * scale)))
    return Placement(picture, (canvas[0] - width) // 2, (canvas[1] - height) // 2, width, height)


def draw_at(bgr: NDArray[np.uint8], placement: Placement, canvas: NDArray[np.uint8]) -> None:
    """Draw a picture at a place on a canvas, and fill the rest with black.

    Args:
        bgr: uint8 (H, W, 3) BGR, of the size that was placed.
        placement: the place.
        canvas: uint8 (h, w, 3) BGR; is filled.
    """
    right, bottom = placement.left + placement.width, placement.top + placement.height
    canvas[: placement.top] = canvas[bottom:] = 0
    canvas[:, : placement.left] = canvas[:, right:] = 0
    resize(bgr, canvas[placement.top : bottom, placement.left : right])


def letterbox(bgr: NDArray[np.uint8], width: int, height: int) -> NDArray[np.uint8]:
    """Fit a picture into a size.

    Args:
        bgr: uint8 (H, W, 3) BGR, or (H, W, 4) BGRA, whose bars are transparent.
        width: width of the result, in pixels.
        height: height of the result, in pixels.

    Returns:
        uint8 (height, width, 3) BGR or (height, width, 4) BGRA; the same array if it has that size.
    """
    if bgr.shape[:2] == (height, width):
        return bgr
    canvas = np.empty((height, width, bgr.shape[2]), np.uint8)
    draw_at(bgr, place((bgr.shape[1], bgr.shape[0]), (width, height)), canvas)
    return canvas


def resize(bgr: NDArray[np.uint8], out: NDArray[np.uint8]) -> None:
    """Scale a picture, uint8 (H, W, 3), to the size of `out`, which is filled.

    Interpolation is linear: area averaging would look better for large reductions, but takes five times as long,
    which is too slow for the window.
    """
    if out.shape == bgr.shape:
        np.copyto(out, bgr)
    else:
        cv2.resize(bgr, (out.shape[1], out.shape[0]), dst=out, interpolation=cv2.INTER_LINEAR)

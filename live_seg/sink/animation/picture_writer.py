"""What the animation formats have in common."""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar, Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from live_seg.sink.picture import with_alpha

Pixels = NDArray[np.uint32]
"""Pixels as numbers, (H, W): blue in the lowest byte, then green, red and alpha."""
COLOUR, OPAQUE = np.uint32(0xFFFFFF), np.uint32(0xFF000000)
"""The bits of a pixel's colour, and of its alpha."""


class Writable(Protocol):
    """Takes bytes in order."""

    def write(self, data: bytes, /) -> int:
        """Take bytes."""


class PictureWriter(Protocol):
    """Writes pictures of one size, one after the other.

    Attributes:
        largest: largest width and height, in pixels.
        tick: length of a tick of its clock, in seconds.
        longest: longest duration of a picture, in ticks.
        remarks: what was done to the pictures, one line each.
    """

    largest: ClassVar[int]
    tick: Fraction
    longest: int
    remarks: dict[str, None]

    def add(self, picture: NDArray[np.uint8], ticks: int) -> None:
        """Write the next picture, uint8 (H, W, 3) BGR or (H, W, 4) BGRA, which is shown for a number of ticks."""

    def finish(self) -> None:
        """Write what comes after the last picture."""


def pixels_of(picture: NDArray[np.uint8]) -> Pixels:
    """The pixels of a picture, uint8 (H, W, 3) BGR or (H, W, 4) BGRA."""
    return np.ascontiguousarray(with_alpha(picture)).view(np.uint32)[..., 0]


def changed(pixels: Pixels, before: Pixels | None, grid: int = 1) -> tuple[int, int, int, int]:
    """The smallest rectangle that holds all changes since the previous picture, as (left, top, right, bottom).

    If nothing has changed, it is one pixel. If there is no previous picture, it is the whole picture.

    Args:
        pixels: the picture.
        before: the previous picture, or None.
        grid: left and top are multiples of it.
    """
    height, width = pixels.shape
    if before is None:
        return 0, 0, width, height
    left, top, wide, high = cv2.boundingRect((pixels != before).view(np.uint8))
    right, bottom = left + max(1, wide), top + max(1, high)
    return left - left % grid, top - top % grid, right, bottom

"""How the pictures of a track are rotated and mirrored for display, by the display matrix of the container."""

from __future__ import annotations

import struct
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

MATRIX = struct.Struct("=9i")


@dataclass(frozen=True, slots=True)
class Orientation:
    """Steps from a decoded picture to the displayed picture, in this order.

    Attributes:
        is_transposed: whether rows become columns.
        is_flipped_x: whether left and right are then swapped.
        is_flipped_y: whether top and bottom are then swapped.
    """

    is_transposed: bool = False
    is_flipped_x: bool = False
    is_flipped_y: bool = False

    @classmethod
    def of_matrix(cls, data: bytes) -> Orientation:
        """The orientation of a display matrix as FFmpeg gives it: nine 32-bit numbers a, b, u, c, d, v, x, y, w.

        A pixel at (p, q) is shown at (a p + c q, b p + d q). Only rotations by multiples of 90 degrees are applied.
        """
        if len(data) != MATRIX.size:
            return cls()
        a, b, _, c, d, *_ = MATRIX.unpack(data)
        if a and d and not b and not c:
            return cls(is_flipped_x=a < 0, is_flipped_y=d < 0)
        if b and c and not a and not d:
            return cls(is_transposed=True, is_flipped_x=c < 0, is_flipped_y=b < 0)
        return cls()

    @property
    def is_mirrored(self) -> bool:
        """Whether pictures are mirrored, and not only rotated."""
        return (self.is_transposed + self.is_flipped_x + self.is_flipped_y) % 2 == 1

    def applied_to(self, bgr: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """A picture, uint8 (H, W, 3), as it is shown."""
        if self.is_transposed:
            bgr = np.asarray(cv2.transpose(bgr), np.uint8)
        if self.is_flipped_x or self.is_flipped_y:
            code = -1 if self.is_flipped_x and self.is_flipped_y else 1 if self.is_flipped_x else 0
            bgr = np.asarray(cv2.flip(bgr, code), np.uint8)
        return bgr

"""How large frames become: a width and a height, one of them, or a factor."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import cv2
import numpy as np
from numpy.typing import NDArray

from live_seg.arguments import SIDE_MAX
from live_seg.errors import ConfigError

FOLLOWS, FOLLOWS_EVEN = -1, -2
"""In place of a width or a height: it is computed from the other side, and rounded to a pixel or to an even number of
pixels, as in FFmpeg."""


@dataclass(frozen=True, slots=True)
class Scaling:
    """How large frames become.

    Args:
        width: pixels, or FOLLOWS or FOLLOWS_EVEN.
        height: pixels, or FOLLOWS or FOLLOWS_EVEN; not both.
        factor: both sides are multiplied by it; then width and height have no effect.
    """

    width: int = FOLLOWS
    height: int = FOLLOWS
    factor: Fraction | None = None

    def size_of(self, width: int, height: int) -> tuple[int, int]:
        """The width and height that a picture of a size becomes, in pixels.

        Raises:
            ConfigError: a side is too long.

        >>> Scaling(1280, FOLLOWS).size_of(1920, 1080), Scaling(factor=Fraction(1, 2)).size_of(63, 48)
        ((1280, 720), (32, 24))
        """
        if self.factor is not None:
            new = max(1, round(width * self.factor)), max(1, round(height * self.factor))
        elif self.width < 0:
            new = _following(self.height * Fraction(width, height), self.width), self.height
        elif self.height < 0:
            new = self.width, _following(self.width * Fraction(height, width), self.height)
        else:
            new = self.width, self.height
        if max(new) > SIDE_MAX:
            raise ConfigError(
                f"frames of {width}x{height} would become {new[0]}x{new[1]}; a side has at most {SIDE_MAX} pixels"
            )
        return new


def _following(exact: Fraction, side: int) -> int:
    """The length of a side that follows from the other one."""
    step = -side
    return max(step, round(exact / step) * step)


def has_shape_of(size: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether two sizes, each (width, height), have the same proportions, to within a pixel of the first one."""
    (width, height), (other_width, other_height) = size, other
    across, down = Fraction(width, other_width), Fraction(height, other_height)
    return abs(height - other_height * across) <= 1 or abs(width - other_width * down) <= 1


def resized(bgr: NDArray[np.uint8], size: tuple[int, int]) -> NDArray[np.uint8]:
    """A picture, uint8 (H, W, 3), in another size: (width, height).

    Pixels are averaged along a side that becomes shorter, and interpolated along one that becomes longer.
    """
    height, width = bgr.shape[:2]
    smaller = min(width, size[0]), min(height, size[1])
    if smaller != (width, height):
        bgr = np.asarray(cv2.resize(bgr, smaller, interpolation=cv2.INTER_AREA), np.uint8)
    if smaller != size:
        bgr = np.asarray(cv2.resize(bgr, size, interpolation=cv2.INTER_CUBIC), np.uint8)
    return bgr

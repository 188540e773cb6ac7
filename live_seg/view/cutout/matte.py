"""Soft borders of cut-outs: how opaque each pixel is, and its colour without the old background.

A pixel at the border of an object shows both the object and what is behind it. As in Ruzon and Tomasi, "Alpha
estimation in natural images", CVPR 2000, its opacity is estimated from the colours on both sides of the border. The
colour behind it is then removed, so that no fringe of the old background is left.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from live_seg.buffers import read_only
from live_seg.kernels import matte as kernels
from live_seg.segment import Segmentation
from live_seg.view.buffer_pool import masks
from live_seg.view.picks.masks import mask_of

WIDTH_DIVISOR = 480
"""The shorter side of the picture divided by half the width of a soft border. That is one pixel at 640x360 and two at
1280x720: cameras and codecs blur edges that far."""
BEYOND = 2
"""How far beyond a border the colours of its two sides are measured, in pixels."""
NOISE = np.float32(200.0)
"""Squared distance between two colours, in levels, that noise and the blur of a codec can cause."""
MARGIN = np.float32(0.06)
"""Opacities nearer than about this to 0 or 1 become 0 or 1. Without it, the background shines through a little."""
TOLERANCE = 16
"""How many levels the colour of a border pixel may lie beyond the colours inside."""
STILL = 6
"""How many levels a channel of a still pixel may change from frame to frame."""
FOLLOWS = np.float32(0.25)
"""In each frame, the opacity of a still pixel moves by this share of the way to its new value."""


@dataclass(frozen=True, slots=True, eq=False)
class Matte:
    """How opaque the pixels of a cut-out are.

    Attributes:
        alpha: uint8 (H, W), 255 where a pixel is opaque, and 0 where only the background is visible.
        opaque: uint8 (H, W), 255 inside the border, and 0 elsewhere.
        points: int32 (n, 2), column and row of each pixel at the border.
        colours: uint8 (n, 3), BGR, their colours without the old background.
    """

    alpha: NDArray[np.uint8]
    opaque: NDArray[np.uint8]
    points: NDArray[np.int32]
    colours: NDArray[np.uint8]

    def put_over(self, bgr: NDArray[np.uint8], picture: NDArray[np.uint8]) -> None:
        """Put what is cut out of a frame over a background.

        Args:
            bgr: uint8 (H, W, 3) BGR, the frame.
            picture: uint8 (H, W, 3) BGR, the background, which is changed.
        """
        cv2.copyTo(bgr, self.opaque, picture)
        kernels.mix(read_only(self.points), read_only(self.alpha), read_only(self.colours), picture)

    def as_bgra(self, bgr: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """What is cut out of a frame, uint8 (H, W, 3) BGR, as a new array, uint8 (H, W, 4) BGRA. The rest is black."""
        front = np.zeros_like(bgr)
        cv2.copyTo(bgr, self.opaque, front)
        front[self.points[:, 1], self.points[:, 0]] = self.colours
        front[self.alpha == 0] = 0
        return np.dstack([front, self.alpha])


class Mattes:
    """Makes the mattes of a stream. Borders in still parts of the picture stay steady."""

    def __init__(self) -> None:
        self._before: tuple[NDArray[np.uint8], NDArray[np.uint8]] | None = None

    def of(self, segmentation: Segmentation, picked: frozenset[int]) -> Matte:
        """The matte of the next segmentation.

        Args:
            segmentation: the segmentation of a frame.
            picked: ids of the regions, or labels where there are none, checked.
        """
        bgr = segmentation.frame.bgr
        mask = mask_of(segmentation, picked)
        width = max(1, round(min(mask.shape) / WIDTH_DIVISOR))
        disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * width + 1, 2 * width + 1))
        opaque, border = masks.take(mask.shape), masks.take(mask.shape)
        cv2.erode(mask, disc, dst=opaque, borderType=cv2.BORDER_REPLICATE)
        cv2.dilate(mask, disc, dst=border, borderType=cv2.BORDER_REPLICATE)
        cv2.subtract(border, opaque, dst=border)
        found = cv2.findNonZero(border)
        points = np.empty((0, 2), np.int32) if found is None else np.asarray(found, np.int32).reshape(-1, 2)
        opacity, behind = np.empty(len(points), np.float32), np.empty((len(points), 3), np.float32)
        picked_range, places = np.empty((len(points), 2, 3), np.uint8), read_only(points)
        given = bgr, read_only(mask), read_only(border), places, width + BEYOND, NOISE, MARGIN
        kernels.estimate(*given, opacity, behind, picked_range)
        if self._before is not None and self._before[0].shape == bgr.shape:
            kernels.settle(bgr, *self._before, places, STILL, FOLLOWS, opacity)
        colours = np.empty((len(points), 3), np.uint8)
        sides = read_only(behind), read_only(picked_range), TOLERANCE
        kernels.separate(bgr, places, *sides, read_only(opacity), mask, colours)
        self._before = bgr, read_only(mask)
        return Matte(mask, opaque, points, colours)


def warm_up_mattes() -> None:
    """Compile the kernels for soft borders, or load them from disk."""
    bgr = read_only(np.zeros((4, 4, 3), np.uint8))
    flat, points = read_only(np.zeros((4, 4), np.uint8)), read_only(np.zeros((1, 2), np.int32))
    opacity, behind = np.zeros(1, np.float32), np.zeros((1, 3), np.float32)
    picked_range = np.zeros((1, 2, 3), np.uint8)
    kernels.estimate(bgr, flat, flat, points, 1, NOISE, MARGIN, opacity, behind, picked_range)
    kernels.settle(bgr, bgr, flat, points, STILL, FOLLOWS, opacity)
    colours, picture = np.zeros((1, 3), np.uint8), np.zeros((4, 4, 3), np.uint8)
    alpha = np.zeros((4, 4), np.uint8)
    sides = read_only(behind), read_only(picked_range), TOLERANCE
    kernels.separate(bgr, points, *sides, read_only(opacity), alpha, colours)
    kernels.mix(points, flat, read_only(colours), picture)

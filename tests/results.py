"""Segmentations for tests of sinks: any picture as a frame, with one segment or with given labels."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from live_seg.frame import Frame
from live_seg.segment import Palette, Segmentation

if TYPE_CHECKING:
    from numpy.typing import NDArray


def result_of(picture: NDArray[np.uint8], index: int = 0, time: Fraction = Fraction(0)) -> Segmentation:
    """A segmentation of a picture into one segment, black."""
    one = np.zeros((1, 3))
    palette = Palette(one.astype(np.float32), one.astype(np.uint8), np.ones(1, np.float32), 0.0, 0)
    return Segmentation(Frame(index, time, picture), palette, np.zeros(picture.shape[:2], np.uint8))


def labelled(
    picture: NDArray[np.uint8],
    labels: NDArray[np.uint8],
    index: int = 0,
    k: int | None = None,
    *,
    is_new_scene: bool = False,
) -> Segmentation:
    """A segmentation with given labels, of a stream of 25 frames a second. Label n has the colour (n, n, n)."""
    k = int(labels.max()) + 1 if k is None else k
    grays = np.repeat(np.arange(k)[:, None], 3, axis=1)
    palette = Palette(grays.astype(np.float32), grays.astype(np.uint8), np.full(k, 1 / k, np.float32), 0.0, 0)
    return Segmentation(Frame(index, Fraction(index, 25), picture), palette, labels, is_new_scene=is_new_scene)


def random_labels(height: int, width: int, k: int, seed: int = 0) -> NDArray[np.uint8]:
    """Labels of single pixels in the upper half, and of wide pieces in the lower half: uint8 (H, W)."""
    labels = np.random.default_rng(seed).integers(0, k, (height, width), dtype=np.uint8)
    middle = height // 2
    labels[middle:] = np.sort(labels[middle:].ravel()).reshape(height - middle, width)
    return labels


def as_camera(segmentation: Segmentation) -> NDArray[np.uint8]:
    """A view that shows the frame itself: uint8 (H, W, 3) BGR."""
    return segmentation.frame.bgr

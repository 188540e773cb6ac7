"""Picked segments as the camera saw them, before a background."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from live_seg.view.background import DIM
from live_seg.view.buffer_pool import pictures
from live_seg.view.picks import NOTHING, mask_of

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from numpy.typing import NDArray

    from live_seg.segment import Segmentation
    from live_seg.view.background import Background


def cutout(
    segmentation: Segmentation, picked: AbstractSet[int] = NOTHING, background: Background = DIM
) -> NDArray[np.uint8]:
    """The frame's own colours where its picked segments are, and a background elsewhere.

    Args:
        segmentation: a frame's.
        picked: labels of segments to cut out; the whole frame if it is empty.
        background: what the rest becomes.

    Returns:
        uint8 (H, W, 3) BGR, a new array.
    """
    bgr = segmentation.frame.bgr
    picture = pictures.take(bgr.shape)
    if not picked:
        np.copyto(picture, bgr)
        return picture
    mask = mask_of(segmentation.labels, picked)
    background.fill(picture, bgr, mask)
    cv2.copyTo(bgr, mask, picture)
    return picture


def transparent_cutout(segmentation: Segmentation, picked: AbstractSet[int] = NOTHING) -> NDArray[np.uint8]:
    """The frame's own colours where its picked segments are, and nothing elsewhere.

    Args:
        segmentation: a frame's.
        picked: labels of segments to cut out; the whole frame if it is empty.

    Returns:
        uint8 (H, W, 4) BGRA, a new array: 255 is opaque, and what is transparent is black.
    """
    bgr, labels = segmentation.frame.bgr, segmentation.labels
    mask = mask_of(labels, picked) if picked else np.full_like(labels, 255)
    picture = np.zeros((*labels.shape, 4), np.uint8)
    cv2.copyTo(cv2.cvtColor(bgr, cv2.COLOR_BGR2BGRA), mask, picture)
    return picture

"""A segmentation seen in a mirror, for people in front of their own camera."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import cv2

from live_seg.view.buffer_pool import masks, pictures

if TYPE_CHECKING:
    from live_seg.segment import Segmentation


def mirrored(segmentation: Segmentation) -> Segmentation:
    """Flip a frame and its labels left to right, so that each view and each pick of it agrees with what is seen.

    Returns:
        A new segmentation with the same palette; the one given, which its segmenter goes on from, stays as it is.
    """
    frame, labels = segmentation.frame, segmentation.labels
    bgr, flipped = pictures.take(frame.bgr.shape), masks.take(labels.shape)
    cv2.flip(frame.bgr, 1, dst=bgr)
    cv2.flip(labels, 1, dst=flipped)
    return replace(segmentation, frame=replace(frame, bgr=bgr), labels=flipped)

"""A mirrored segmentation, for people in front of their own camera."""

from __future__ import annotations

from dataclasses import replace

import cv2

from live_seg.segment import Segmentation
from live_seg.view.buffer_pool import masks, pictures


def mirrored(segmentation: Segmentation) -> Segmentation:
    """Swap left and right of a frame and its labels, so that views and picks agree with what is seen.

    Returns:
        A new segmentation with the same palette. The given one stays as it is.
    """
    frame, labels = segmentation.frame, segmentation.labels
    bgr, flipped = pictures.take(frame.bgr.shape), masks.take(labels.shape)
    cv2.flip(frame.bgr, 1, dst=bgr)
    cv2.flip(labels, 1, dst=flipped)
    return replace(segmentation, frame=replace(frame, bgr=bgr), labels=flipped)

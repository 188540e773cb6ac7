"""A mirrored segmentation, for people in front of their own camera."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from live_seg.segment import Regions, Segmentation
from live_seg.segment.regions.regions import RegionColumns
from live_seg.view.buffer_pool import maps, masks, pictures


def mirrored(segmentation: Segmentation) -> Segmentation:
    """Swap left and right of a frame, its labels and regions, so that views and picks match what the user sees.

    Returns:
        A new segmentation with the same palette. The given one stays as it is.
    """
    frame, labels = segmentation.frame, segmentation.labels
    bgr, flipped = pictures.take(frame.bgr.shape), masks.take(labels.shape)
    cv2.flip(frame.bgr, 1, dst=bgr)
    cv2.flip(labels, 1, dst=flipped)
    regions = segmentation.regions and _mirrored_regions(segmentation.regions)
    return replace(segmentation, frame=replace(frame, bgr=bgr), labels=flipped, regions=regions)


def _mirrored_regions(regions: Regions) -> Regions:
    height, width = regions.rows.shape
    rows = maps.take((height, 2 * width)).view(np.uint16)
    cv2.flip(regions.rows, 1, dst=rows)

    def measure() -> RegionColumns:
        box, centroid = regions.columns.box.copy(), regions.columns.centroid.copy()
        box[:, 0] = width - box[:, 0] - box[:, 2]
        centroid[:, 0] = width - 1 - centroid[:, 0]
        return replace(regions.columns, box=box, centroid=centroid)

    return Regions(rows, regions.row_ids, measure)

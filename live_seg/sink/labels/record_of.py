"""The record of a segmentation, which a label file stores together with its pixels."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from live_seg.label_files.record import Record, check_labels, check_regions
from live_seg.segment import Segmentation


def record_of(segmentation: Segmentation, indices: NDArray[np.uint16] | None) -> Record:
    """The record of a segmentation.

    Args:
        segmentation: the frame.
        indices: if regions are stored as indices of ids, those indices, uint16 (H, W). None if regions are stored as
            ids, or if there are none; then the record has no ids.
    """
    time, palette, regions = segmentation.frame.time, segmentation.palette, segmentation.regions
    ids = None if regions is None or indices is None else np.sort(regions.row_ids)  # the order that `indices_of` uses
    check = None if regions is None else check_regions(time, ids, regions.ids if indices is None else indices)
    return Record(time, palette, check_labels(time, palette, segmentation.labels), ids, check)

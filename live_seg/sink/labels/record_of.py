"""The record of a segmentation, which goes into a label file beside its pixels."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from live_seg.label_files.record import Record, check_labels, check_regions
from live_seg.segment import Segmentation


def record_of(segmentation: Segmentation, places: NDArray[np.uint16] | None) -> Record:
    """The record of a segmentation.

    Args:
        segmentation: the frame.
        places: where regions are stored as the places of their ids: those places, uint16 (H, W). None where they are
            stored as ids, or there are none; then the record has no ids.
    """
    time, palette, regions = segmentation.frame.time, segmentation.palette, segmentation.regions
    ids = None if regions is None or places is None else np.sort(regions.names)  # as `places_of` has them
    check = None if regions is None else check_regions(time, ids, regions.ids if places is None else places)
    return Record(time, palette, check_labels(time, palette, segmentation.labels), ids, check)

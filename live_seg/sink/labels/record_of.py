"""The record of a segmentation, which goes into a label file beside its pixels."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from live_seg.label_files.record import Pixels, Record, check_of
from live_seg.segment import Segmentation


def record_of(segmentation: Segmentation, regions: Pixels | None) -> Record:
    """The record of a segmentation.

    Args:
        segmentation: the frame.
        regions: the pixels of its regions as they are stored: ids or places; None where it has none.
    """
    return Record(
        segmentation.frame.time,
        segmentation.palette,
        check_of(segmentation.labels),
        None if segmentation.regions is None else ids_by_place(segmentation.regions.names),
        None if regions is None else check_of(regions),
    )


def ids_by_place(names: NDArray[np.int32]) -> NDArray[np.int32]:
    """The ids of a frame's regions in the order of their places, which `places_of` gives: int32 (n,)."""
    return np.sort(names)

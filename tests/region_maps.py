"""Regions from a map of ids, for tests of what is made from them. All columns are computed by plain NumPy."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from live_seg.segment.regions.regions import RegionColumns, Regions

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from live_seg import Segmentation


def regions_of(ids: ArrayLike, bgr: NDArray[np.uint8], labels: NDArray[np.uint8], age: float = 1.0) -> Regions:
    """The regions of a map of ids, (H, W), which need not be connected. Their rows are in descending order of ids."""
    ids = np.asarray(ids, np.int32)
    present = np.unique(ids)[::-1]
    rows = (len(present) - 1 - np.searchsorted(present[::-1], ids)).astype(np.uint16)
    masks = [ids == one for one in present]
    places = [np.nonzero(mask) for mask in masks]
    pairs = {
        tuple(sorted(pair))
        for one, other in ((rows[:, 1:], rows[:, :-1]), (rows[1:], rows[:-1]))
        for pair in zip(one[one != other].tolist(), other[one != other].tolist(), strict=True)
    }
    columns = RegionColumns(
        id=present,
        area=np.array([mask.sum() for mask in masks], np.int64),
        box=np.array([(x.min(), y.min(), np.ptp(x) + 1, np.ptp(y) + 1) for y, x in places], np.int32),
        centroid=np.array([(x.mean(), y.mean()) for y, x in places], np.float64),
        colour=np.array([np.rint(bgr[mask].mean(axis=0)) for mask in masks], np.uint8),
        label=np.array([np.bincount(labels[mask]).argmax() for mask in masks], np.uint8),
        age=np.full(len(present), age),
        neighbours=np.array(sorted(pairs), np.int32).reshape(-1, 2),
    )
    return Regions(rows, columns.id, lambda: columns)


def with_regions(segmentation: Segmentation, ids: ArrayLike) -> Segmentation:
    """The same segmentation with the regions of a map of ids."""
    return replace(segmentation, regions=regions_of(ids, segmentation.frame.bgr, segmentation.labels))


def cells(height: int, width: int, side: int = 7, first: int = 0) -> NDArray[np.int32]:
    """A map of square cells, `side` pixels wide, whose ids are counted from `first` in steps of three."""
    y, x = np.arange(height, dtype=np.int32)[:, None] // side, np.arange(width, dtype=np.int32) // side
    return first + 3 * (y * (-(-width // side)) + x)

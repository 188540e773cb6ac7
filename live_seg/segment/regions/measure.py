"""The table of a frame's regions."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from live_seg.buffers import read_only
from live_seg.kernels.jit import by_rows
from live_seg.kernels.regions import table
from live_seg.segment.regions.regions import RegionColumns

PARTS = 4
"""Number of bands of a frame that are measured separately."""


def measured_columns(
    bgr: NDArray[np.uint8],
    labels: NDArray[np.uint8],
    rows: NDArray[np.uint16],
    ids: NDArray[np.int32],
    ages: NDArray[np.float64],
) -> RegionColumns:
    """Measure the regions of a frame.

    Args:
        bgr: uint8 (H, W, 3) BGR, the frame.
        labels: uint8 (H, W).
        rows: uint16 (H, W), the row of each pixel's region, less than n.
        ids: int32 (n,), their ids.
        ages: float64 (n,), their ages in seconds.
    """
    n, k = len(ids), int(labels.max()) + 1
    parts, by_label = np.empty((PARTS, n, table.MEASURES), np.int64), np.empty((PARTS, n, k), np.int32)
    table.measure(by_rows(bgr), read_only(labels), read_only(rows), parts, by_label)
    sums = parts[:, :, :6].sum(axis=0)
    area = sums[:, 0]
    left, top = parts[:, :, 6].min(axis=0), parts[:, :, 8].min(axis=0)
    right, bottom = parts[:, :, 7].max(axis=0), parts[:, :, 9].max(axis=0)
    beside = np.zeros((n, n), np.bool_)
    table.find_neighbours(read_only(rows), beside)
    return RegionColumns(
        id=ids,
        area=area,
        box=np.stack([left, top, right - left + 1, bottom - top + 1], axis=1).astype(np.int32),
        centroid=sums[:, 1:3] / area[:, None],
        colour=np.rint(sums[:, 3:6] / area[:, None]).astype(np.uint8),
        label=by_label.sum(axis=0).argmax(axis=1).astype(np.uint8),
        age=ages,
        neighbours=np.argwhere(beside).astype(np.int32),
    )

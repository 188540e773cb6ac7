"""The statistics of a frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from live_seg.buffers import read_only
from live_seg.kernels.jit import by_rows
from live_seg.kernels.outputs import measures as kernels
from live_seg.segment import Regions, Segmentation
from live_seg.segment.colour_space import lab_of
from live_seg.sink.stats.row import Row

TIME_DECIMALS, SHARE_DECIMALS, PLACE_DECIMALS, LAB_DECIMALS = 6, 8, 3, 2
"""Decimals of seconds, of shares (one pixel of 50 megapixels is 2e-8), of pixels, and of units of CIELAB."""

NOTHING: dict[str, Any] = dict.fromkeys(("colour", "L", "a", "b", "x", "y", "left", "top")) | {"width": 0, "height": 0}
"""Values of a row without pixels."""


@dataclass(frozen=True, slots=True)
class Measures:
    """The measures of all segments or all regions of a frame, one row for each.

    Attributes:
        label: (n,).
        id: (n,).
        area: (n,), pixels; may be 0, and then centroid, box and colour have any finite values.
        centroid: (n, 2), column and row.
        box: (n, 4): left, top, width, height.
        colour: uint8 (n, 3), BGR.
        changed: (n,), or None.
    """

    label: NDArray[np.integer]
    id: NDArray[np.integer]
    area: NDArray[np.int64]
    centroid: NDArray[np.float64]
    box: NDArray[np.integer]
    colour: NDArray[np.uint8]
    changed: NDArray[np.int64] | None


@dataclass(frozen=True, slots=True, eq=False)
class PixelNames:
    """What the pixels of a frame belong to.

    Attributes:
        rows: (H, W), the row of each pixel in a table, less than n.
        names: int32 (n,), the name of each row.
    """

    rows: NDArray[np.integer]
    names: NDArray[np.int32]

    @classmethod
    def of_labels(cls, segmentation: Segmentation) -> PixelNames:
        """The labels, which are their own names."""
        return cls(segmentation.labels, np.arange(len(segmentation.palette.colours), dtype=np.int32))

    @classmethod
    def of_regions(cls, regions: Regions) -> PixelNames:
        """The ids of the regions."""
        return cls(regions.rows, regions.row_ids)

    def changed_since(self, before: PixelNames | None) -> NDArray[np.int64] | None:
        """The number of pixels of each row that had another name before: (n,).

        It is None if there was nothing before, or if the size was different.
        """
        if before is None or before.rows.shape != self.rows.shape:
            return None
        rows_before = before.rows
        if not np.array_equal(self.names, before.names):
            # for each name before, its row now, or a row that does not exist
            order = np.argsort(self.names)
            place = np.searchsorted(self.names, before.names, sorter=order)
            row = order[np.minimum(place, len(order) - 1)]
            row_of = np.where(self.names[row] == before.names, row, len(order))
            # "clip", because it is faster than checking a range that is known
            rows_before = np.take(row_of.astype(self.rows.dtype), rows_before, mode="clip")
        return np.bincount(self.rows[self.rows != rows_before], minlength=len(self.names))


def measured_segments(segmentation: Segmentation, changed: NDArray[np.int64] | None) -> Measures:
    """Measure the segments, in ascending order of their labels. Those without pixels are measured too.

    Args:
        segmentation: the segmentation of a frame.
        changed: (k,), the number of pixels of each that had another label in the previous frame, or None.
    """
    labels = np.arange(len(segmentation.palette.colours))
    out = np.empty((len(labels), kernels.MEASURES), np.int64)
    kernels.measure_segments(by_rows(segmentation.frame.bgr), read_only(np.ascontiguousarray(segmentation.labels)), out)
    area, (left, right, top, bottom) = out[:, 0], out[:, 6:].T
    means = out[:, 1:6] / np.maximum(area, 1)[:, None]
    return Measures(
        label=labels,
        id=labels,
        area=area,
        centroid=means[:, :2],
        box=np.stack([left, top, right - left + 1, bottom - top + 1], axis=1),
        colour=np.rint(means[:, 2:]).astype(np.uint8),
        changed=changed,
    )


def measured_regions(regions: Regions, changed: NDArray[np.int64] | None) -> Measures:
    """The measures of regions, in ascending order of their ids.

    Args:
        regions: the regions of a frame.
        changed: (n,), the number of pixels of each that had another id in the previous frame, or None.
    """
    columns, order = regions.columns, np.argsort(regions.columns.id)
    return Measures(
        label=columns.label[order],
        id=columns.id[order],
        area=columns.area[order],
        centroid=columns.centroid[order],
        box=columns.box[order],
        colour=columns.colour[order],
        changed=None if changed is None else changed[order],
    )


def rows_of(segmentation: Segmentation, name: str, kind: str, measures: Measures) -> list[Row]:
    """The rows of a table.

    Args:
        segmentation: the segmentation of a frame.
        name: the name of the frame in files.
        kind: "segment" or "region".
        measures: what was measured in it.
    """
    frame, cut = segmentation.frame, segmentation.is_new_scene
    time = round(float(frame.time), TIME_DECIMALS)
    # in the order of the fields of a row
    columns: list[list[Any]] = [
        measures.label.tolist(),
        measures.id.tolist(),
        measures.area.tolist(),
        (measures.area / segmentation.labels.size).round(SHARE_DECIMALS).tolist(),
        [f"#{red:02x}{green:02x}{blue:02x}" for blue, green, red in measures.colour.tolist()],
        *(lab_of(measures.colour).round(LAB_DECIMALS) + 0.0).T.tolist(),  # turns -0.0 into 0.0
        *measures.centroid.round(PLACE_DECIMALS).T.tolist(),
        *measures.box.T.tolist(),
        [None] * len(measures.area) if measures.changed is None else measures.changed.tolist(),
    ]
    rows = [Row._make((frame.index, name, time, kind, *values, cut)) for values in zip(*columns, strict=True)]
    return [row if row.area else row._replace(**NOTHING) for row in rows]


def warm_up_measuring() -> None:
    """Compile the kernel that measures segments, or load it from disk."""
    labels = read_only(np.zeros((1, 1), np.uint8))
    kernels.measure_segments(by_rows(np.zeros((1, 1, 3), np.uint8)), labels, np.empty((1, kernels.MEASURES), np.int64))

"""What a click or a box picks.

With regions:

- A click picks the region under the pointer and nothing else. If it is the only one picked, the click drops it.
- A click on a colour of the palette does the same with all regions in which that label is the most common.
- A box picks all regions that have at least half of their pixels in it, and nothing else.
- With Shift, a click adds to the picks, or drops what is already picked; a box only adds.

Without regions, a click on a pixel or a colour picks that segment, or drops it. A box picks nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from live_seg.segment import Regions, Segmentation
from live_seg.sink.pointer import Box, Click


@dataclass(frozen=True, slots=True)
class Swatch:
    """A click on a colour of the palette.

    Attributes:
        label: the label of the colour.
        adds: whether Shift was held.
    """

    label: int
    adds: bool = False


Pointed = Click | Box | Swatch
"""What the user points at, in pixels of the picture."""


def picked_by(pointed: Pointed, seen: Segmentation, picked: frozenset[int]) -> frozenset[int]:
    """What is picked after a click or a box.

    Args:
        pointed: the click or box, in pixels of the picture that is shown. Side by side, the frame and its segments are
            next to each other.
        seen: the segmentation that is shown.
        picked: ids of regions where it has regions, and labels otherwise.
    """
    height, width = seen.labels.shape
    regions = seen.regions
    if isinstance(pointed, Box):
        if regions is None:
            return picked
        chosen = _ids_in(_in_frame(pointed, width), regions)
        return picked | chosen if pointed.adds else chosen
    if isinstance(pointed, Click):
        row, column = min(pointed.row, height - 1), pointed.column % width
        number = int(seen.labels[row, column]) if regions is None else regions.id_at(column, row)
        chosen = frozenset({number})
    else:
        chosen = frozenset({pointed.label}) if regions is None else _ids_of(pointed.label, regions)
    if regions is None or pointed.adds:
        return picked - chosen if chosen <= picked else picked | chosen
    return frozenset() if chosen == picked else chosen


def said_of(picked: frozenset[int], pointed: Pointed, seen: Segmentation) -> str:
    """The message after a click or a box: how many regions or segments are picked, or why none."""
    if picked:
        return f"{len(picked)} picked"
    if isinstance(pointed, Box):
        return "no region has at least half of its area in the box"
    if isinstance(pointed, Swatch) and seen.regions is not None and not _ids_of(pointed.label, seen.regions):
        return "this is not the main colour of any region"
    return "nothing is picked"


def _in_frame(box: Box, width: int) -> Box:
    """A box in pixels of a frame of this width. Side by side, the half with the middle of the box counts."""
    start = width if box.left + box.right >= 2 * width else 0
    left, right = (min(max(side - start, 0), width) for side in (box.left, box.right))
    return Box(left, box.top, right, box.bottom, box.adds)


def _ids_in(box: Box, regions: Regions) -> frozenset[int]:
    # the table of the regions has areas too, but takes longer, because it has much more
    areas = _areas(regions.rows, len(regions))
    inside = _areas(regions.rows[box.top : box.bottom, box.left : box.right], len(regions))
    return frozenset(regions.row_ids[2 * inside >= areas].tolist())


def _areas(rows: NDArray[np.uint16], n: int) -> NDArray[np.float32]:
    """The number of pixels of each row of a table with n rows. `np.bincount` would take three times as long."""
    return np.asarray(cv2.calcHist([rows], [0], None, [n], [0, n]), np.float32).reshape(-1)


def _ids_of(label: int, regions: Regions) -> frozenset[int]:
    return frozenset(regions.columns.id[regions.columns.label == label].tolist())

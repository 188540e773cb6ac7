"""The picks that a user would make of an object, in the first frame in which it is seen.

- **click**: the region at the object's deepest pixel, the one farthest from everything that is not the object.
- **clicks**: the same, and then up to four Shift-clicks. Each is at the deepest pixel of what is not picked yet. A
  region is added only if at least half of it lies in the object; otherwise the next deepest pixel outside it is tried.
  The clicks end when 95 % of the object is picked.
- **box**: every region of which at least half lies in the object, as when a box is drawn around it.
- **label**: the label at the deepest pixel. This is what a click picks without regions.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from live_seg.bench.overlap import joint_counts, numbered

CLICK, CLICKS, BOX, LABEL = "click", "clicks", "box", "label"
PICKS = (CLICK, CLICKS, BOX, LABEL)

MAX_CLICKS = 5
"""Largest number of clicks. A user would hardly make more."""
ENOUGH = 0.95
"""Share of an object at which the clicks end once it is picked."""
MOSTLY = 0.5
"""A region belongs to an object if at least this share of it lies in the object."""


@dataclass(frozen=True, slots=True, eq=False)
class Maps:
    """The maps of a frame.

    Attributes:
        ids: int32 (H, W), the region of each pixel.
        labels: uint8 (H, W), the label of each pixel.
    """

    ids: NDArray[np.int32]
    labels: NDArray[np.uint8]

    def mask(self, pick: str, picked: NDArray[np.integer]) -> NDArray[np.bool_]:
        """The pixels, bool (H, W), that are picked: of these labels for the pick "label", else of these regions."""
        return np.isin(self.labels if pick == LABEL else self.ids, picked)


def picks_of(maps: Maps, mask: NDArray[np.bool_]) -> dict[str, NDArray[np.integer]]:
    """Make all picks of an object.

    Args:
        maps: the frame.
        mask: bool (H, W), the object, with at least one pixel.

    Returns:
        For each pick the ids of its regions; for "label" the label.
    """
    ids, parts = numbered(maps.ids)
    counts = joint_counts(parts, mask.astype(np.intp))
    belongs = counts[:, 1] >= MOSTLY * counts.sum(axis=1)
    at = deepest_pixel(mask)
    return {
        CLICK: ids[[parts[at]]],
        CLICKS: ids[_clicked(parts, belongs, mask)],
        BOX: ids[belongs],
        LABEL: maps.labels[at].reshape(1),
    }


def deepest_pixel(mask: NDArray[np.bool_]) -> tuple[int, int]:
    """Row and column of the pixel that is farthest from what lies outside a mask; the first of several.

    What lies beyond the frame's borders counts as outside.
    """
    padded = np.pad(mask.astype(np.uint8), 1)
    depth = np.asarray(cv2.distanceTransform(padded, cv2.DIST_L2, cv2.DIST_MASK_PRECISE))[1:-1, 1:-1]
    row, column = np.unravel_index(int(depth.argmax()), depth.shape)
    return int(row), int(column)


def _clicked(parts: NDArray[np.intp], belongs: NDArray[np.bool_], mask: NDArray[np.bool_]) -> list[int]:
    """The regions that a click and Shift-clicks pick, in this order."""
    picked = [int(parts[deepest_pixel(mask)])]
    # `free` becomes smaller in each step, so the loop ends
    free = mask & (parts != picked[0])
    missing = int(free.sum())
    while len(picked) < MAX_CLICKS and missing > (1 - ENOUGH) * mask.sum() and free.any():
        part = int(parts[deepest_pixel(free)])
        place = free & (parts == part)
        free &= ~place
        if belongs[part]:
            picked.append(part)
            missing -= int(place.sum())
    return picked

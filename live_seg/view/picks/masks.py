"""What is picked, as masks and in pictures."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from live_seg.errors import ConfigError, described
from live_seg.segment import Palette, Regions, Segmentation
from live_seg.segment.regions.painting import look_up
from live_seg.view.buffer_pool import masks, pictures

NOTHING: frozenset[int] = frozenset()
Picker: TypeAlias = Callable[[Segmentation], frozenset[int]]
"""Says what is picked in each segmentation of a stream. It must get all of them, in order, and may remember earlier
ones; so each sink needs a picker of its own."""
DIMMED = 0.25
"""Brightness of dimmed pixels, relative to their own: clearly darker, but still recognisable."""


def checked_picks(segmentation: Segmentation, picked: Iterable[int]) -> frozenset[int]:
    """The picked ids or labels of a segmentation, checked.

    Raises:
        ConfigError: not a segmentation, or something picked that cannot be an id or is not one of its labels.
    """
    if not isinstance(segmentation, Segmentation):
        raise ConfigError(f"segmentation is {described(segmentation)}; it must be what Segmenter.segment returns")
    has_regions = segmentation.regions is not None
    try:
        numbers = frozenset(operator.index(number) for number in picked)
    except TypeError:
        what = "ids of regions" if has_regions else "labels"
        raise ConfigError(f"picked is {described(picked)}; it must be {what}, such as {{0, 2}}") from None
    if has_regions:
        if any(number < 0 for number in numbers):
            raise ConfigError(f"picked is {sorted(numbers)}; ids of regions are 0 or more")
        return numbers
    k = len(segmentation.palette.colours)
    if any(not 0 <= label < k for label in numbers):
        raise ConfigError(f"picked is {sorted(numbers)}; the labels of this segmentation are 0 to {k - 1}")
    return numbers


def mask_of(segmentation: Segmentation, picked: frozenset[int]) -> NDArray[np.uint8]:
    """A mask of what is picked.

    Args:
        segmentation: the segmentation of a frame.
        picked: ids or labels, checked.

    Returns:
        uint8 (H, W), 255 where a pixel's region or segment is picked, and 0 elsewhere.
    """
    mask = masks.take(segmentation.labels.shape)
    if segmentation.regions is not None:
        look_up(segmentation.regions, 255 * picked_rows(segmentation.regions, picked).astype(np.uint8), mask)
    else:
        table = np.zeros(256, np.uint8)
        table[list(picked)] = 255
        cv2.LUT(segmentation.labels, table, dst=mask)
    return mask


def picked_rows(regions: Regions, picked: frozenset[int]) -> NDArray[np.bool_]:
    """Which rows of the regions' table are picked: bool (n,)."""
    return np.isin(regions.row_ids, list(picked))


def dim_other_colours(colours: NDArray[np.uint8], kept: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """The colours in the rows of a table, uint8 (n, ...), with the rows dimmed that are not in `kept`, bool (n,)."""
    dimmed = np.asarray(cv2.convertScaleAbs(colours, alpha=DIMMED), np.uint8).reshape(colours.shape)
    dimmed[kept] = colours[kept]
    return dimmed


def dim_others(bgr: NDArray[np.uint8], segmentation: Segmentation, picked: frozenset[int]) -> NDArray[np.uint8]:
    """Dim the pixels that are not picked.

    Args:
        bgr: uint8 (H, W, 3) BGR, which stays as it is.
        segmentation: the segmentation of a frame of that size.
        picked: ids or labels, checked.

    Returns:
        uint8 (H, W, 3) BGR; `bgr` itself if nothing is picked.
    """
    if not picked:
        return bgr
    picture = pictures.take(bgr.shape)
    cv2.convertScaleAbs(bgr, dst=picture, alpha=DIMMED)
    cv2.copyTo(bgr, mask_of(segmentation, picked), picture)
    return picture


def carried_ids(picked: frozenset[int], before: Regions, now: Regions) -> frozenset[int]:
    """The picked ids after a new division into regions, with the new regions that were mostly picked before."""
    if before.rows.shape != now.rows.shape:
        return picked
    was_picked = picked_rows(before, picked)[before.rows[::2, ::2]]
    rows = now.rows[::2, ::2]
    areas = np.bincount(rows.reshape(-1), minlength=len(now))
    inside = np.bincount(rows[was_picked], minlength=len(now))
    is_new = ~np.isin(now.row_ids, before.row_ids)
    return picked | frozenset(now.row_ids[is_new & (2 * inside > areas)].tolist())


def carried(picked: frozenset[int], before: Palette, now: Palette) -> frozenset[int]:
    """The picked labels in a new palette.

    When the palette grows, one cluster is split, and labels stay. When it shrinks, two clusters are merged, and the
    last cluster gets the label that becomes free. So each pick moves to the nearest centroid.
    """
    if len(now.colours) >= len(before.colours):
        return picked
    chosen = before.centroids[sorted(label for label in picked if label < len(before.colours))]
    distances = ((chosen[:, None] - now.centroids[None]) ** 2).sum(axis=2)
    return frozenset(distances.argmin(axis=1).tolist()) if len(chosen) else frozenset()

"""Picked segments: their masks, dimming the others, and keeping picks when the palette changes its size."""

from __future__ import annotations

import operator
from collections.abc import Iterable

import cv2
import numpy as np
from numpy.typing import NDArray

from live_seg.errors import ConfigError, described
from live_seg.segment import Palette, Segmentation
from live_seg.view.buffer_pool import masks, pictures

NOTHING: frozenset[int] = frozenset()
DIMMED = 0.25
"""Share of the light that is left to dimmed pixels: clearly darker, and still recognisable."""


def checked_picks(segmentation: Segmentation, picked: Iterable[int]) -> frozenset[int]:
    """The picked labels of a segmentation, checked.

    Raises:
        ConfigError: not a segmentation, or something picked that is not one of its labels.
    """
    if not isinstance(segmentation, Segmentation):
        raise ConfigError(f"segmentation is {described(segmentation)}; it must be what Segmenter.segment returns")
    k = len(segmentation.palette.colours)
    try:
        labels = frozenset(operator.index(label) for label in picked)
    except TypeError:
        raise ConfigError(f"picked is {described(picked)}; it must be labels, such as {{0, 2}}") from None
    if any(not 0 <= label < k for label in labels):
        raise ConfigError(f"picked is {sorted(labels)}; the labels of this segmentation are 0 to {k - 1}")
    return labels


def mask_of(labels: NDArray[np.uint8], picked: frozenset[int]) -> NDArray[np.uint8]:
    """A mask of the picked segments.

    Args:
        labels: uint8 (H, W).
        picked: labels, 0 to 255.

    Returns:
        uint8 (H, W), 255 where a pixel's label is picked, and 0 elsewhere.
    """
    table = np.zeros(256, np.uint8)
    table[list(picked)] = 255
    mask = masks.take(labels.shape)
    cv2.LUT(labels, table, dst=mask)
    return mask


def dim_other_colours(colours: NDArray[np.uint8], picked: frozenset[int]) -> NDArray[np.uint8]:
    """The colours of a palette, uint8 (k, 3), with those dimmed that are not picked."""
    if not picked:
        return colours
    table = np.asarray(cv2.convertScaleAbs(colours, alpha=DIMMED), np.uint8)
    table[list(picked)] = colours[list(picked)]
    return table


def dim_others(bgr: NDArray[np.uint8], labels: NDArray[np.uint8], picked: frozenset[int]) -> NDArray[np.uint8]:
    """Dim the pixels that are not picked.

    Args:
        bgr: uint8 (H, W, 3) BGR, which stays as it is.
        labels: uint8 (H, W).
        picked: labels.

    Returns:
        uint8 (H, W, 3) BGR; `bgr` itself if nothing is picked.
    """
    if not picked:
        return bgr
    picture = pictures.take(bgr.shape)
    cv2.convertScaleAbs(bgr, dst=picture, alpha=DIMMED)
    cv2.copyTo(bgr, mask_of(labels, picked), picture)
    return picture


def carried(picked: frozenset[int], before: Palette, now: Palette) -> frozenset[int]:
    """The picked labels in a new palette.

    When the palette grows, labels stay and one cluster is split. When it shrinks, two clusters are merged and the last
    label takes the place that becomes free, so that each pick moves to the nearest centroid.
    """
    if len(now.colours) >= len(before.colours):
        return picked
    chosen = before.centroids[sorted(label for label in picked if label < len(before.colours))]
    distances = ((chosen[:, None] - now.centroids[None]) ** 2).sum(axis=2)
    return frozenset(distances.argmin(axis=1).tolist()) if len(chosen) else frozenset()

"""Picked segments: they keep their look, and the rest is dimmed. Where none is picked, all are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from live_seg.view.buffer_pool import masks, pictures

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from numpy.typing import NDArray

NOTHING: frozenset[int] = frozenset()
DIMMED = 0.25
"""Part of its light that is left to what is dimmed: clearly apart, and still to be made out."""


def mask_of(labels: NDArray[np.uint8], picked: AbstractSet[int]) -> NDArray[np.uint8]:
    """Where the picked segments are.

    Args:
        labels: uint8 (H, W).
        picked: labels; those that no pixel has count for nothing.

    Returns:
        uint8 (H, W), 255 where a pixel's label is picked and 0 elsewhere.
    """
    table = np.zeros(256, np.uint8)
    table[[label for label in picked if 0 <= label < len(table)]] = 255
    mask = masks.take(labels.shape)
    cv2.LUT(labels, table, dst=mask)
    return mask


def dimmed_colours(colours: NDArray[np.uint8], picked: AbstractSet[int]) -> NDArray[np.uint8]:
    """The colours of a palette, uint8 (k, 3), those that are not picked dimmed; all as they are where none is."""
    if not picked:
        return colours
    kept = [label for label in picked if 0 <= label < len(colours)]
    table = np.asarray(cv2.convertScaleAbs(colours, alpha=DIMMED), np.uint8)
    table[kept] = colours[kept]
    return table


def with_rest_dimmed(bgr: NDArray[np.uint8], labels: NDArray[np.uint8], picked: AbstractSet[int]) -> NDArray[np.uint8]:
    """Dim what is not picked.

    Args:
        bgr: uint8 (H, W, 3) BGR, left as it is.
        labels: uint8 (H, W).
        picked: labels.

    Returns:
        uint8 (H, W, 3) BGR; `bgr` itself where nothing is picked.
    """
    if not picked:
        return bgr
    picture = pictures.take(bgr.shape)
    cv2.convertScaleAbs(bgr, dst=picture, alpha=DIMMED)
    cv2.copyTo(bgr, mask_of(labels, picked), picture)
    return picture

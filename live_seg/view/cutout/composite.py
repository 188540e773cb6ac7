"""The cut-out view: picked regions or segments of the frame in front of a background."""

from __future__ import annotations

from collections.abc import Iterable

import cv2
import numpy as np
from numpy.typing import NDArray

from live_seg.errors import ConfigError, described
from live_seg.segment import Segmentation
from live_seg.view.buffer_pool import pictures
from live_seg.view.cutout.background import DIM, Background
from live_seg.view.cutout.matte import Matte
from live_seg.view.picks.masks import NOTHING, checked_picks, mask_of


def cutout(
    segmentation: Segmentation,
    picked: Iterable[int] = NOTHING,
    background: Background = DIM,
    matte: Matte | None = None,
) -> NDArray[np.uint8]:
    """Show the frame where its picked regions or segments are, and a background elsewhere.

    Args:
        segmentation: the segmentation of a frame.
        picked: ids of the regions to cut out, or labels if there are no regions; if empty, the whole frame.
        background: what the rest becomes.
        matte: a soft border of what is picked, from `Mattes`; None for a hard border.

    Returns:
        uint8 (H, W, 3) BGR, a new array.

    Raises:
        ConfigError: an argument has the wrong type, or a label does not exist.
    """
    picked = checked_picks(segmentation, picked)
    if not isinstance(background, Background):
        raise ConfigError(f"background is {described(background)}; it must be a Background, such as Background('blur')")
    bgr = segmentation.frame.bgr
    picture = pictures.take(bgr.shape)
    if not picked:
        np.copyto(picture, bgr)
        return picture
    mask = mask_of(segmentation, picked) if matte is None else matte.alpha
    background.fill(picture, bgr, mask)
    if matte is None:
        cv2.copyTo(bgr, mask, picture)
    else:
        matte.put_over(bgr, picture)
    return picture


def transparent_cutout(
    segmentation: Segmentation, picked: Iterable[int] = NOTHING, matte: Matte | None = None
) -> NDArray[np.uint8]:
    """Show the frame where its picked regions or segments are, and nothing elsewhere.

    Args:
        segmentation: the segmentation of a frame.
        picked: ids of the regions to cut out, or labels if there are no regions; if empty, the whole frame.
        matte: a soft border of what is picked, from `Mattes`; None for a hard border.

    Returns:
        uint8 (H, W, 4) BGRA, a new array: 255 is opaque, and transparent pixels are black.

    Raises:
        ConfigError: as `cutout`.
    """
    picked = checked_picks(segmentation, picked)
    if picked and matte is not None:
        return matte.as_bgra(segmentation.frame.bgr)
    mask = mask_of(segmentation, picked) if picked else np.full_like(segmentation.labels, 255)
    picture = np.zeros((*mask.shape, 4), np.uint8)
    cv2.copyTo(cv2.cvtColor(segmentation.frame.bgr, cv2.COLOR_BGR2BGRA), mask, picture)
    return picture

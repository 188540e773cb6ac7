"""The regions view: every region in a colour of its own."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import numpy as np
from numpy.typing import NDArray

from live_seg.errors import ConfigError
from live_seg.segment import Segmentation
from live_seg.segment.colour_space import features_of
from live_seg.segment.regions.painting import paint_locally
from live_seg.view.buffer_pool import pictures
from live_seg.view.picks.masks import NOTHING, checked_picks, dim_other_colours, picked_rows

COLOURS = 128
"""Number of colours, which are assigned to ids in turn. With more, colours would be too similar; with fewer, two
neighbouring regions would have the same one more often."""
LEVELS = np.arange(0, 256, 17, dtype=np.uint8)
"""The levels of each channel from which the colours are chosen."""
LIGHTNESS, CHROMA = (40.0, 90.0), (30.0, 90.0)
"""Limits of the colours in CIELAB: none looks black, white or gray, and none is glaring."""


def region_map(segmentation: Segmentation, picked: Iterable[int] = NOTHING) -> NDArray[np.uint8]:
    """Give each region a colour that depends only on its id, so that it keeps its colour over time.

    Args:
        segmentation: the segmentation of a frame, with regions.
        picked: ids of regions. They keep their brightness, and the others are dimmed; if empty, nothing is dimmed.

    Returns:
        uint8 (H, W, 3) BGR, a new array.

    Raises:
        ConfigError: not a segmentation, it has no regions, or something picked cannot be an id.
    """
    picked = checked_picks(segmentation, picked)
    regions = segmentation.regions
    if regions is None:
        raise ConfigError("the segmentation has no regions; the view needs Config(regions=True)")
    # one colour for all labels of a region
    colours = np.zeros((len(regions), len(segmentation.palette.colours), 4), np.uint8)
    colours[..., :3] = identity_colours()[regions.row_ids % COLOURS][:, None]
    if picked:
        colours = dim_other_colours(colours, picked_rows(regions, picked))
    picture = pictures.take((*segmentation.labels.shape, 3))
    paint_locally(segmentation.labels, regions, colours, picture)
    return picture


@cache
def identity_colours() -> NDArray[np.uint8]:
    """The colours, uint8 (COLOURS, 3) BGR: each one is the farthest from all previous ones, in CIELAB.

    So the colours of consecutive ids are easy to tell apart.
    """
    bgr = np.stack(np.meshgrid(LEVELS, LEVELS, LEVELS, indexing="ij"), axis=-1).reshape(-1, 3)
    lab = features_of(bgr, "lab")
    chroma = np.hypot(lab[:, 1], lab[:, 2])
    is_clear = (lab[:, 0] >= LIGHTNESS[0]) & (lab[:, 0] <= LIGHTNESS[1]) & (chroma >= CHROMA[0]) & (chroma <= CHROMA[1])
    bgr, lab = bgr[is_clear], lab[is_clear]
    # features are whole eighths, so that distances are exact, and the colours are the same on every machine
    chosen = [0]
    distances = np.full(len(lab), np.inf)
    while len(chosen) < COLOURS:
        distances = np.minimum(distances, ((lab - lab[chosen[-1]]) ** 2).sum(axis=1))
        chosen.append(int(distances.argmax()))
    colours = bgr[chosen]
    colours.flags.writeable = False
    return colours

"""The recoloured view: every pixel in the colour of its cluster, or in the mean colour of that within its region."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from live_seg.segment import Segmentation
from live_seg.segment.colour_map import paint
from live_seg.segment.regions.painting import local_colours, paint_locally
from live_seg.view.buffer_pool import pictures
from live_seg.view.picks.masks import NOTHING, checked_picks, dim_other_colours, picked_rows


def recolour(segmentation: Segmentation, picked: Iterable[int] = NOTHING) -> NDArray[np.uint8]:
    """Give each pixel the colour of its cluster.

    With regions, each pixel gets the mean colour of the cluster's pixels within its region. So skin and wood have
    different colours although K-means has put them into one cluster.

    Args:
        segmentation: the segmentation of a frame.
        picked: ids of regions, or labels if there are no regions. They keep their brightness, and the others are
            dimmed; if empty, nothing is dimmed.

    Returns:
        uint8 (H, W, 3) BGR, a new array.

    Raises:
        ConfigError: not a segmentation, or a label does not exist.
    """
    picked = checked_picks(segmentation, picked)
    labels, colours, regions = segmentation.labels, segmentation.palette.colours, segmentation.regions
    picture = pictures.take((*labels.shape, 3))
    # dimming the few colours takes less time than dimming the pixels
    if regions is not None:
        local = local_colours(segmentation.frame.bgr, labels, regions, len(colours))
        paint_locally(
            labels, regions, dim_other_colours(local, picked_rows(regions, picked)) if picked else local, picture
        )
    else:
        kept = np.isin(np.arange(len(colours)), list(picked))
        paint(labels, dim_other_colours(colours, kept) if picked else colours, picture)
    return picture

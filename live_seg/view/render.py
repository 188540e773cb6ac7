"""The views of a segmentation, by name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from live_seg.config import ViewName
from live_seg.errors import ConfigError, described
from live_seg.segment import Segmentation
from live_seg.view.cutout.background import DIM, Background
from live_seg.view.cutout.composite import cutout
from live_seg.view.edges import edges
from live_seg.view.overlay import overlay
from live_seg.view.picks.masks import NOTHING
from live_seg.view.recolour import recolour
from live_seg.view.region_map import region_map
from live_seg.view.side_by_side import side_by_side

VIEWS: tuple[ViewName, ...] = get_args(ViewName)
"""In the order in which the key V selects them."""


def render(
    segmentation: Segmentation, view: ViewName, picked: Iterable[int] = NOTHING, background: Background = DIM
) -> NDArray[np.uint8]:
    """Render a segmentation in a view.

    Args:
        segmentation: the segmentation of a frame.
        view: one of `VIEWS`.
        picked: ids of regions, or labels if there are no regions, that stand out; if empty, all do.
        background: what the rest becomes in a cut-out; in the other views the rest is dimmed.

    Returns:
        uint8 (H, W, 3) BGR, or (H, 2 W, 3) side by side, a new array.

    Raises:
        ConfigError: an argument has the wrong type, a label does not exist, or the view needs regions and there are
            none.
    """
    match view:
        case "recolour":
            return recolour(segmentation, picked)
        case "overlay":
            return overlay(segmentation, picked)
        case "edges":
            return edges(segmentation, picked)
        case "regions":
            return region_map(segmentation, picked)
        case "side-by-side":
            return side_by_side(segmentation, picked)
        case "cutout":
            return cutout(segmentation, picked, background)
    raise ConfigError(f"view is {described(view)}; it must be one of {', '.join(VIEWS)}")

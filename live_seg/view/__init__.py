"""Views: pictures of a segmentation.

A view is a function that takes a `Segmentation` and returns uint8 (H, W, 3) BGR. `functools.partial` makes one with
picks or a background: `partial(cutout, picked={2})`.
"""

from __future__ import annotations

from live_seg.view.cutout.background import DIM, Background
from live_seg.view.cutout.composite import cutout
from live_seg.view.edges import edges
from live_seg.view.mirror import mirrored
from live_seg.view.overlay import overlay
from live_seg.view.recolour import recolour
from live_seg.view.region_map import region_map
from live_seg.view.render import VIEWS, render
from live_seg.view.side_by_side import side_by_side

__all__ = [
    "DIM",
    "VIEWS",
    "Background",
    "cutout",
    "edges",
    "mirrored",
    "overlay",
    "recolour",
    "region_map",
    "render",
    "side_by_side",
]

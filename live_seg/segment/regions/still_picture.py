"""The regions of one picture, without memory of earlier frames."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from live_seg.segment.regions.full_size import FullSize
from live_seg.segment.regions.graph.colour_codes import ColourCodes
from live_seg.segment.regions.graph.picture_graph import graph_of, superpixel_colours
from live_seg.segment.regions.graph.working_picture import working_colours
from live_seg.segment.regions.hierarchy import merge_all
from live_seg.segment.regions.quality import Quality


def regions_at(bgr: NDArray[np.uint8], details: Sequence[float], how: Quality) -> list[NDArray[np.int32]]:
    """The regions of one picture at several details, each as a new finder would find them.

    Args:
        bgr: uint8 (H, W, 3) BGR.
        details: from 0 to 1.
        how: size and weights.

    Returns:
        int32 (H, W) for each detail, the ids of the regions.
    """
    graph = graph_of(working_colours(bgr, how.pixels), how, ColourCodes())
    hierarchy, colours = merge_all(graph, how.merge), superpixel_colours(graph)
    maps = []
    for detail in details:
        rows = FullSize().rows(bgr, graph.owner, colours, hierarchy.cut(how.height_at(detail)))
        maps.append(rows.astype(np.int32))
    return maps

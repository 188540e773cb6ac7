"""From one picture to its regions, without memory of earlier frames."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from live_seg.kernels.regions.graph import AREA, LAB
from live_seg.kernels.regions.network import Network
from live_seg.segment.colour_space import colours_of
from live_seg.segment.regions.colour_codes import ColourCodes
from live_seg.segment.regions.full_size import FullSize
from live_seg.segment.regions.hierarchy import merge_all
from live_seg.segment.regions.quality import Quality
from live_seg.segment.regions.region_graph import RegionGraph
from live_seg.segment.regions.relief import relief_of
from live_seg.segment.regions.superpixels import superpixels_of
from live_seg.segment.regions.working_picture import WorkingPicture, working_colours

HEIGHT_OF_DETAIL = 3.75
"""From a detail of 0 to a detail of 1, the score up to which regions are merged falls by this much."""


def height_of(detail: float, how: Quality) -> float:
    """The score up to which regions are merged, for a detail from 0 to 1."""
    return how.height + HEIGHT_OF_DETAIL * (0.5 - detail)


def graph_of(lab: NDArray[np.float32], how: Quality, codes: ColourCodes) -> RegionGraph:
    """The graph of a picture at the working size, float32 (h, w, 3) CIELAB."""
    return graph_with(lab, how.relief, how.side, codes, moves_outliers=how.moves_outliers)


def graph_with(
    lab: NDArray[np.float32], network: Network, side: int, codes: ColourCodes, *, moves_outliers: bool
) -> RegionGraph:
    """Like `graph_of`, with separate settings, because there is no `Quality` while its weights are being learned."""
    picture = WorkingPicture.of(lab)
    relief = relief_of(picture, network)
    owner, count = superpixels_of(relief, picture.lab, side, moves_outliers=moves_outliers)
    return RegionGraph.of(picture, owner, count, codes.code(picture.smooth), relief)


def leaf_colours(graph: RegionGraph) -> NDArray[np.float32]:
    """The mean blue, green and red of each superpixel: float32 (n, 3)."""
    lab: NDArray[np.float32] = graph.sums[:, LAB : LAB + 3] / graph.sums[:, AREA:LAB] + graph.mean
    return colours_of(lab, "lab").astype(np.float32)


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
    hierarchy, colours = merge_all(graph, how.merge), leaf_colours(graph)
    maps = []
    for detail in details:
        rows = FullSize().rows(bgr, graph.owner, colours, hierarchy.cut(height_of(detail, how)))
        maps.append(rows.astype(np.int32))
    return maps

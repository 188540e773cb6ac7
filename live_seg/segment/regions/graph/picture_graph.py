"""From a picture to the graph of its superpixels."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from live_seg.kernels.regions.graph import AREA, LAB
from live_seg.kernels.regions.network import Network
from live_seg.segment.colour_space import colours_of
from live_seg.segment.regions.graph.colour_codes import ColourCodes
from live_seg.segment.regions.graph.region_graph import RegionGraph
from live_seg.segment.regions.graph.relief import relief_of
from live_seg.segment.regions.graph.superpixels import superpixels_of
from live_seg.segment.regions.graph.working_picture import WorkingPicture
from live_seg.segment.regions.quality import Quality


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


def superpixel_colours(graph: RegionGraph) -> NDArray[np.float32]:
    """The mean blue, green and red of each superpixel: float32 (n, 3)."""
    lab: NDArray[np.float32] = graph.sums[:, LAB : LAB + 3] / graph.sums[:, AREA:LAB] + graph.mean
    return colours_of(lab, "lab").astype(np.float32)

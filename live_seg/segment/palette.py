"""The palette: the few colours that a frame is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from live_seg.segment.clusters import clusters_of
from live_seg.segment.features import colours_of, features_of, on_grid

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from live_seg.config import ColourSpace


@dataclass(frozen=True, slots=True, eq=False)
class Palette:
    """Clusters of colour, in the order of their labels.

    `centroids`: float32 (k, 3) in the feature space, multiples of 1/8. `colours`: uint8 (k, 3) BGR. `shares`:
    float32 (k,), each cluster's part of the frame, measured on the sample; they sum to 1, and a cluster that the frame
    has no colour of has 0. `inertia`: the sum of squared distances of the sample to its nearest centroids (WCSS).
    `fitted_on`: index of the frame that it was last fitted to, or first used on where it was given. k is smaller than
    asked for where the frames so far have had fewer colours. All arrays are read-only.
    """

    centroids: NDArray[np.float32]
    colours: NDArray[np.uint8]
    shares: NDArray[np.float32]
    inertia: float
    fitted_on: int

    def __post_init__(self) -> None:
        for array in (self.centroids, self.colours, self.shares):
            array.flags.writeable = False


def measured_palette(
    sample: NDArray[np.uint8], centroids: NDArray[np.floating], space: ColourSpace, fitted_on: int
) -> Palette:
    """The palette of centroids (k, 3), put on the grid, and what a frame's sample, uint8 (h, w, 3), has of each."""
    clusters = clusters_of(features_of(sample.reshape(-1, 3), space), on_grid(centroids))
    return Palette(
        centroids=clusters.centroids,
        colours=colours_of(clusters.centroids, space),
        shares=(clusters.counts / len(clusters.points)).astype(np.float32),
        inertia=clusters.inertia,
        fitted_on=fitted_on,
    )

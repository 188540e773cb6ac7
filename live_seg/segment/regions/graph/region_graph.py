"""The graph of superpixels, with measures of each superpixel and of each border between two of them."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from live_seg.buffers import read_only
from live_seg.kernels.regions import graph
from live_seg.segment.regions.graph.working_picture import WorkingPicture

BORDERS_OF_ONE = 3
"""The largest number of borders per superpixel: a planar graph has fewer than three."""


@dataclass(frozen=True, slots=True, eq=False)
class RegionGraph:
    """Superpixels and their borders, as `kernels.regions.graph` sums them up.

    Attributes:
        owner: int32 (h, w), the superpixel of each pixel.
        sums: float32 (n, REGION_SUMS).
        ends: int32 (m, 2), the two superpixels of each border.
        borders: float32 (m, BORDER_SUMS).
        picture: float32 (3,), the features of the picture as a whole.
        mean: float32 (3,), its mean colour in CIELAB; the colours in `sums` are relative to it.
    """

    owner: NDArray[np.int32]
    sums: NDArray[np.float32]
    ends: NDArray[np.int32]
    borders: NDArray[np.float32]
    picture: NDArray[np.float32]
    mean: NDArray[np.float32]

    @classmethod
    def of(
        cls,
        picture: WorkingPicture,
        owner: NDArray[np.int32],
        count: int,
        codes: NDArray[np.uint8],
        relief: NDArray[np.float32],
    ) -> RegionGraph:
        """Sum up a picture's superpixels.

        Args:
            picture: the working picture.
            owner: int32 (h, w), the superpixel of each pixel, from 0 to `count` - 1.
            count: number of superpixels.
            codes: uint8 (h, w), the colour code of each pixel.
            relief: float32 (h, w), log odds of a border.
        """
        owner = read_only(owner)
        mean = np.array(cv2.mean(picture.lab)[:3], np.float32)
        sums = np.empty((count, graph.REGION_SUMS), np.float32)
        gradient = read_only(picture.gradient)
        graph.sum_regions(
            owner,
            read_only(picture.lab),
            read_only(picture.activity),
            gradient,
            read_only(codes),
            read_only(picture.texture),
            read_only(mean),
            sums,
        )
        most = BORDERS_OF_ONE * count
        ends, borders = np.empty((most, 2), np.int32), np.empty((most, graph.BORDER_SUMS), np.float32)
        table, found = np.empty(1 << (2 * most).bit_length(), np.int32), np.zeros(1, np.int64)
        graph.find_borders(owner, gradient, read_only(relief), table, ends, borders, found)
        totals = sums.sum(axis=0, dtype=np.float64) / owner.size
        variance = totals[graph.SQUARES]
        features = [variance**0.25, np.log(totals[graph.ACTIVITY] + 0.3), np.log(totals[graph.GRADIENT] + 1)]
        return cls(owner, sums, ends[: found[0]], borders[: found[0]], np.array(features, np.float32), mean)

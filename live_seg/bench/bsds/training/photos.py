"""The training data: photographs, the regions that people drew in them, and their superpixels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from live_seg.bench.bsds.dataset import Photograph, drawn_regions
from live_seg.errors import SourceError
from live_seg.kernels.regions.network import Network
from live_seg.segment.regions.graph.colour_codes import ColourCodes
from live_seg.segment.regions.graph.picture_graph import graph_with
from live_seg.segment.regions.graph.region_graph import RegionGraph
from live_seg.segment.regions.graph.working_picture import working_colours
from live_seg.source.image.read import read_image


@dataclass(frozen=True, slots=True, eq=False)
class Photo:
    """A photograph and the regions that people drew in it.

    Attributes:
        bgr: uint8 (H, W, 3) BGR.
        drawn: uint16 (people, H, W), the region of each pixel.
    """

    bgr: NDArray[np.uint8]
    drawn: NDArray[np.uint16]

    @classmethod
    def read(cls, photograph: Photograph) -> Photo:
        """Read a photograph and what people drew.

        Raises:
            SourceError: a file cannot be read, or the two have different sizes.
        """
        bgr = read_image(photograph.image).bgr
        drawn = np.stack(drawn_regions(photograph.truth)).astype(np.uint16)
        if drawn.shape[1:] != bgr.shape[:2]:
            raise SourceError(
                f"{photograph.truth} has regions of {drawn.shape[2]}x{drawn.shape[1]} pixels, "
                f"but the image has {bgr.shape[1]}x{bgr.shape[0]}"
            )
        return cls(bgr, drawn)

    def mirrored(self) -> Photo:
        """The mirror image, with left and right swapped."""
        return Photo(np.ascontiguousarray(self.bgr[:, ::-1]), self.drawn[:, :, ::-1])

    def drawn_at(self, height: int, width: int) -> NDArray[np.uint16]:
        """The drawn regions at another size, by nearest neighbour: uint16 (people, height, width)."""
        rows, columns = (
            ((np.arange(new) + 0.5) * old / new).astype(np.intp)
            for new, old in zip((height, width), self.drawn.shape[1:], strict=True)
        )
        return self.drawn[:, rows[:, None], columns]


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """The superpixels of a photograph, and how they overlap with the regions that people drew.

    Attributes:
        graph: the superpixels.
        truth: float32 (n, t), the number of pixels of each superpixel in each region of each person.
        people: number of people.
    """

    graph: RegionGraph
    truth: NDArray[np.float32]
    people: int

    @classmethod
    def of(cls, photo: Photo, pixels: int, side: int, relief: Network) -> Example:
        """Divide a photograph into superpixels, as `segment.regions.finder` does.

        Outliers are not moved. Weights that are learned with moved outliers are no better on photographs, and keep
        fewer ids in video.
        """
        graph = graph_with(working_colours(photo.bgr, pixels), relief, side, ColourCodes(), moves_outliers=False)
        owner, count = graph.owner, len(graph.sums)
        tables = []
        for drawn in photo.drawn_at(*owner.shape):
            regions, numbers = np.unique(drawn, return_inverse=True)
            places = owner.reshape(-1).astype(np.intp) * len(regions) + numbers.reshape(-1)
            tables.append(np.bincount(places, minlength=count * len(regions)).reshape(count, len(regions)))
        return cls(graph, np.concatenate(tables, axis=1).astype(np.float32), len(tables))

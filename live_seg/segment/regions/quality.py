"""The two qualities of regions: the size at which they are found, and the learned weights."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from live_seg.buffers import read_only
from live_seg.config import RegionQuality
from live_seg.kernels.regions.merging.features import FEATURES
from live_seg.kernels.regions.network import Network
from live_seg.kernels.regions.relief import INPUTS

HEIGHT_OF_DETAIL = 3.75
"""From a detail of 0 to a detail of 1, the score up to which regions are merged falls by this much."""


@dataclass(frozen=True, slots=True, eq=False)
class Quality:
    """How regions are found.

    Attributes:
        pixels: approximate size of the working picture.
        side: height and width of the cells that get a superpixel each, in pixels of the working picture.
        moves_outliers: whether a pixel moves to another superpixel if its colour is far from that of its own. This
            helps if superpixels are large; with the small ones of `fine` the figures are better without it.
        relief: the weights that find borders.
        merge: the weights that score pairs of regions.
        height: the score up to which regions are merged at a detail of 0.5.
    """

    pixels: int
    side: int
    moves_outliers: bool
    relief: Network
    merge: Network
    height: float

    def height_at(self, detail: float) -> float:
        """The score up to which regions are merged, for a detail from 0 to 1."""
        return self.height + HEIGHT_OF_DETAIL * (0.5 - detail)


@cache
def quality(name: RegionQuality) -> Quality:
    """Read a quality from the file of its weights. `python -m live_seg.bench.bsds.train` writes these files."""
    text = files("live_seg.segment.regions").joinpath(f"weights_{name}.json").read_text(encoding="utf-8")
    return quality_from(json.loads(text))


def quality_from(given: dict[str, Any]) -> Quality:
    """A quality from the content of its file.

    Raises:
        ValueError: the weights do not have the shapes that the kernels expect; they may be those of another version.
    """
    relief = Network(*_arrays(given["relief"], INPUTS))
    merge = Network(*_arrays(given["merge"], FEATURES))
    return Quality(given["pixels"], given["side"], given["moves_outliers"], relief, merge, given["height"])


def _arrays(given: dict[str, Any], inputs: int) -> list[NDArray[np.float32]]:
    units = len(given["output"])
    shapes = {"hidden": (inputs, units), "hidden_bias": (units,), "output": (units,), "direct": (inputs,), "bias": (1,)}
    arrays = [read_only(np.array(given[name], np.float32)) for name in shapes]
    for array, (name, shape) in zip(arrays, shapes.items(), strict=True):
        # kernels do not check bounds
        if array.shape != shape:
            raise ValueError(f"weights {name!r} have the shape {array.shape}, expected {shape}; learn them again")
    return arrays

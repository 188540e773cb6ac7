"""Colour codes: the nearest of 32 colours for each pixel. The colours adapt to the video."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from live_seg.buffers import read_only
from live_seg.kernels.regions import maps
from live_seg.kernels.regions.graph import COLOURS
from live_seg.segment.fit import fit_anew

FIRST_SAMPLE = 4000
"""Approximate number of pixels that the first colours are fitted to."""
RATE = 0.2
"""In each frame a colour moves by this share of its distance to the mean of its pixels."""


class ColourCodes:
    """Finds the colour codes of one stream. They only describe regions, and are not the clusters of the result."""

    def __init__(self) -> None:
        self._colours: NDArray[np.float32] | None = None

    def forget(self) -> None:
        """Forget the colours. New ones are fitted to the next picture."""
        self._colours = None

    def code(self, lab: NDArray[np.float32]) -> NDArray[np.uint8]:
        """The code of each pixel: float32 (3, h, w) CIELAB to uint8 (h, w), below COLOURS."""
        height, width = lab.shape[1:]
        pixels = lab.reshape(3, -1)
        if self._colours is None:
            step = max(1, height * width // FIRST_SAMPLE)
            self._colours = np.asarray(fit_anew(np.ascontiguousarray(pixels[:, ::step].T), COLOURS, 0), np.float32)
        out, sums = np.empty(height * width, np.uint8), np.empty((len(self._colours), 4))
        maps.nearest_colours(read_only(pixels), read_only(self._colours), out, sums)
        used = sums[:, 3] > 0
        means = sums[used, :3] / sums[used, 3:]
        self._colours[used] += RATE * (means - self._colours[used])
        return out.reshape(height, width)

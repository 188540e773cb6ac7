"""Colour codes: the nearest of 32 colours for each pixel. The colours adapt to the video."""

from __future__ import annotations

import cv2
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
WORSE, LEAST_ERROR = 2.5, 4.0
"""New colours are fitted when the mean squared error, in units of CIELAB, is larger than after the last fit by the
first factor, for instance after a film has faded in from black. Errors below the second number do not count."""


class ColourCodes:
    """Finds the colour codes of one stream. They only describe regions, and are not the clusters of the result."""

    def __init__(self) -> None:
        self._colours: NDArray[np.float32] | None = None
        self._error = 0.0  # after the last fit

    def forget(self) -> None:
        """Forget the colours. New ones are fitted to the next picture."""
        self._colours = None

    def code(self, lab: NDArray[np.float32]) -> NDArray[np.uint8]:
        """The code of each pixel: float32 (3, h, w) CIELAB to uint8 (h, w), below COLOURS."""
        if self._colours is not None:
            codes, error = self._nearest(lab, self._colours)
            if error <= WORSE * max(self._error, LEAST_ERROR):
                return codes
        step = max(1, lab[0].size // FIRST_SAMPLE)
        sample = np.ascontiguousarray(lab.reshape(3, -1)[:, ::step].T)
        self._colours = np.asarray(fit_anew(sample, COLOURS, 0), np.float32)
        codes, self._error = self._nearest(lab, self._colours)
        return codes

    @staticmethod
    def _nearest(lab: NDArray[np.float32], colours: NDArray[np.float32]) -> tuple[NDArray[np.uint8], float]:
        """The codes by some colours, which then move, and the mean squared distance of the pixels to the means."""
        pixels = lab.reshape(3, -1)
        out, sums = np.empty(pixels.shape[1], np.uint8), np.empty((len(colours), 4))
        maps.nearest_colours(read_only(pixels), read_only(colours), out, sums)
        used = sums[:, 3] > 0
        means = sums[used, :3] / sums[used, 3:]
        colours[used] += RATE * (means - colours[used])
        squares = cv2.norm(pixels, cv2.NORM_L2SQR) - float((means**2 * sums[used, 3:]).sum())
        return out.reshape(lab.shape[1:]), squares / pixels.shape[1]

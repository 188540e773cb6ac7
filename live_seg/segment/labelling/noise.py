"""How noisy a camera is, from one frame to the next."""

from __future__ import annotations

from math import ceil, sqrt
from typing import TYPE_CHECKING

import numpy as np

from live_seg.kernels import noise as noise_kernels
from live_seg.kernels.jit import constant

if TYPE_CHECKING:
    from numpy.typing import NDArray

BLOCKS = 5_000
"""Blocks of two by two pixels that are looked at, at most."""
STILLEST = 0.15
"""Part of the blocks that is taken to be still: the least changed ones."""
QUANTILE_OF_LARGEST = 0.7245
"""The largest of three normal deviates is below this in 15 % of cases: each is in 53 %, and 0.53 cubed is 0.15."""
CLIPPED = 4
"""Levels from black or white up to which a channel shows no noise: black bars and burnt-out skies do not count."""
LARGEST = 6.0
"""Levels. Above, it is no noise of a camera, but motion all over the frame."""
RISE, FALL = 0.05, 0.25
"""Part of the way up or down that the level goes in a frame: a moment of motion is not noise."""


class NoiseLevel:
    """The standard deviation of a pixel's channel over time, in levels of a byte, where nothing moves."""

    def __init__(self) -> None:
        self._level: float | None = None

    def update(self, before: NDArray[np.uint8], now: NDArray[np.uint8]) -> float:
        """Look at two frames in a row, uint8 (H, W, 3), and return the level."""
        change, clipped = _changes(before, now)
        if not change.any():
            return self._level or 0.0  # a frame that was repeated says nothing
        measured = min(LARGEST, _deviation(change[~clipped]))
        if self._level is None:
            self._level = measured
        else:
            self._level += (RISE if measured > self._level else FALL) * (measured - self._level)
        return self._level


def _changes(before: NDArray[np.uint8], now: NDArray[np.uint8]) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """By how much pixels change beyond what their neighbours do, the largest channel's: (N,); and which show no noise.

    Neighbours share the change when the picture moves or the light changes. In noise each is on its own.
    """
    height, width = now.shape[:2]
    step = max(2, ceil(sqrt(height * width / BLOCKS)))
    # as many blocks as are whole
    shape = max(1, (height // 2 * 2 + step - 2) // step), max(1, (width // 2 * 2 + step - 2) // step)
    changes, clipped = np.empty(shape, np.float32), np.empty(shape, np.bool_)
    noise_kernels.own_changes(constant(before), constant(now), step, CLIPPED, changes, clipped)
    # of n neighbours' mean a pixel is one itself
    neighbours = min(2, height) * min(2, width)
    alone = sqrt(1 - 1 / neighbours) if neighbours > 1 else 1.0
    return np.asarray(changes / alone, np.float32).reshape(-1), clipped.reshape(-1)


def _deviation(change: NDArray[np.float32]) -> float:
    """The standard deviation of a channel in one frame, from the largest change of each pixel's three."""
    if not change.size:
        return 0.0
    return float(np.quantile(change, STILLEST)) / QUANTILE_OF_LARGEST / sqrt(2)

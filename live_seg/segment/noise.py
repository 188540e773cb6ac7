"""How noisy a camera is, from one frame to the next."""

from __future__ import annotations

from math import ceil, sqrt
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

PIXELS = 10_000
"""That are looked at, at most."""
STILLEST = 0.15
"""Part of the pixels that is taken to be still: the least changed ones."""
QUANTILE_OF_LARGEST = 0.7245
"""The largest of three normal deviates is below this in 15 % of cases: each is in 53 %, and 0.53 cubed is 0.15."""
CLIPPED = 4
"""Levels from black or white up to which a channel shows no noise: black bars and burnt-out skies do not count."""
LARGEST = 8.0
"""Levels. Above, it is no noise of a camera, but motion all over the frame."""
RISE, FALL = 0.05, 0.25
"""Part of the way up or down that the level goes in a frame: a moment of motion is not noise."""


class NoiseLevel:
    """The standard deviation of a pixel's channel over time, in levels of a byte, where nothing moves."""

    def __init__(self) -> None:
        self._level: float | None = None

    def update(self, before: NDArray[np.uint8], now: NDArray[np.uint8]) -> float:
        """Look at two frames in a row, uint8 (H, W, 3), and return the level."""
        step = ceil(sqrt(now.shape[0] * now.shape[1] / PIXELS))
        a, b = before[::step, ::step].astype(np.int16), now[::step, ::step].astype(np.int16)
        change = np.abs(b - a).max(axis=2)
        clipped = (change == 0) & ((b <= CLIPPED) | (b >= 255 - CLIPPED)).all(axis=2)
        change = change[~clipped]
        if not change.any():
            return self._level or 0.0  # a frame that was repeated says nothing
        measured = min(LARGEST, _deviation(change))
        if self._level is None:
            self._level = measured
        else:
            self._level += (RISE if measured > self._level else FALL) * (measured - self._level)
        return self._level


def _deviation(change: NDArray[np.int16]) -> float:
    """The standard deviation of a channel, from the largest change of each pixel's three."""
    counts = np.bincount(change)
    wanted = STILLEST * change.size
    if counts[0] >= wanted:
        return 0.0
    # between levels: a change of n stands for all from n - 1/2 to n + 1/2
    below = np.cumsum(counts)
    level = int(np.searchsorted(below, wanted))
    within = (wanted - (below[level] - counts[level])) / counts[level]
    return float((level - 0.5 + within) / QUANTILE_OF_LARGEST / sqrt(2))

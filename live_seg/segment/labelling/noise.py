"""The noise of a camera, measured from frame to frame."""

from __future__ import annotations

from math import ceil, sqrt

import numpy as np
from numpy.typing import NDArray

from live_seg.buffers import read_only
from live_seg.kernels import noise as noise_kernels

BLOCKS = 5_000
"""Blocks of 2x2 pixels that are measured, at most."""
STILLEST = 0.15
"""Share of the blocks that count as still: those that changed least."""
QUANTILE_OF_LARGEST = 0.7245
"""The largest of three normal deviates is below this in 15 % of all cases: each is in 53 %, and 0.53 cubed is 0.15."""
CLIPPED = 4
"""Levels from black or white within which a channel shows no noise, as in black bars and overexposed skies."""
LARGEST = 6.0
"""Levels. More than this is not the noise of a camera, but motion in all of the frame."""
RISE, FALL = 0.05, 0.25
"""Share of the way to the measured level that the level moves in a frame: a moment of motion is not noise."""


class NoiseLevel:
    """The standard deviation of a channel over time where nothing moves, in levels of a byte."""

    def __init__(self) -> None:
        self._level: float | None = None

    def update(self, before: NDArray[np.uint8], now: NDArray[np.uint8]) -> float:
        """Measure two frames in a row, uint8 (H, W, 3), and return the level."""
        change, clipped = _changes(before, now)
        if not change.any():
            return self._level or 0.0  # a repeated frame says nothing
        measured = min(LARGEST, _deviation(change[~clipped]))
        if self._level is None:
            self._level = measured
        else:
            self._level += (RISE if measured > self._level else FALL) * (measured - self._level)
        return self._level


def _changes(before: NDArray[np.uint8], now: NDArray[np.uint8]) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """How much pixels change beyond the change of their neighbours, (N,); and which of them are clipped, (N,).

    The change is that of the largest channel. When the picture moves or the light changes, neighbours change alike.
    Noise is independent.
    """
    height, width = now.shape[:2]
    step = max(2, ceil(sqrt(height * width / BLOCKS)))
    # whole blocks only
    shape = max(1, (height // 2 * 2 + step - 2) // step), max(1, (width // 2 * 2 + step - 2) // step)
    changes, clipped = np.empty(shape, np.float32), np.empty(shape, np.bool_)
    noise_kernels.own_changes(read_only(before), read_only(now), step, CLIPPED, changes, clipped)
    # a pixel is part of the mean of its block
    neighbours = min(2, height) * min(2, width)
    alone = sqrt(1 - 1 / neighbours) if neighbours > 1 else 1.0
    return np.asarray(changes / alone, np.float32).reshape(-1), clipped.reshape(-1)


def _deviation(change: NDArray[np.float32]) -> float:
    """The standard deviation of a channel in one frame, from the largest change of each pixel's three channels."""
    if not change.size:
        return 0.0
    return float(np.quantile(change, STILLEST)) / QUANTILE_OF_LARGEST / sqrt(2)

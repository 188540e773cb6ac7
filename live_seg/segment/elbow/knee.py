"""The knee of a falling curve: Kneedle.

Satopaa, Albrecht, Irwin, Raghavan 2011, "Finding a 'Kneedle' in a haystack: detecting knee points in system behavior".
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def bends(x: ArrayLike, y: ArrayLike) -> NDArray[np.float64]:
    """How far a falling curve is below the straight line from its first to its last point, with each axis scaled to 1.

    The largest value is the knee of a curve that falls more and more slowly. Kneedle's threshold is for curves with
    several knees, and is not needed.

    Args:
        x: (n,), rising.
        y: (n,), not higher at the end than at the start.

    Returns:
        float64 (n,): 0 at both ends, at most 1; all 0 if the curve does not fall.
    """
    across, down = np.asarray(x, np.float64), np.asarray(y, np.float64)
    if len(across) < 3 or down[0] <= down[-1]:
        return np.zeros(len(across))
    # scaled by the ends, where a curve that never rises has its extremes
    fallen = (down[0] - down) / (down[0] - down[-1])
    return np.asarray(fallen - (across - across[0]) / (across[-1] - across[0]))

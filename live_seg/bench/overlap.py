"""How two divisions of a picture overlap: the number of pixels in each pair of their parts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def numbered(ids: NDArray[np.integer]) -> tuple[NDArray[np.integer], NDArray[np.intp]]:
    """Number the parts of a picture from 0, in ascending order of their ids.

    Args:
        ids: whole numbers (H, W).

    Returns:
        The ids, (n,), and the number of each pixel's part, intp (H, W).
    """
    values, parts = np.unique(ids, return_inverse=True)
    return values, parts.reshape(ids.shape)


def joint_counts(one: NDArray[np.intp], other: NDArray[np.intp]) -> NDArray[np.int64]:
    """Count the pixels in each pair of parts.

    Args:
        one: intp (H, W), the parts of a picture, numbered from 0 to n - 1.
        other: intp (H, W), other parts of the same picture, numbered from 0 to m - 1.

    Returns:
        int64 (n, m): how many pixels are in part i of the first and in part j of the second.
    """
    rows, columns = int(one.max()) + 1, int(other.max()) + 1
    counts = np.bincount((one * columns + other).ravel(), minlength=rows * columns)
    return np.asarray(counts.reshape(rows, columns), np.int64)

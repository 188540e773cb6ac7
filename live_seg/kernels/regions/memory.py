"""Loops that compare a working picture with that of the previous frame."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from live_seg.kernels.jit import kernel


@kernel(allocates=False)
def steady(before: NDArray[np.float32], still: np.float32, follows: np.float32, lab: NDArray[np.float32]) -> None:
    """Smooth over time the pixels that hardly change: before (n, 3), lab (n, 3), which is changed.

    still: if the squared change of a pixel is less than this, only the share `follows` of the change is kept.
    """
    for i in range(lab.shape[0]):
        d0, d1, d2 = lab[i, 0] - before[i, 0], lab[i, 1] - before[i, 1], lab[i, 2] - before[i, 2]
        if d0 * d0 + d1 * d1 + d2 * d2 < still:
            lab[i, 0] = before[i, 0] + follows * d0
            lab[i, 1] = before[i, 1] + follows * d1
            lab[i, 2] = before[i, 2] + follows * d2


@kernel(allocates=False)
def find_drifted(
    before: NDArray[np.float32],
    lab: NDArray[np.float32],
    unchanged: np.float32,
    drifted: np.float32,
    most: np.float32,
    rows: NDArray[np.uint16],
    counts: NDArray[np.int64],
    began: NDArray[np.float32],
    out: NDArray[np.bool_],
) -> None:
    """Find the regions of the previous frame whose colours have drifted, bit by bit, since they began.

    before, lab: (n, 3). unchanged: a pixel is unchanged if its squared change is less than this; one that has changed
    begins again. drifted: the squared distance from which a pixel has drifted from the colour with which it began.
    most: a region has drifted if a larger share of its pixels has. rows: (n,), the region of each pixel in the previous
    frame, less than v. counts: (v, 2), is overwritten. began: (n, 3), is changed: the pixels of regions that have
    drifted begin again. out: (v,), is filled.
    """
    counts[:] = 0
    for i in range(lab.shape[0]):
        counts[rows[i], 0] += 1
        d0, d1, d2 = lab[i, 0] - before[i, 0], lab[i, 1] - before[i, 1], lab[i, 2] - before[i, 2]
        if d0 * d0 + d1 * d1 + d2 * d2 >= unchanged:
            began[i, 0], began[i, 1], began[i, 2] = lab[i, 0], lab[i, 1], lab[i, 2]
            continue
        b0, b1, b2 = lab[i, 0] - began[i, 0], lab[i, 1] - began[i, 1], lab[i, 2] - began[i, 2]
        counts[rows[i], 1] += b0 * b0 + b1 * b1 + b2 * b2 >= drifted
    for row in range(out.shape[0]):
        out[row] = counts[row, 1] > most * counts[row, 0]
    for i in range(lab.shape[0]):
        if out[rows[i]]:
            began[i, 0], began[i, 1], began[i, 2] = lab[i, 0], lab[i, 1], lab[i, 2]


@kernel(allocates=False)
def count_votes(
    before: NDArray[np.float32],
    lab: NDArray[np.float32],
    unchanged: np.float32,
    silent: NDArray[np.bool_],
    rows: NDArray[np.uint16],
    owner: NDArray[np.int32],
    out: NDArray[np.float32],
) -> None:
    """Count for each superpixel how many of its unchanged pixels were in each region of the previous frame.

    before, lab: (n, 3). unchanged: a pixel is unchanged if its squared change is less than this. silent: (v,), regions
    that get no votes. rows: (n,), the region of each pixel in the previous frame, less than v. owner: (n,), its
    superpixel now. out: (superpixels, v + 1), is filled; the last column is the number of all votes.
    """
    out[:] = 0
    last = out.shape[1] - 1
    for i in range(lab.shape[0]):
        d0, d1, d2 = lab[i, 0] - before[i, 0], lab[i, 1] - before[i, 1], lab[i, 2] - before[i, 2]
        if d0 * d0 + d1 * d1 + d2 * d2 < unchanged and not silent[rows[i]]:
            out[owner[i], rows[i]] += np.float32(1)
            out[owner[i], last] += np.float32(1)


@kernel(allocates=False)
def count_overlaps(before: NDArray[np.uint16], rows: NDArray[np.uint16], out: NDArray[np.int64]) -> None:
    """Count the pixels that each region of the previous frame shares with each of this one.

    before, rows: (N,), the region of each pixel in the two frames. out: (m, n), is filled.
    """
    out[:] = 0
    for i in range(rows.shape[0]):
        out[before[i], rows[i]] += 1

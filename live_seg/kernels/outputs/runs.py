"""Loops that encode masks as runs, in the compressed form of COCO.

A mask is read column by column. Its counts are the lengths of its runs, which are outside and inside the mask by turns;
the first one is outside, and may be 0. From the fourth count on, the count two places before is subtracted. A number is
then written in digits of five bits, the lowest first: 32 is added to each digit but the last, and 48 to all, so
that they are characters. The highest bit of the last digit is the sign.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from live_seg.kernels.jit import kernel

LONGEST = 7
"""Largest number of characters of a number: 35 bits are enough for 32 bits and a sign."""
MEASURES = 6
"""The number of pixels; the number of runs; the first and last column and row."""
STATE = 5
"""What is known about a mask that is being written: its number of counts, the last two, its end, and where to write."""


@kernel(allocates=False)
def find_runs(
    columns: NDArray[np.uint16],
    height: int,
    wanted: NDArray[np.bool_],
    runs: NDArray[np.int32],
    measures: NDArray[np.int64],
) -> None:
    """Find the runs of each number in a picture that is read column by column: columns (N,), less than n; wanted (n,).

    runs: (N, 2), is filled from the start with the start and the end of each run of a wanted number. measures:
    (n, MEASURES), is filled; for a number that has no pixels or is not wanted, the numbers of pixels and
    runs are 0.
    """
    size = columns.shape[0]
    measures[:, 0], measures[:, 1] = 0, 0
    measures[:, 2], measures[:, 3] = size, -1
    measures[:, 4], measures[:, 5] = height, -1
    found, start = 0, 0
    while start < size:
        number, end = columns[start], start + 1
        while end < size and columns[end] == number:
            end += 1
        if wanted[number]:
            runs[found, 0], runs[found, 1] = start, end
            found += 1
            first, last = start // height, (end - 1) // height
            # a run of several columns goes through the bottom of one and the top of the next
            top = start - first * height if first == last else 0
            bottom = end - 1 - last * height if first == last else height - 1
            of_number = measures[number]
            of_number[0] += end - start
            of_number[1] += 1
            of_number[2] = min(of_number[2], first)
            of_number[3] = max(of_number[3], last)
            of_number[4] = min(of_number[4], top)
            of_number[5] = max(of_number[5], bottom)
        start = end


@njit(inline="never")
def _write(count: int, state: NDArray[np.int64], text: NDArray[np.uint8]) -> None:
    """Write the next count of a mask."""
    number = count - state[1] if state[0] > 2 else count
    state[0] += 1
    state[1], state[2] = state[2], count
    while True:
        digit = number & 0x1F
        number >>= 5
        is_last = number == (-1 if digit & 0x10 else 0)
        text[state[4]] = digit + 48 if is_last else digit + 80
        state[4] += 1
        if is_last:
            return


@kernel(allocates=False)
def encode_runs(
    columns: NDArray[np.uint16],
    runs: NDArray[np.int32],
    state: NDArray[np.int64],
    text: NDArray[np.uint8],
) -> None:
    """Write the masks of all numbers: columns (N,), less than n; runs (m, 2), in order.

    state: (n, STATE), all 0 but the last column, which has the place in `text` where each mask begins, and has the end
    of each mask afterwards. A mask needs LONGEST bytes for each of its counts.
    """
    for run in range(runs.shape[0]):
        start, end = runs[run, 0], runs[run, 1]
        of_mask = state[columns[start]]
        _write(start - of_mask[3], of_mask, text)
        _write(end - start, of_mask, text)
        of_mask[3] = end
    for number in range(state.shape[0]):
        of_mask = state[number]
        if of_mask[3] < columns.shape[0]:
            _write(columns.shape[0] - of_mask[3], of_mask, text)

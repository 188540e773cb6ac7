"""Loops that estimate how likely each pixel of a working picture is to lie on the border of an object."""

from __future__ import annotations

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from live_seg.kernels.jit import UNCOUNTED, kernel
from live_seg.kernels.regions.network import Network

CHANNELS = 5
"""Channels of a level: L, a, b, and the square roots of the horizontal and vertical change of L."""
CUES = 4
"""The cues of a level: the change of lightness, of chroma and of texture, and the strength of texture."""
LEVELS = 4
"""Levels of the pyramid, each half the size of the one before."""
INPUTS = LEVELS * CUES
NONE = np.float32(0)

Row = NDArray[np.float32]
Rows = NDArray[np.float32]


@kernel(allocates=False)
def measure_cues(channels: NDArray[np.float32], out: NDArray[np.float32]) -> None:
    """The cues of one level: channels (CHANNELS, h + 2, w + 2), whose edges are repeated once; out (CUES, h, w)."""
    for y in range(out.shape[1]):
        rows = channels[:, y : y + 3]
        _measure_light(rows[0], out[0, y])
        _measure_two(rows[1], rows[2], out[1, y])
        _measure_two(rows[3], rows[4], out[2, y])
        _add(rows[3, 1], rows[4, 1], out[3, y])


@njit(inline="never", **UNCOUNTED)
def _measure_light(rows: Rows, out: Row) -> None:
    """The square root of the gradient of one channel: rows (3, w + 2), out (w,)."""
    above, middle, below = rows[0], rows[1], rows[2]
    for x in range(out.shape[0]):
        across, along = middle[x + 2] - middle[x], below[x + 1] - above[x + 1]
        out[x] = np.sqrt(np.sqrt(across * across + along * along))


@njit(inline="never", **UNCOUNTED)
def _measure_two(one: Rows, two: Rows, out: Row) -> None:
    """The square root of the gradient of two channels together: rows (3, w + 2) each, out (w,)."""
    above, middle, below = one[0], one[1], one[2]
    over, centre, under = two[0], two[1], two[2]
    for x in range(out.shape[0]):
        across, along = middle[x + 2] - middle[x], below[x + 1] - above[x + 1]
        total = across * across + along * along
        across, along = centre[x + 2] - centre[x], under[x + 1] - over[x + 1]
        out[x] = np.sqrt(np.sqrt(total + (across * across + along * along)))


@njit(inline="never", **UNCOUNTED)
def _add(one: Row, two: Row, out: Row) -> None:
    for x in range(out.shape[0]):
        out[x] = one[x + 1] + two[x + 1]


@njit(inline="never", **UNCOUNTED)
def _weigh_row(y: int, cues: NDArray[np.float32], network: Network, least: np.float32, out: Row) -> None:
    """Row `y` of `weigh`: out (w,)."""
    # the number of cues is a constant, so that the loops over cues are unrolled and the loops over pixels vectorised
    for x in range(out.shape[0]):
        total = network.bias[0]
        for cue in range(INPUTS):
            total += network.direct[cue] * cues[cue, y, x]
        out[x] = total
    for unit in range(network.output.shape[0]):
        for x in range(out.shape[0]):
            total = network.hidden_bias[unit]
            for cue in range(INPUTS):
                total += network.hidden[cue, unit] * cues[cue, y, x]
            out[x] += network.output[unit] * max(total, NONE)
    for x in range(out.shape[0]):
        out[x] = max(out[x], least)


@kernel(parallel=True)
def weigh(cues: NDArray[np.float32], network: Network, least: np.float32, out: NDArray[np.float32]) -> None:
    """The log odds that a pixel lies on a border, at least `least`: cues (INPUTS, h, w), out (h, w)."""
    for y in prange(out.shape[0]):
        _weigh_row(y, cues, network, least, out[y])

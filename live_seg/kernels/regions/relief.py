"""The loop that tells how likely each pixel of a working picture is to lie on the border of a thing."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit, prange
from numpy.typing import NDArray

from live_seg.kernels.jit import kernel

CHANNELS = 5
"""Channels of a level: L, a, b, and the roots of the change of L across and along the picture."""
CUES = 4
"""The cues of a level: the change of lightness, of chroma and of texture, and the strength of texture."""
LARGEST = np.float32(10)
"""As a measure of texture, changes of lightness are cut off at this value."""


class PixelNetwork(NamedTuple):
    """The weights that turn the cues of a pixel at all levels into log odds of a border.

    Attributes:
        hidden: float32 (cues, n), to the hidden units.
        hidden_bias: float32 (n,).
        output: float32 (n,), from the hidden units, which are rectified.
        direct: float32 (cues,), from the cues.
        bias: float32 (1,).
    """

    hidden: NDArray[np.float32]
    hidden_bias: NDArray[np.float32]
    output: NDArray[np.float32]
    direct: NDArray[np.float32]
    bias: NDArray[np.float32]


@kernel()
def texture_channels(lab: NDArray[np.float32], scale: np.float32, out: NDArray[np.float32]) -> None:
    """How much the lightness changes across and along a picture: lab (h, w, 3), out (h, w, 2), by Sobel's operator.

    scale: size of the picture over the reference size.
    """
    height, width = lab.shape[0], lab.shape[1]
    share, two = scale * np.float32(0.125), np.float32(2)
    for y in range(height):
        up, down = max(y - 1, 0), min(y + 1, height - 1)
        for x in range(width):
            left, right = max(x - 1, 0), min(x + 1, width - 1)
            across = lab[up, right, 0] - lab[up, left, 0] + lab[down, right, 0] - lab[down, left, 0]
            across = abs(across + two * (lab[y, right, 0] - lab[y, left, 0])) * share
            along = lab[down, left, 0] - lab[up, left, 0] + lab[down, right, 0] - lab[up, right, 0]
            along = abs(along + two * (lab[down, x, 0] - lab[up, x, 0])) * share
            out[y, x, 0] = np.sqrt(min(across, LARGEST))
            out[y, x, 1] = np.sqrt(min(along, LARGEST))


@kernel()
def measure_cues(smooth: NDArray[np.float32], texture: NDArray[np.float32], out: NDArray[np.float32]) -> None:
    """The cues of one level: smooth (h, w, 3), L, a, b; texture (h, w, 2); out (h, w, CUES)."""
    height, width = smooth.shape[0], smooth.shape[1]
    for y in range(height):
        up, down = max(y - 1, 0), min(y + 1, height - 1)
        for x in range(width):
            left, right = max(x - 1, 0), min(x + 1, width - 1)
            light = (smooth[y, right, 0] - smooth[y, left, 0]) ** 2 + (smooth[down, x, 0] - smooth[up, x, 0]) ** 2
            chroma = (smooth[y, right, 1] - smooth[y, left, 1]) ** 2 + (smooth[down, x, 1] - smooth[up, x, 1]) ** 2
            chroma += (smooth[y, right, 2] - smooth[y, left, 2]) ** 2 + (smooth[down, x, 2] - smooth[up, x, 2]) ** 2
            rough = (texture[y, right, 0] - texture[y, left, 0]) ** 2 + (texture[down, x, 0] - texture[up, x, 0]) ** 2
            rough += (texture[y, right, 1] - texture[y, left, 1]) ** 2 + (texture[down, x, 1] - texture[up, x, 1]) ** 2
            out[y, x, 0] = np.sqrt(np.sqrt(light))
            out[y, x, 1] = np.sqrt(np.sqrt(chroma))
            out[y, x, 2] = np.sqrt(np.sqrt(rough))
            out[y, x, 3] = texture[y, x, 0] + texture[y, x, 1]


@njit(inline="never")
def _weigh_row(
    one: NDArray[np.float32],
    two: NDArray[np.float32],
    three: NDArray[np.float32],
    four: NDArray[np.float32],
    network: PixelNetwork,
    units: NDArray[np.float32],
    out: NDArray[np.float32],
) -> None:
    """A row of `weigh`: each level (w, CUES), units (w,) is overwritten, out (w,)."""
    width = out.shape[0]
    cues = np.empty((4 * CUES, width), np.float32)
    for cue in range(CUES):
        for x in range(width):
            cues[cue, x] = one[x, cue]
            cues[CUES + cue, x] = two[x, cue]
            cues[2 * CUES + cue, x] = three[x, cue]
            cues[3 * CUES + cue, x] = four[x, cue]
    for x in range(width):
        out[x] = network.bias[0]
    for cue in range(cues.shape[0]):
        weight, values = network.direct[cue], cues[cue]
        for x in range(width):
            out[x] += weight * values[x]
    for unit in range(network.output.shape[0]):
        for x in range(width):
            units[x] = network.hidden_bias[unit]
        for cue in range(cues.shape[0]):
            weight, values = network.hidden[cue, unit], cues[cue]
            for x in range(width):
                units[x] += weight * values[x]
        weight = network.output[unit]
        for x in range(width):
            out[x] += weight * max(units[x], np.float32(0))


@kernel(parallel=True)
def weigh(
    one: NDArray[np.float32],
    two: NDArray[np.float32],
    three: NDArray[np.float32],
    four: NDArray[np.float32],
    network: PixelNetwork,
    least: np.float32,
    out: NDArray[np.float32],
) -> None:
    """The log odds that a pixel lies on a border, at least `least`: four levels (h, w, CUES) each, out (h, w)."""
    for y in prange(out.shape[0]):
        units, row = np.empty(out.shape[1], np.float32), out[y]
        _weigh_row(one[y], two[y], three[y], four[y], network, units, row)
        for x in range(row.shape[0]):
            row[x] = max(row[x], least)

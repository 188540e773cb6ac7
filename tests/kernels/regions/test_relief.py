"""The cues of a border and the network that combines them, compared with plain NumPy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from live_seg.buffers import read_only
from live_seg.kernels.regions import relief
from live_seg.kernels.regions.network import Network
from live_seg.kernels.regions.relief import CHANNELS, CUES, INPUTS

if TYPE_CHECKING:
    from numpy.typing import NDArray

SIZES = [(1, 1), (1, 9), (9, 1), (13, 17)]


def differences(plane: NDArray[np.float64]) -> NDArray[np.float64]:
    """The sum of the squared differences of the horizontal and of the vertical neighbours: (h, w)."""
    padded = np.pad(plane, 1, mode="edge")
    return (padded[1:-1, 2:] - padded[1:-1, :-2]) ** 2 + (padded[2:, 1:-1] - padded[:-2, 1:-1]) ** 2


def test_the_cues_are_the_roots_of_the_changes_and_the_strength_of_texture() -> None:
    for height, width in SIZES:
        rng = np.random.default_rng(0)
        channels = rng.gamma(1, 10, (CHANNELS, height, width)).astype(np.float32)
        out = np.empty((CUES, height, width), np.float32)
        padded = np.pad(channels, ((0, 0), (1, 1), (1, 1)), mode="edge")
        relief.measure_cues(read_only(padded), out)
        light, a, b, across, along = map(differences, channels.astype(np.float64))
        expected = np.stack([light**0.25, (a + b) ** 0.25, (across + along) ** 0.25, channels[3:].sum(axis=0)])
        np.testing.assert_allclose(out, expected, rtol=1e-4, atol=1e-2)


def test_the_log_odds_are_those_of_rectified_hidden_units_and_of_the_cues_themselves() -> None:
    rng, units = np.random.default_rng(0), 5
    parts = [rng.normal(0, 1, shape) for shape in ((INPUTS, units), units, units, INPUTS, 1)]
    hidden, hidden_bias, output, direct, bias = parts
    network = Network(*(read_only(part.astype(np.float32)) for part in parts))
    for height, width in SIZES:
        planes = rng.normal(0, 1, (INPUTS, height, width)).astype(np.float32)
        cues = np.moveaxis(planes, 0, -1).astype(np.float64)
        expected = np.maximum(np.maximum(cues @ hidden + hidden_bias, 0) @ output + cues @ direct + bias[0], -2)
        out = np.empty((height, width), np.float32)
        relief.weigh(read_only(planes), network, np.float32(-2), out)
        np.testing.assert_allclose(out, expected, rtol=1e-3, atol=1e-3)

"""The cues of a border and the network that weighs them, held against plain NumPy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from live_seg.buffers import read_only
from live_seg.kernels.regions import relief
from live_seg.kernels.regions.relief import CUES, PixelNetwork

if TYPE_CHECKING:
    from numpy.typing import NDArray

SIZES = [(1, 1), (1, 9), (9, 1), (13, 17)]


def differences(plane: NDArray[np.float64]) -> NDArray[np.float64]:
    """The squared differences of the neighbours across and along, added up: (h, w)."""
    padded = np.pad(plane, 1, mode="edge")
    return (padded[1:-1, 2:] - padded[1:-1, :-2]) ** 2 + (padded[2:, 1:-1] - padded[:-2, 1:-1]) ** 2


def test_the_cues_are_the_roots_of_the_changes_and_the_strength_of_texture() -> None:
    for height, width in SIZES:
        rng = np.random.default_rng(0)
        smooth = rng.normal(50, 10, (height, width, 3)).astype(np.float32)
        rough = rng.gamma(1, 1, (height, width, 2)).astype(np.float32)
        out = np.empty((height, width, CUES), np.float32)
        relief.measure_cues(read_only(smooth), read_only(rough), out)
        light, a, b = (differences(smooth[..., channel].astype(np.float64)) for channel in range(3))
        texture = sum(differences(rough[..., channel].astype(np.float64)) for channel in range(2))
        expected = np.stack([light**0.25, (a + b) ** 0.25, texture**0.25, rough.sum(axis=2)], axis=-1)
        np.testing.assert_allclose(out, expected, rtol=1e-4, atol=1e-2)


def test_texture_is_the_root_of_the_change_of_lightness_up_to_a_limit() -> None:
    for height, width in SIZES:
        lab = np.random.default_rng(0).normal(50, 15, (height, width, 3)).astype(np.float32)
        out = np.empty((height, width, 2), np.float32)
        relief.texture_channels(read_only(lab), np.float32(0.7), out)
        padded = np.pad(lab[..., 0].astype(np.float64), 1, mode="edge")
        beside, above = padded[:, 2:] - padded[:, :-2], padded[2:] - padded[:-2]
        across = abs(beside[:-2] + 2 * beside[1:-1] + beside[2:]) / 8
        along = abs(above[:, :-2] + 2 * above[:, 1:-1] + above[:, 2:]) / 8
        expected = np.sqrt(np.minimum(np.stack([across, along], axis=-1) * 0.7, float(relief.LARGEST)))
        np.testing.assert_allclose(out, expected, rtol=1e-4, atol=1e-2)


def test_the_log_odds_are_those_of_rectified_hidden_units_and_of_the_cues_themselves() -> None:
    rng, units = np.random.default_rng(0), 5
    parts = [rng.normal(0, 1, shape) for shape in ((4 * CUES, units), units, units, 4 * CUES, 1)]
    hidden, hidden_bias, output, direct, bias = parts
    network = PixelNetwork(*(read_only(part.astype(np.float32)) for part in parts))
    for height, width in SIZES:
        levels = [rng.normal(0, 1, (height, width, CUES)).astype(np.float32) for _ in range(4)]
        cues = np.concatenate(levels, axis=2).astype(np.float64)
        expected = np.maximum(np.maximum(cues @ hidden + hidden_bias, 0) @ output + cues @ direct + bias[0], -2)
        out = np.empty((height, width), np.float32)
        one, two, three, four = map(read_only, levels)
        relief.weigh(one, two, three, four, network, np.float32(-2), out)
        np.testing.assert_allclose(out, expected, rtol=1e-3, atol=1e-3)

"""The network that scores pairs of regions, compared with matrices. `test_hierarchy` tests the features."""

from __future__ import annotations

import numpy as np

from live_seg.buffers import read_only
from live_seg.kernels.regions.merging.features import FEATURES
from live_seg.kernels.regions.merging.scoring import score_of
from live_seg.kernels.regions.network import Network


def test_a_score_is_that_of_rectified_hidden_units_and_of_the_features_themselves() -> None:
    rng = np.random.default_rng(0)
    for units in (1, 7, 16):
        hidden, direct = rng.normal(0, 1, (FEATURES, units)), rng.normal(0, 1, FEATURES)
        hidden_bias, output, bias = rng.normal(0, 1, units), rng.normal(0, 1, units), rng.normal(0, 1, 1)
        network = Network(*(read_only(part.astype(np.float32)) for part in (hidden, hidden_bias, output, direct, bias)))
        for _ in range(20):
            features = rng.normal(0, 1, FEATURES)
            expected = np.maximum(features @ hidden + hidden_bias, 0) @ output + features @ direct + bias[0]
            score = score_of(features.astype(np.float32), network, np.empty(units, np.float32))
            np.testing.assert_allclose(score, expected, rtol=1e-4, atol=1e-4)

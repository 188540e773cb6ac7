"""The fit of a small network."""

from __future__ import annotations

import numpy as np
import pytest

from live_seg.bench.bsds.training.network import Samples, Weights, fit, log_loss, log_odds, probabilities


def samples(rule: str, count: int = 4000) -> Samples:
    """Samples of three features, of which the last one is the same in all."""
    random = np.random.default_rng(5)
    features = random.uniform(-3, 3, (count, 3)).astype(np.float32) + np.array([100, 0, 7], np.float32)
    features[:, 2] = 7
    x, y = features[:, 0] - 100, features[:, 1]
    inside = x > y if rule == "line" else x * x + y * y < 4
    return Samples(features, inside.astype(np.float32), np.ones(count, np.float32))


def share_right(given: Samples, weights: Weights) -> float:
    return float(((log_odds(given.features, weights) > 0) == (given.targets > 0.5)).mean())


def test_a_logistic_regression_finds_a_line_and_no_circle() -> None:
    assert share_right(samples("line"), fit(samples("line"), 0, 20, 0)) > 0.98
    assert share_right(samples("circle"), fit(samples("circle"), 0, 20, 0)) < 0.8


def test_hidden_units_find_a_circle() -> None:
    assert share_right(samples("circle"), fit(samples("circle"), 8, 40, 0)) > 0.96


def test_targets_may_be_any_probabilities_and_samples_may_count_differently() -> None:
    features = np.zeros((4, 1), np.float32)
    given = Samples(features, np.array([0.2, 0.2, 0.8, 0.8], np.float32), np.array([3, 3, 1, 1], np.float32))
    weights = fit(given, 0, 500, 0)
    expected = (0.2 * 6 + 0.8 * 2) / 8
    assert probabilities(log_odds(features, weights)) == pytest.approx(expected, abs=0.01)
    assert log_loss(given, weights) == pytest.approx(-(expected * np.log(expected) + 0.65 * np.log(0.65)), abs=0.01)


def test_a_feature_that_never_changes_gets_no_weight() -> None:
    weights = fit(samples("line"), 4, 2, 0)
    assert not weights.hidden[2].any()
    assert weights.direct[2] == 0


def test_the_same_seed_gives_the_same_weights_and_another_one_does_not() -> None:
    one, same, other = (fit(samples("line"), 4, 2, seed) for seed in (1, 1, 2))
    assert all(np.array_equal(a, b) for a, b in zip(one, same, strict=True))
    assert not np.array_equal(one.hidden, other.hidden)

"""Fits a small network to probabilities: a hidden layer of rectified linear units and direct connections to the output.

The optimizer is Adam (D. P. Kingma and J. Ba, "Adam: A method for stochastic optimization", ICLR 2015), with a learning
rate that falls as a cosine (I. Loshchilov and F. Hutter, "SGDR: Stochastic gradient descent with warm restarts", ICLR
2017). The networks of scikit-learn support neither probabilities as targets nor direct connections.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

BATCH, LEAST_STEPS = 2048, 16
"""Largest size of a batch, and least number of batches in an epoch. With few samples, batches are smaller."""
RATE = 0.01
DECAY, SQUARES_DECAY = 0.9, 0.999
"""Decay rates of Adam's means of the gradient and of its square, as its authors propose."""
TINY = np.float32(1e-8)
CONSTANT = 1e-5
"""Standard deviation up to which a feature counts as the same in all samples."""


class Weights(NamedTuple):
    """The weights of a network, in the order of `kernels.regions.network.Network`.

    Attributes:
        hidden: float32 (features, n), to the hidden units.
        hidden_bias: float32 (n,).
        output: float32 (n,), from the hidden units.
        direct: float32 (features,), from the features.
        bias: float32 (1,).
    """

    hidden: Floats
    hidden_bias: Floats
    output: Floats
    direct: Floats
    bias: Floats


class Samples(NamedTuple):
    """Training samples.

    Attributes:
        features: float32 (n, features).
        targets: float32 (n,), probabilities.
        weights: float32 (n,), how much each sample counts.
    """

    features: Floats
    targets: Floats
    weights: Floats


def log_odds(features: Floats, weights: Weights) -> Floats:
    """The network's output, float32 (n,), for features (n, features)."""
    units = np.maximum(features @ weights.hidden + weights.hidden_bias, 0)
    return np.asarray(units @ weights.output + features @ weights.direct + weights.bias, np.float32)


def probabilities(odds: Floats) -> Floats:
    """The probabilities of log odds."""
    return np.asarray(1 / (1 + np.exp(-odds)), np.float32)


def log_loss(samples: Samples, weights: Weights) -> float:
    """The mean cross-entropy of the targets and the network's probabilities, in nats."""
    odds = log_odds(samples.features, weights).astype(np.float64)
    losses = np.logaddexp(0, odds) - samples.targets * odds
    return float((losses * samples.weights).sum() / samples.weights.sum(dtype=np.float64))


def fit(samples: Samples, units: int, epochs: int, seed: int, noise: float = 0.0) -> Weights:
    """Fit a network to samples by their mean cross-entropy. The same seed gives the same weights.

    Args:
        samples: at least one.
        units: number of hidden units; 0 for a logistic regression.
        epochs: about how often each sample is seen.
        seed: seed of the first weights, of the order of the samples and of the noise.
        noise: standard deviation of the noise that is added to the features in each step, relative to their own.
    """
    random = np.random.default_rng(seed)
    features = samples.features
    mean, spread = features.mean(axis=0, dtype=np.float64), features.std(axis=0, dtype=np.float64)
    # a feature that is the same in all samples gets no weight
    spread = np.where(spread > CONSTANT, spread, np.inf)
    inputs = ((features - mean) / spread).astype(np.float32)
    importance = samples.weights / samples.weights.mean(dtype=np.float64).astype(np.float32)
    weights = _first(inputs.shape[1], units, random)
    means, squares = [np.zeros_like(one) for one in weights], [np.zeros_like(one) for one in weights]
    batch = max(1, min(BATCH, len(inputs) // LEAST_STEPS))
    steps = len(inputs) // batch
    step, total = 0, epochs * steps
    for _ in range(epochs):
        order = random.permutation(len(inputs))
        for start in range(0, steps * batch, batch):
            chosen = order[start : start + batch]
            seen = inputs[chosen]
            if noise:
                seen += np.float32(noise) * random.standard_normal(seen.shape, np.float32)
            gradients = _gradients(seen, samples.targets[chosen], importance[chosen], weights)
            step += 1
            rate = RATE / 2 * (1 + np.cos(np.pi * step / total))
            # the means start at 0, and this bias is corrected
            first_share, second_share = np.float32(1 - DECAY**step), np.float32(1 - SQUARES_DECAY**step)
            for values, gradient, first, second in zip(weights, gradients, means, squares, strict=True):
                first[:] += np.float32(1 - DECAY) * (gradient - first)
                second[:] += np.float32(1 - SQUARES_DECAY) * (gradient * gradient - second)
                values[:] -= np.float32(rate) * (first / first_share) / (np.sqrt(second / second_share) + TINY)
    return _for_raw_features(weights, mean, spread)


def _first(features: int, units: int, random: np.random.Generator) -> Weights:
    shape = features, units
    hidden = random.normal(0, features**-0.5, shape).astype(np.float32)
    output = random.normal(0, max(units, 1) ** -0.5, units).astype(np.float32)
    zeros = np.zeros(units, np.float32), np.zeros(features, np.float32), np.zeros(1, np.float32)
    return Weights(hidden, zeros[0], output, zeros[1], zeros[2])


def _gradients(inputs: Floats, targets: Floats, importance: Floats, weights: Weights) -> Weights:
    before = inputs @ weights.hidden + weights.hidden_bias
    units = np.maximum(before, 0)
    odds = units @ weights.output + inputs @ weights.direct + weights.bias
    errors = (probabilities(odds) - targets) * importance / np.float32(len(inputs))
    back = np.outer(errors, weights.output) * (before > 0)
    return Weights(inputs.T @ back, back.sum(axis=0), units.T @ errors, inputs.T @ errors, errors.sum(keepdims=True))


def _for_raw_features(weights: Weights, mean: NDArray[np.float64], spread: NDArray[np.float64]) -> Weights:
    """The weights of the same network for features that are not normalized."""
    hidden, direct = weights.hidden / spread[:, None], weights.direct / spread
    hidden_bias, bias = weights.hidden_bias - mean @ hidden, weights.bias - mean @ direct
    return Weights(*(np.asarray(one, np.float32) for one in (hidden, hidden_bias, weights.output, direct, bias)))

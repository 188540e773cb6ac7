"""The ways to label a clip's frames that are compared: live_seg, and what else its parts could do."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from live_seg.segment import Segmenter
from live_seg.segment.features import GRID, features_of, on_grid
from live_seg.segment.fit import fit_cold, step_warm
from live_seg.segment.labels import label
from live_seg.segment.sample import sample_pixels

if TYPE_CHECKING:
    from live_seg.config import Config

Picture: TypeAlias = NDArray[np.uint8]
Method: TypeAlias = Callable[[Picture], NDArray[np.uint8]]
"""A stream's next frame, uint8 (H, W, 3) BGR, to its labels, uint8 (H, W)."""

K_MEANS, WARM_START, LIVE_SEG = "K-means each frame", "warm start", "live_seg"


def methods(config: Config) -> dict[str, Method]:
    """Each method by its name, ready for the first frame of a stream; all see the same samples in the same space."""
    return {K_MEANS: _k_means(config), WARM_START: _warm_start(config), LIVE_SEG: _live_seg(config)}


def fit_anew(points: NDArray[np.float32], k: int, seed: int) -> NDArray[np.float32]:
    """Fit k centroids to points on the grid, float32 (N, 3); where these have fewer values than that, take each."""
    steps = (points / GRID).astype(np.int64) + 2048
    values, first = np.unique(steps @ np.array([1 << 24, 1 << 12, 1]), return_index=True)
    return points[first] if len(values) <= k else on_grid(fit_cold(points, k, seed))


def _k_means(config: Config) -> Method:
    """A fit from nothing for each frame, as most programs do it. Clusters are numbered as they come."""

    def labels(bgr: Picture) -> NDArray[np.uint8]:
        return label(bgr, fit_anew(_sample(bgr, config), config.k, config.seed), config.colour_space)

    return labels


def _warm_start(config: Config) -> Method:
    """One fit, then one Lloyd step a frame; every pixel to its nearest centroid."""
    centroids = np.empty((0, 3), np.float32)

    def labels(bgr: Picture) -> NDArray[np.uint8]:
        nonlocal centroids
        points = _sample(bgr, config)
        # a first frame of few colours, a black one for instance, gives few centroids to go on from
        full = len(centroids) == config.k
        centroids = on_grid(step_warm(points, centroids)) if full else fit_anew(points, config.k, config.seed)
        return label(bgr, centroids, config.colour_space)

    return labels


def _live_seg(config: Config) -> Method:
    segmenter = Segmenter(config)
    return lambda bgr: segmenter.segment(bgr).labels


def _sample(bgr: Picture, config: Config) -> NDArray[np.float32]:
    return features_of(sample_pixels(bgr, config.sample_size).reshape(-1, 3), config.colour_space)

"""The ways to label the frames of a clip that are compared: live_seg and two simpler methods."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from live_seg.config import Config
from live_seg.segment import Segmenter
from live_seg.segment.colour_space import on_grid
from live_seg.segment.fit import fit_anew, step_warm
from live_seg.segment.labelling.nearest import Labeller
from live_seg.segment.sampling import Sample

Method: TypeAlias = Callable[[NDArray[np.uint8]], NDArray[np.uint8]]
"""Takes the next frame of a clip, uint8 (H, W, 3) BGR, and returns its labels, uint8 (H, W)."""

K_MEANS, WARM_START, LIVE_SEG = "K-means each frame", "warm start", "live_seg"


def labelling_methods(config: Config) -> dict[str, Method]:
    """The methods by name, ready for the first frame of a clip. All use the same samples and colour space."""
    return {K_MEANS: _k_means(config), WARM_START: _warm_start(config), LIVE_SEG: _live_seg(config)}


def _k_means(config: Config) -> Method:
    """A new fit for each frame, with labels in the order of its clusters."""
    labeller = Labeller()

    def label(bgr: NDArray[np.uint8]) -> NDArray[np.uint8]:
        return labeller.label(bgr, _fit(_sample(bgr, config), config), config.colour_space)

    return label


def _warm_start(config: Config) -> Method:
    """One fit, then one Lloyd step per frame; each pixel gets the nearest centroid."""
    labeller, centroids = Labeller(), np.empty((0, 3), np.float32)

    def label(bgr: NDArray[np.uint8]) -> NDArray[np.uint8]:
        nonlocal centroids
        points = _sample(bgr, config)
        # after a frame with fewer than k colours, such as a black one, there are too few centroids to start from
        complete = len(centroids) == config.k
        centroids = on_grid(step_warm(points, centroids)) if complete else _fit(points, config)
        return labeller.label(bgr, centroids, config.colour_space)

    return label


def _live_seg(config: Config) -> Method:
    segmenter = Segmenter(config)
    return lambda bgr: segmenter.segment(bgr).labels


def _sample(bgr: NDArray[np.uint8], config: Config) -> NDArray[np.float32]:
    return Sample.of(bgr, config.sample_size, config.colour_space).points


def _fit(points: NDArray[np.float32], config: Config) -> NDArray[np.float32]:
    return on_grid(fit_anew(points, config.k, config.seed))

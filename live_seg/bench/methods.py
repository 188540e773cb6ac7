"""The ways to label a clip's frames that are compared: live_seg, and what else its parts could do."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from live_seg.segment import Segmenter
from live_seg.segment.colour_space import on_grid
from live_seg.segment.fit import fit_anew, step_warm
from live_seg.segment.labelling.nearest import Labeller
from live_seg.segment.sampling import Sample

if TYPE_CHECKING:
    from live_seg.config import Config

Picture: TypeAlias = NDArray[np.uint8]
Method: TypeAlias = Callable[[Picture], NDArray[np.uint8]]
"""A stream's next frame, uint8 (H, W, 3) BGR, to its labels, uint8 (H, W)."""

K_MEANS, WARM_START, LIVE_SEG = "K-means each frame", "warm start", "live_seg"


def methods(config: Config) -> dict[str, Method]:
    """Each method by its name, ready for the first frame of a stream; all see the same samples in the same space."""
    return {K_MEANS: _k_means(config), WARM_START: _warm_start(config), LIVE_SEG: _live_seg(config)}


def _k_means(config: Config) -> Method:
    """A fit from nothing for each frame, as most programs do it. Clusters are numbered as they come."""
    labeller = Labeller()

    def labels(bgr: Picture) -> NDArray[np.uint8]:
        return labeller.label(bgr, _fitted(_sample(bgr, config), config), config.colour_space)

    return labels


def _warm_start(config: Config) -> Method:
    """One fit, then one Lloyd step a frame; every pixel to its nearest centroid."""
    labeller, centroids = Labeller(), np.empty((0, 3), np.float32)

    def labels(bgr: Picture) -> NDArray[np.uint8]:
        nonlocal centroids
        points = _sample(bgr, config)
        # a first frame of few colours, a black one for instance, gives few centroids to go on from
        full = len(centroids) == config.k
        centroids = on_grid(step_warm(points, centroids)) if full else _fitted(points, config)
        return labeller.label(bgr, centroids, config.colour_space)

    return labels


def _live_seg(config: Config) -> Method:
    segmenter = Segmenter(config)
    return lambda bgr: segmenter.segment(bgr).labels


def _sample(bgr: Picture, config: Config) -> NDArray[np.float32]:
    return Sample.of(bgr, config.sample_size, config.colour_space).points


def _fitted(points: NDArray[np.float32], config: Config) -> NDArray[np.float32]:
    return on_grid(fit_anew(points, config.k, config.seed))

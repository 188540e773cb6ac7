"""The palette: the few colours that a frame is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from live_seg.segment.features import GRID, colours_of, features_of, on_grid
from live_seg.segment.fit import fit_cold, step_warm
from live_seg.segment.labels import label

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from live_seg.config import ColourSpace, Config


REVIVAL_PAYS = 0.95
"""Part of the inertia that must be left, at most, for an unused cluster to be given a new colour and lose its own."""


@dataclass(frozen=True, slots=True, eq=False)
class Palette:
    """Clusters of colour, in the order of their labels.

    `centroids`: float32 (k, 3) in the feature space, multiples of 1/8, the next frame's warm start.
    `colours`: uint8 (k, 3) BGR. `shares`: float32 (k,), each cluster's part of the frame, measured on the sample; they
    sum to 1, and a cluster that the frame has no colour of has 0. `inertia`: the sum of squared distances of the
    sample to its nearest centroids (WCSS). `fitted_on`: index of the frame. k is smaller than asked for where a frame
    has fewer colours. All arrays are read-only.
    """

    centroids: NDArray[np.float32]
    colours: NDArray[np.uint8]
    shares: NDArray[np.float32]
    inertia: float
    fitted_on: int

    def __post_init__(self) -> None:
        for array in (self.centroids, self.colours, self.shares):
            array.flags.writeable = False


def fit_palette(sample: NDArray[np.uint8], previous: Palette | None, config: Config, index: int) -> Palette:
    """Fit a palette to a frame's sample: a warm step from the previous one, or a cold fit where there is none.

    A frame of few colours leaves a palette with fewer clusters than k, which is fitted anew when there are more; or
    with some that no sample is nearest to, which are given to new colours when that pays.

    Args:
        sample: uint8 (h, w, 3) BGR.
        previous: the palette of the frame before, or None.
        config: k, seed and colour space.
        index: of the frame.
    """
    points = features_of(sample.reshape(-1, 3), config.colour_space)

    def measured(centroids: NDArray[np.float32]) -> _Fit:
        return _measured(sample, points, centroids, config.colour_space, index)

    if previous is None:
        return measured(_fit_anew(points, config)).palette
    fit = measured(on_grid(step_warm(points, previous.centroids)))
    if fit.palette.inertia == 0:
        return fit.palette
    if len(fit.palette.centroids) < config.k:
        return measured(_fit_anew(points, config)).palette
    if fit.palette.shares.min() == 0:
        revived = measured(on_grid(step_warm(points, _with_one_revived(points, fit)))).palette
        return revived if revived.inertia < REVIVAL_PAYS * fit.palette.inertia else fit.palette
    return fit.palette


class _Fit(NamedTuple):
    """A palette, and of each sample its label and its squared distance from that centroid."""

    palette: Palette
    labels: NDArray[np.uint8]
    distances: NDArray[np.float32]


def _with_one_revived(points: NDArray[np.float32], fit: _Fit) -> NDArray[np.float32]:
    """The centroids, the first unused one moved into the cluster of most inertia, to its sample farthest out."""
    worst = np.bincount(fit.labels, weights=fit.distances).argmax()
    farthest = np.where(fit.labels == worst, fit.distances, 0).argmax()
    centroids = fit.palette.centroids.copy()
    centroids[fit.palette.shares.argmin()] = points[farthest]
    return centroids


def _fit_anew(points: NDArray[np.float32], config: Config) -> NDArray[np.float32]:
    distinct = _distinct(points)
    if len(distinct) <= config.k:
        return distinct
    centroids = on_grid(fit_cold(points, config.k, config.seed))
    return centroids[np.lexsort(centroids.T[::-1])]


def _distinct(points: NDArray[np.float32]) -> NDArray[np.float32]:
    """The different points, sorted by their first feature: in CIELAB from dark to light."""
    # 12 bits a feature: comparing one number is ten times faster than rows
    steps = (points / GRID).astype(np.int64) + 2048
    _, first = np.unique(steps @ np.array([1 << 24, 1 << 12, 1]), return_index=True)
    return points[first]


def _measured(
    sample: NDArray[np.uint8],
    points: NDArray[np.float32],
    centroids: NDArray[np.float32],
    space: ColourSpace,
    index: int,
) -> _Fit:
    labels = label(sample, centroids, space).reshape(-1)
    distances = ((points - centroids[labels]) ** 2).sum(axis=1)
    palette = Palette(
        centroids=centroids,
        colours=colours_of(centroids, space),
        shares=(np.bincount(labels, minlength=len(centroids)) / len(labels)).astype(np.float32),
        inertia=float(distances.sum(dtype=np.float64)),
        fitted_on=index,
    )
    return _Fit(palette, labels, distances)

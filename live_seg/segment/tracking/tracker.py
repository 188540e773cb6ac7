"""Continuity over time: a palette that follows the video, and whose labels keep their names.

Two palettes go from frame to frame. The *target* is as good as can be: a warm step a frame, and repairs. The *shown*
one, which labels are made by, moves after it only as far as it has to, because every move changes labels. So the video
is followed in its light, its motion and its content, and what has not changed keeps its segment.

A scene cut begins with a new fit, or with the palette of an earlier scene that is back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from live_seg.segment.colour_space import colours_of, features_of
from live_seg.segment.fit import fit_anew, step_warm
from live_seg.segment.lloyd import Clusters, after_steps, clusters_of
from live_seg.segment.split_merge import repaired, with_one_fewer, with_one_more
from live_seg.segment.tracking.label_matching import named_by_colour
from live_seg.segment.tracking.scene_cuts import STEPS, SceneHistory, is_cut
from live_seg.segment.tracking.slack import lagging
from live_seg.segment.tracking.split_merge_policy import SplitMergePolicy
from live_seg.segment.tracking.static_pixels import StaticPixels

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from live_seg.config import Config

WORTH_A_CLUSTER = 0.02
"""By how much of a squared unit a pixel the inertia must fall for another cluster: less is no colour."""
REPAIRS_AT_FIRST = 4
GOOD_ENOUGH = 1.02
"""Times the inertia of a new fit up to which a scene's old palette is kept."""


class Palettes(NamedTuple):
    """The two of a frame: float64 (k, 3) each, in the order of their labels."""

    shown: NDArray[np.float64]
    target: NDArray[np.float64]


class PaletteTracker:
    """The palette of one stream.

    Attributes:
        is_new_scene: whether the newest frame was the first after a cut.
    """

    def __init__(self) -> None:
        self.is_new_scene = False
        self._palettes: Palettes | None = None
        self._config: Config | None = None
        self._still = StaticPixels()
        self._scenes = SceneHistory()
        self._rivalry = SplitMergePolicy()
        self._refit = False

    def adopt(self, centroids: NDArray[np.floating], config: Config) -> None:
        """Go on from given centroids (k, 3), in the config's colour space, as if fitted to the frame before."""
        self._palettes, self._config = _one(centroids), config
        self._rivalry.end()
        self._refit = False

    def keep(self, sample: NDArray[np.uint8], config: Config) -> NDArray[np.float64] | None:
        """Take a frame as `follow` does, but leave the centroids as they are; None before the first frame."""
        known = self._palettes = self._known(config)
        if known is None:
            return None
        self._see(sample, known, config)
        self._rivalry.end()
        self._refit = False
        return known.shown

    def refit(self) -> None:
        """Fit the next frame anew, as after a cut; labels keep their names by colour."""
        self._refit = True

    def follow(self, sample: NDArray[np.uint8], config: Config) -> NDArray[np.float64]:
        """The centroids for the next frame: float64 (k, 3), in the order of their labels.

        A frame of fewer colours than k has fewer clusters: rows that nothing is nearest to, or fewer rows as long as
        the stream has not shown more colours.

        Args:
            sample: uint8 (h, w, 3) BGR, from `sample_pixels`.
            config: k, seed and colour space; each may differ from the frame before.
        """
        points = features_of(sample.reshape(-1, 3), config.colour_space)
        known = self._known(config)
        self._see(sample, known, config)
        if known is None:
            self._palettes = _one(_fitted(points, config).centroids)
        elif self._refit or self.is_new_scene:
            self._palettes = self._after_a_cut(known.shown, points, config)
            self._rivalry.end()
        else:
            self._palettes = self._gone_on(known, points, config.k)
        self._refit = False
        return self._palettes.shown

    def is_cut_to(self, sample: NDArray[np.uint8]) -> bool:
        """Whether a frame with this sample would be the first after a cut; False before the first frame."""
        if self._still.before is None or self._palettes is None or self._config is None:
            return False
        return is_cut(self._still.before, sample, self._palettes.shown, self._config.colour_space)

    def _see(self, sample: NDArray[np.uint8], known: Palettes | None, config: Config) -> None:
        before = self._still.before
        self._still.see(sample)
        self.is_new_scene = (
            before is not None and known is not None and is_cut(before, sample, known.shown, config.colour_space)
        )
        if self.is_new_scene:
            self._still.begin_scene()

    def _known(self, new: Config) -> Palettes | None:
        """The palettes so far, as the config from here on has them."""
        old, self._config = self._config, new
        if old is None or self._palettes is None:
            return self._palettes
        if (new.seed, new.colour_space) != (old.seed, old.colour_space):
            self._refit = True
        if new.colour_space == old.colour_space:
            return self._palettes
        self._scenes.forget()
        shown = self._palettes.shown.astype(np.float32)
        return _one(features_of(colours_of(shown, old.colour_space), new.colour_space))

    def _after_a_cut(self, old: NDArray[np.float64], points: NDArray[np.float32], config: Config) -> Palettes:
        """The palettes of a new scene: those of an earlier one that is back, or new ones with its names."""
        new = _fitted(points, config)
        if self._refit:
            reference = old
        else:
            reference, moved = self._scenes.best_for(points, old)
            if len(reference) == config.k and moved.inertia <= GOOD_ENOUGH * new.inertia:
                return Palettes(lagging(reference, moved), moved.centroids.astype(np.float64))
        return _one(_with_k(clusters_of(points, named_by_colour(new.centroids, reference)), config.k))

    def _gone_on(self, known: Palettes, points: NDArray[np.float32], k: int) -> Palettes:
        """The palettes one frame on."""
        shown, target = known.shown, clusters_of(points, step_warm(points, known.target))
        rows = len(target.centroids)
        if rows != k:
            target = clusters_of(points, _with_k(target, k))
        if len(target.centroids) > rows:
            shown = np.concatenate([shown, target.centroids[rows:]])
        elif len(target.centroids) < rows:
            shown = target.centroids.astype(np.float64)
        if len(target.centroids) != rows:
            self._rivalry.end()
        better = self._rivalry.challenge(target, shown, self._still.settled)
        if better is not None:
            target = clusters_of(points, better)
        return Palettes(lagging(shown, target), target.centroids.astype(np.float64))


def _one(centroids: NDArray[np.floating]) -> Palettes:
    """Both the same."""
    return Palettes(centroids.astype(np.float64), centroids.astype(np.float64))


def _fitted(points: NDArray[np.float32], config: Config) -> Clusters:
    """The palette of a first frame: fitted from nothing, and repaired as long as that gains, for now it is free."""
    best = clusters_of(points, fit_anew(points, config.k, config.seed))
    for _ in range(REPAIRS_AT_FIRST):
        means = repaired(best)
        other = best if means is None else after_steps(points, means, STEPS)
        if other.inertia >= best.inertia:
            break
        best = other
    # in CIELAB from dark to light
    return clusters_of(points, best.centroids[np.lexsort(best.centroids.T[::-1])])


def _with_k(clusters: Clusters, k: int) -> NDArray[np.float64]:
    """The centroids, with the cheapest pair merged while they are too many, the best split while they are too few."""
    while len(clusters.centroids) > k:
        clusters = clusters_of(clusters.points, with_one_fewer(clusters))
    while len(clusters.centroids) < k:
        more, gain = with_one_more(clusters)
        if gain < WORTH_A_CLUSTER * len(clusters.points):
            break
        clusters = after_steps(clusters.points, more, 1)
    return clusters.centroids.astype(np.float64)

"""The palette tracker: a palette that follows the video, and whose labels keep their meaning.

Two palettes persist across frames. The *target* fits the frame as well as possible: a warm step in each frame, and
splits and merges. The *current* one, which labels the pixels, follows it no further than necessary, because every
move changes labels. So the palette follows the light, motion and content of the video, and what has not changed keeps
its segment.

After a scene cut there is a new fit, or the palette of an earlier scene that is back.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from live_seg.config import Config
from live_seg.segment.colour_space import colours_of, features_of
from live_seg.segment.emphasis import weights_of
from live_seg.segment.fit import fit_anew, step_warm
from live_seg.segment.lloyd import Clusters, Points, Weights, assign, run_steps
from live_seg.segment.sampling import Sample
from live_seg.segment.split_merge import split_and_merge, with_one_fewer, with_one_more
from live_seg.segment.tracking.label_matching import match_by_colour
from live_seg.segment.tracking.scene_cuts import STEPS, SceneHistory, is_cut
from live_seg.segment.tracking.slack import move_within_slack
from live_seg.segment.tracking.split_merge_policy import SplitMergePolicy
from live_seg.segment.tracking.static_pixels import StaticPixels

WORTH_A_CLUSTER = 0.02
"""Another cluster must lower the inertia by this many squared units for each pixel. Less is not another colour."""
FIRST_SPLIT_MERGES = 4
GOOD_ENOUGH = 1.02
"""The palette of an earlier scene is used if its inertia is at most this many times that of a new fit."""


class Palettes(NamedTuple):
    """The two palettes of a frame: float64 (k, 3) each, in the order of the labels."""

    current: NDArray[np.float64]
    target: NDArray[np.float64]


class PaletteTracker:
    """Tracks the palette of one stream.

    Attributes:
        is_new_scene: whether the last frame was the first one after a cut.
    """

    def __init__(self) -> None:
        self.is_new_scene = False
        self._palettes: Palettes | None = None
        self._config: Config | None = None
        self._static_pixels = StaticPixels()
        self._history = SceneHistory()
        self._policy = SplitMergePolicy()
        self._refit = False

    def adopt(self, centroids: NDArray[np.floating], config: Config) -> None:
        """Go on from centroids (k, 3), in the config's colour space, as if they were fitted to the last frame."""
        self._palettes, self._config = _equal(centroids), config
        self._policy.drop_candidate()
        self._refit = False

    def keep(self, sample: Sample, config: Config) -> NDArray[np.float64] | None:
        """Take a frame as `follow` does, but keep the centroids; None before the first frame."""
        known = self._palettes = self._in_space_of(config)
        if known is None:
            return None
        self._update(sample, known, config)
        self._policy.drop_candidate()
        self._refit = False
        return known.current

    def refit(self) -> None:
        """Fit a new palette to the next frame, as after a cut. Its labels are matched by colour."""
        self._refit = True

    def follow(self, sample: Sample, config: Config) -> NDArray[np.float64]:
        """The centroids for the next frame: float64 (k, 3), in the order of their labels.

        A frame with fewer colours than k has fewer clusters. There are rows that no pixel is nearest to, or fewer rows
        as long as the stream has not had more colours.

        Args:
            sample: sample of the next frame.
            config: k, seed, colour space and emphasis; each may differ from the frame before.
        """
        known = self._in_space_of(config)
        self._update(sample, known, config)
        weights = weights_of(sample, config)
        if known is None:
            self._palettes = _equal(_fitted(sample.points, weights, config).centroids)
        elif self._refit or self.is_new_scene:
            self._palettes = self._scene_palettes(known.current, sample.points, weights, config)
            self._policy.drop_candidate()
        else:
            self._palettes = self._next_palettes(known, sample.points, weights, config.k)
        self._refit = False
        return self._palettes.current

    def is_cut_to(self, sample: Sample) -> bool:
        """Whether a frame with this sample would be the first one after a cut; False before the first frame."""
        if self._static_pixels.before is None or self._palettes is None or self._config is None:
            return False
        return is_cut(self._static_pixels.before, sample, self._palettes.current, self._config.colour_space)

    def _update(self, sample: Sample, known: Palettes | None, config: Config) -> None:
        before = self._static_pixels.before
        self._static_pixels.update(sample.pixels)
        self.is_new_scene = (
            before is not None and known is not None and is_cut(before, sample, known.current, config.colour_space)
        )
        if self.is_new_scene:
            self._static_pixels.begin_scene()

    def _in_space_of(self, new: Config) -> Palettes | None:
        """The palettes so far, in the colour space of the new config."""
        old, self._config = self._config, new
        if old is None or self._palettes is None:
            return self._palettes
        if (new.seed, new.colour_space, new.emphasis) != (old.seed, old.colour_space, old.emphasis):
            self._refit = True
        if new.colour_space == old.colour_space:
            return self._palettes
        self._history.forget()
        current = self._palettes.current.astype(np.float32)
        return _equal(features_of(colours_of(current, old.colour_space), new.colour_space))

    def _scene_palettes(
        self, old: NDArray[np.float64], points: Points, weights: Weights | None, config: Config
    ) -> Palettes:
        """The palettes of a new scene: those of an earlier scene that is back, or new ones with matching labels."""
        new = _fitted(points, weights, config)
        if self._refit:
            reference = old
        else:
            reference, moved = self._history.best_for(points, old, weights)
            if len(reference) == config.k and moved.inertia <= GOOD_ENOUGH * new.inertia:
                return Palettes(move_within_slack(reference, moved), moved.centroids.astype(np.float64))
        matched = match_by_colour(new.centroids, reference)
        return _equal(_with_k(assign(points, matched, weights), config.k))

    def _next_palettes(self, known: Palettes, points: Points, weights: Weights | None, k: int) -> Palettes:
        """The palettes one frame later."""
        current, target = known.current, assign(points, step_warm(points, known.target, weights), weights)
        rows = len(target.centroids)
        if rows != k:
            target = assign(points, _with_k(target, k), weights)
        if len(target.centroids) > rows:
            current = np.concatenate([current, target.centroids[rows:]])
        elif len(target.centroids) < rows:
            current = target.centroids.astype(np.float64)
        if len(target.centroids) != rows:
            self._policy.drop_candidate()
        replacement = self._policy.replacement(target, current, self._static_pixels.static)
        if replacement is not None:
            target = assign(points, replacement, weights)
        return Palettes(move_within_slack(current, target), target.centroids.astype(np.float64))


def _equal(centroids: NDArray[np.floating]) -> Palettes:
    """Two equal palettes."""
    return Palettes(centroids.astype(np.float64), centroids.astype(np.float64))


def _fitted(points: Points, weights: Weights | None, config: Config) -> Clusters:
    """The palette of a first frame: fitted without a start, then split and merged as long as that gains."""
    best = assign(points, fit_anew(points, config.k, config.seed, weights), weights)
    for _ in range(FIRST_SPLIT_MERGES):
        means = split_and_merge(best)
        other = best if means is None else run_steps(points, means, STEPS, weights)
        if other.inertia >= best.inertia:
            break
        best = other
    # sorted by the first feature: in CIELAB from dark to light
    return assign(points, best.centroids[np.lexsort(best.centroids.T[::-1])], weights)


def _with_k(clusters: Clusters, k: int) -> NDArray[np.float64]:
    """The centroids with the cheapest pairs merged while there are too many, the best clusters split while too few."""
    while len(clusters.centroids) > k:
        clusters = assign(clusters.points, with_one_fewer(clusters), clusters.weights)
    while len(clusters.centroids) < k:
        more, gain = with_one_more(clusters)
        if gain < WORTH_A_CLUSTER * clusters.weight:
            break
        clusters = run_steps(clusters.points, more, 1, clusters.weights)
    return clusters.centroids.astype(np.float64)

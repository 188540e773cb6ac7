"""The whole training: from photographs to the weights of a quality, and their figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from live_seg.bench.bsds.methods import DETAILS
from live_seg.bench.bsds.metrics import agreement
from live_seg.bench.bsds.result import BestFigures
from live_seg.bench.bsds.training.borders import learn_borders
from live_seg.bench.bsds.training.curves import figures_of
from live_seg.bench.bsds.training.photos import Example, Photo
from live_seg.bench.bsds.training.rounds import learn_merging, network_of
from live_seg.config import RegionQuality
from live_seg.kernels.regions.network import Network
from live_seg.report.progress import Progress
from live_seg.segment.regions.quality import Quality
from live_seg.segment.regions.still_picture import regions_at


@dataclass(frozen=True, slots=True)
class Recipe:
    """How the weights of a quality are learned.

    Attributes:
        pixels: approximate size of the working picture.
        side: height and width of the cells that get a superpixel each, in pixels.
        moves_outliers: as in `Quality`. It does not change what is learned.
        border_units: hidden units of the network that finds borders.
        merge_units: hidden units of the network that scores pairs of regions.
        rate: share of the scored pairs of regions that are learned from at first, in addition to all merged pairs.
            Smaller superpixels give more pairs.
    """

    pixels: int
    side: int
    moves_outliers: bool
    border_units: int
    merge_units: int
    rate: float


RECIPES: dict[RegionQuality, Recipe] = {
    "fast": Recipe(35_000, 9, moves_outliers=True, border_units=16, merge_units=16, rate=0.05),
    "fine": Recipe(60_000, 6, moves_outliers=False, border_units=16, merge_units=20, rate=0.01),
}

HEIGHTS = np.arange(-2, 3.01, 0.125)
"""Heights of the cut that are tried, in units of the score."""
SMOOTHED = 9
"""The covering at a height is the mean over this many heights around it, because the curve has small chance peaks."""


def learn(photos: Sequence[Photo], recipe: Recipe, seed: int, progress: Progress) -> Quality:
    """Learn the weights of a quality, with a height of 0. Every photograph is also used as its mirror image."""
    relief = learn_borders(photos, recipe.pixels, recipe.border_units, seed)
    examples = _examples_of([*photos, *(photo.mirrored() for photo in photos)], recipe, relief, progress)
    weights = learn_merging(examples, recipe.merge_units, recipe.rate, seed, progress)
    return Quality(recipe.pixels, recipe.side, recipe.moves_outliers, relief, network_of(weights), 0.0)


def best_height(photos: Sequence[Photo], found: Quality, progress: Progress) -> float:
    """The height of the cut at which the mean covering is best on photographs that were not used for training."""
    examples = _examples_of(photos, found, found.relief, progress)
    covering = figures_of(examples, found.merge, HEIGHTS.tolist())[:, :, 0].mean(axis=0)
    smooth = np.convolve(covering, np.full(SMOOTHED, 1 / SMOOTHED), "valid")
    return float(HEIGHTS[int(smooth.argmax()) + SMOOTHED // 2])


def _examples_of(photos: Sequence[Photo], size: Recipe | Quality, relief: Network, progress: Progress) -> list[Example]:
    progress.begin("superpixels", len(photos), "images")
    examples = []
    for photo in photos:
        examples.append(Example.of(photo, size.pixels, size.side, relief))
        progress.advance()
    return examples


def figures_on(photos: Sequence[Photo], found: Quality) -> dict[str, float]:
    """The figures of the region benchmark, at the photographs' own size."""
    table = []
    for photo in photos:
        truths = [drawn.astype(np.intp) for drawn in photo.drawn]
        rows = [agreement(ids, truths) for ids in regions_at(photo.bgr, DETAILS, found)]
        table.append([(one.covering, one.rand_index, one.variation) for one in rows])
    best = BestFigures.of(np.array(table), DETAILS)
    figures = {
        "covering_ods": best.ods.covering,
        "covering_ois": best.ois.covering,
        "rand_index_ods": best.ods.rand_index,
        "variation_ods": best.ods.variation,
    }
    return {name: round(value, 4) for name, value in figures.items()} | {"detail": best.ods_at.covering}

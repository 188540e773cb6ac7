"""All that takes long once, before the first frame."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from live_seg.config import Config
from live_seg.kernels.colour import CELLS, IN_A_CELL
from live_seg.kernels.jit import by_rows, constant, is_kept
from live_seg.kernels.label import Nearest, label
from live_seg.kernels.picture import to_yuv420
from live_seg.segment.colour_map import paint
from live_seg.segment.colour_space import colour_tables, features_of
from live_seg.segment.labelling.nearest import NOTHING_HELD, Labeller
from live_seg.segment.labelling.noise import NoiseLevel
from live_seg.segment.sampling import sample_pixels
from live_seg.segment.segmenter import Segmenter
from live_seg.segment.tracking.tracker import PaletteTracker

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray


def warm_up(config: Config | None = None, before_labels: Callable[[], object] | None = None) -> None:
    """Compile, or load from disk, all that a segmenter and its pictures need: the first frame is as fast as the next.

    Takes some ten seconds the first time on a machine, and then about one: scikit-learn and the kernels are loaded.

    Args:
        config: how frames will be segmented.
        before_labels: called when all is ready but the kernel that labels pixels, which takes nearly half of the time:
            `compile_labels` in another process may have made it meanwhile.
    """
    config = replace(config or Config(), palette=None)
    # with clusters enough for the repairs, whatever is begun with
    config = replace(config, k=max(config.k, 3))
    film = _film()
    _warm_up_pictures(film[0])
    if before_labels is not None:
        _warm_up_palettes(film, config)
        before_labels()
    segmenter = Segmenter(config)
    for picture in film:
        segmenter.segment(picture)


def labels_are_compiled() -> bool:
    """Whether the kernel that labels pixels is kept from an earlier start, or cannot be kept at all."""
    return is_kept(label)


def compile_labels() -> None:
    """Compile the kernel that labels pixels, and keep it, and no other: the arrays are made up."""
    one = constant(np.zeros((1, 1), np.float32))
    nearest = Nearest(constant(np.zeros((3, 1), np.float32)), one, constant(np.zeros((CELLS, 4), np.float32)))
    memo, used = np.ones((CELLS, IN_A_CELL), np.uint8), np.zeros(CELLS, np.uint8)
    quiet, out = np.zeros((1, 3), np.uint8), np.zeros((16, 16), np.uint8)
    label(by_rows(_film()[0]), colour_tables("bgr"), nearest, NOTHING_HELD, memo, used, quiet, out)


def _film() -> list[NDArray[np.uint8]]:
    """Three small pictures: one after the other, and over a cut."""
    rows = np.arange(256, dtype=np.uint8).reshape(16, 16, 1)
    return [np.ascontiguousarray(np.broadcast_to(frame, (16, 16, 3))) for frame in (rows, rows, rows[::-1])]


def _warm_up_pictures(picture: NDArray[np.uint8]) -> None:
    """What takes a frame to its sample, and labels to pictures."""
    sample_pixels(picture, 64)  # of so small a picture, what a segmenter takes is all of its pixels
    paint(np.zeros((16, 16), np.uint8), picture[0], np.empty_like(picture))
    to_yuv420(by_rows(picture), *(np.empty(size, np.uint8) for size in ((16, 16), (8, 8), (8, 8))))


def _warm_up_palettes(film: list[NDArray[np.uint8]], config: Config) -> None:
    continuity, noise = PaletteTracker(), NoiseLevel()
    for before, picture in pairwise(film):
        centroids = continuity.follow(picture, config)
        noise.update(before, picture)
    Labeller().look_up_by(features_of(centroids.astype(np.uint8), config.colour_space), config.colour_space)

"""Everything that takes long once, before the first frame."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from live_seg.buffers import read_only
from live_seg.config import Config
from live_seg.kernels.colour import CELLS, IN_A_CELL
from live_seg.kernels.jit import by_rows, is_kept
from live_seg.kernels.label import Nearest, label
from live_seg.kernels.picture import to_yuv420
from live_seg.segment.colour_map import paint
from live_seg.segment.colour_space import colour_tables, features_of
from live_seg.segment.elbow.measure import measure_elbow
from live_seg.segment.labelling.nearest import NOTHING_HELD, Labeller
from live_seg.segment.labelling.noise import NoiseLevel
from live_seg.segment.sampling import Sample, sample_pixels
from live_seg.segment.segmenter import Segmenter
from live_seg.segment.tracking.tracker import PaletteTracker

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray


def warm_up(config: Config | None = None, before_labels: Callable[[], object] | None = None) -> None:
    """Compile, or load from disk, all that a segmenter, its pictures and an elbow analysis need.

    It takes 10 to 30 seconds the first time on a machine, and then about one second, for scikit-learn and the kernels.

    Args:
        config: how frames will be segmented.
        before_labels: called when everything is ready but the kernel that labels pixels, which takes nearly half of the
            time: another process may have compiled it meanwhile (`compile_labels`).
    """
    config = replace(config or Config(), palette=None)
    # with enough clusters for splits and merges
    config = replace(config, k=max(config.k, 3))
    film = _film()
    _warm_up_pictures(film[0])
    measure_elbow(film[0], config, ks=(1, 2))
    if before_labels is not None:
        _warm_up_palettes(film, config)
        before_labels()
    segmenter = Segmenter(config)
    for picture in film:
        segmenter.segment(picture)


def labels_are_compiled() -> bool:
    """Whether the kernel that labels pixels is on disk from an earlier start, or cannot be kept at all."""
    return is_kept(label)


def compile_labels() -> None:
    """Compile only the kernel that labels pixels, and keep it on disk. The arrays are made up."""
    one = read_only(np.zeros((1, 1), np.float32))
    nearest = Nearest(read_only(np.zeros((3, 1), np.float32)), one, read_only(np.zeros((CELLS, 4), np.float32)))
    memo, used = np.ones((CELLS, IN_A_CELL), np.uint8), np.zeros(CELLS, np.uint8)
    still_for, out = np.zeros((1, 3), np.uint8), np.zeros((16, 16), np.uint8)
    label(by_rows(_film()[0]), colour_tables("bgr"), nearest, NOTHING_HELD, memo, used, still_for, out)


def _film() -> list[NDArray[np.uint8]]:
    """Three small pictures; there is a cut before the last one."""
    rows = np.arange(256, dtype=np.uint8).reshape(16, 16, 1)
    return [np.ascontiguousarray(np.broadcast_to(frame, (16, 16, 3))) for frame in (rows, rows, rows[::-1])]


def _warm_up_pictures(picture: NDArray[np.uint8]) -> None:
    """Kernels from a frame to its sample, and from labels to pictures."""
    sample_pixels(picture, 64)  # a segmenter would use all pixels of so small a picture
    paint(np.zeros((16, 16), np.uint8), picture[0], np.empty_like(picture))
    to_yuv420(by_rows(picture), *(np.empty(size, np.uint8) for size in ((16, 16), (8, 8), (8, 8))))


def _warm_up_palettes(film: list[NDArray[np.uint8]], config: Config) -> None:
    continuity, noise = PaletteTracker(), NoiseLevel()
    for before, picture in pairwise(film):
        centroids = continuity.follow(Sample.of(picture, config.sample_size, config.colour_space), config)
        noise.update(before, picture)
    Labeller().use_palette(features_of(centroids.astype(np.uint8), config.colour_space), config.colour_space)

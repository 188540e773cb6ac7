"""Everything that takes long once, before the first frame."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from live_seg.buffers import read_only
from live_seg.config import Config, config_with
from live_seg.kernels.jit import by_rows, is_kept
from live_seg.kernels.label import label
from live_seg.kernels.picture import paint, paint_on_one_core, to_yuv420
from live_seg.segment.elbow.measure import measure_elbow
from live_seg.segment.labelling.nearest import Labeller
from live_seg.segment.labelling.noise import NoiseLevel
from live_seg.segment.regions.painting import warm_up_painting
from live_seg.segment.sampling import sample_pixels
from live_seg.segment.segmenter import Segmenter


def warm_up(config: Config | None = None, before_labels: Callable[[], object] | None = None) -> None:
    """Compile, or load from disk, all that a segmenter, its pictures and an elbow analysis need.

    It takes 10 to 30 seconds the first time on a machine, and with regions up to a minute; then about one second, for
    scikit-learn and the kernels.

    Args:
        config: how frames will be segmented.
        before_labels: called when everything is ready except labelling, which takes nearly half of the time: another
            process may have compiled it meanwhile (`compile_labels`).
    """
    # with enough clusters for splits and merges
    config = config_with(config, palette=None)
    config = config_with(config, k=max(config.k, 3))
    film = _film()
    sample_pixels(film[0], 64)  # a segmenter would use all pixels of so small a picture
    for used in (paint, paint_on_one_core):
        used(read_only(np.zeros(64, np.uint8)), read_only(np.zeros(256, np.uint64)), np.empty(24, np.uint64))
    to_yuv420(by_rows(film[0]), *(np.empty(size, np.uint8) for size in ((16, 16), (8, 8), (8, 8))))
    warm_up_painting()
    NoiseLevel().update(film[0], film[1])
    measure_elbow(film[0], config, ks=(1, 2))
    if before_labels is not None:
        before_labels()
    _segment_film(config)


def labels_are_compiled() -> bool:
    """Whether the kernel that labels pixels is on disk from an earlier start, or cannot be kept at all."""
    return is_kept(label)


def compile_labels() -> None:
    """Compile only what labels pixels, and keep it on disk."""
    Labeller().label(_film()[0], np.zeros((1, 3), np.float32), "bgr")


def regions_are_compiled() -> bool:
    """Whether the kernels that find regions are on disk from an earlier start, or cannot be kept at all."""
    from live_seg.kernels.regions.merging.merge import merge
    from live_seg.kernels.regions.refine import name_pixels
    from live_seg.kernels.regions.relief import weigh
    from live_seg.kernels.regions.table import measure

    # in the order in which they are compiled
    return is_kept(weigh) and is_kept(merge) and is_kept(name_pixels) and is_kept(measure)


def compile_regions() -> None:
    """Compile what finds regions, and keep it on disk. The other kernels are compiled too, if they are not on disk."""
    _segment_film(Config(k=3, regions=True))


def _segment_film(config: Config) -> None:
    segmenter = Segmenter(config)
    for picture in _film():
        regions = segmenter.segment(picture).regions
        if regions is not None:
            # these are made when they are first used
            _ = regions.ids
            _ = regions.columns


def _film() -> list[NDArray[np.uint8]]:
    """Three small pictures; there is a cut before the last one."""
    rows = np.arange(256, dtype=np.uint8).reshape(16, 16, 1)
    return [np.ascontiguousarray(np.broadcast_to(frame, (16, 16, 3))) for frame in (rows, rows, rows[::-1])]

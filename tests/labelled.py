"""Segmentations with random labels, palettes and regions, for tests of label files."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from live_seg.frame import Frame, StreamInfo
from live_seg.segment import Palette, Segmentation
from live_seg.sink.labels.open import open_label_sink
from tests.region_maps import with_regions

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

INFO = StreamInfo(64, 48, Fraction(30_000, 1001), time_base=Fraction(1, 90_000))
NAMES = ("out.mkv", "out.npz", "out.zarr", "out")
"""A name for each kind of label file."""
VARIABLE = tuple(Fraction(tick, 90_000) for tick in (0, 1, 2, 3003, 3004, 9009, 9_000_001))
"""Times of a variable rate, some of them closer than a millisecond."""


def palette(rng: np.random.Generator, k: int, fitted_on: int) -> Palette:
    """A palette of k random colours."""
    shares = rng.random(k).astype(np.float32)
    return Palette(
        (rng.integers(-1000, 1000, (k, 3)) / 8).astype(np.float32),
        rng.integers(0, 256, (k, 3), np.uint8),
        shares / shares.sum(),
        float(rng.random() * 1e7),
        fitted_on,
    )


def labelled(  # what may differ, by name
    count: int = 3,
    size: tuple[int, int] = (48, 64),
    ks: Sequence[int] = (8,),
    *,
    regions: bool = False,
    times: Sequence[Fraction] | None = None,
    seed: int = 0,
) -> list[Segmentation]:
    """Segmentations of noise: height and width in `size`, the numbers of segments in `ks`, in turn."""
    rng = np.random.default_rng(seed)
    made = []
    for index in range(count):
        k = ks[index % len(ks)]
        bgr = rng.integers(0, 256, (*size, 3), np.uint8)
        time = times[index] if times is not None else Fraction(1001 * index, 30_000)
        labels = rng.integers(0, k, size).astype(np.uint8)
        one = Segmentation(Frame(index, time, bgr), palette(rng, k, index), labels)
        # ids above 16 bits, and not in the order of the picture
        made.append(with_regions(one, rng.integers(0, 5, size) * 70_001) if regions else one)
    return made


def written(path: Path, segmentations: Iterable[Segmentation], *, overwrite: bool = False) -> Path:
    """Write a label file."""
    sink = open_label_sink(str(path), INFO, overwrite=overwrite)
    for segmentation in segmentations:
        sink.write(segmentation)
    sink.close()
    return path

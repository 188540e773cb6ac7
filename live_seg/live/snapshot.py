"""Snapshots: what is seen, the frame that it was made of, and the labels, as three images with one name."""

from __future__ import annotations

from itertools import count
from os.path import lexists
from typing import TYPE_CHECKING

from live_seg.sink.image import write_image
from live_seg.view import DIM, render
from live_seg.view.cutout import transparent_cutout

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet
    from datetime import datetime
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from live_seg.config import ViewName
    from live_seg.segment import Segmentation
    from live_seg.view import Background

PARTS = ("view", "frame", "labels")


def default_stem(now: datetime) -> str:
    """What a snapshot is called if nobody says: `live_seg-20261123-220250`."""
    return f"live_seg-{now:%Y%m%d-%H%M%S}"


def save_snapshot(
    place: Path,
    segmentation: Segmentation,
    view: ViewName = "recolour",
    picked: AbstractSet[int] = frozenset(),
    background: Background = DIM,
) -> tuple[Path, ...]:
    """Write a segmentation's view, frame and labels as PNG: all three or none, in place of no other file.

    In the image of the labels a pixel's value is its label. A cut-out whose background is removed is transparent there.

    Args:
        place: folder and stem: `shots/a` makes `shots/a-view.png`, `shots/a-frame.png` and `shots/a-labels.png`, or
            `shots/a-2-view.png` and so on where one of these exists.
        segmentation: a frame's.
        view: how it is seen.
        picked: labels of the segments that stand out; all of them if it is empty.
        background: what the rest becomes in a cut-out.

    Returns:
        Where the view, the frame and the labels are.

    Raises:
        SinkError: they cannot be written there.
    """
    pictures = (_seen(segmentation, view, picked, background), segmentation.frame.bgr, segmentation.labels)
    paths = _free_paths(place)
    written: list[Path] = []
    try:
        for path, picture in zip(paths, pictures, strict=True):
            write_image(path, picture, overwrite=False)
            written.append(path)
    except BaseException:
        for path in written:
            path.unlink(missing_ok=True)
        raise
    return paths


def _seen(
    segmentation: Segmentation, view: ViewName, picked: AbstractSet[int], background: Background
) -> NDArray[np.uint8]:
    if view == "cutout" and background.removes and picked:
        return transparent_cutout(segmentation, picked)
    return render(segmentation, view, picked, background)


def _free_paths(place: Path) -> tuple[Path, ...]:
    numbered = (place.name if number == 1 else f"{place.name}-{number}" for number in count(1))
    sets = (tuple(place.with_name(f"{stem}-{part}.png") for part in PARTS) for stem in numbered)
    return next(paths for paths in sets if not any(map(lexists, paths)))

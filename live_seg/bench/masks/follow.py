"""Follows the picks of every object through a sequence, and compares them with its masks in each frame."""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import fmean

import numpy as np
from numpy.typing import NDArray

from live_seg.bench.masks.picks import PICKS, Maps, picks_of
from live_seg.bench.masks.result import ObjectFigures, PickFigures


def overlap(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> float:
    """Intersection over union of two masks, 0 to 1; 1 if both are empty, as in DAVIS (Perazzi et al., CVPR 2016)."""
    union = int((one | other).sum())
    return int((one & other).sum()) / union if union else 1.0


@dataclass(slots=True)
class _Pick:
    """One pick of one object."""

    ids: NDArray[np.integer]
    first: float
    overlaps: list[float] = field(default_factory=list)
    is_present: list[bool] = field(default_factory=list)
    """For each frame with the object, whether the pick has a pixel."""


@dataclass(slots=True)
class _Object:
    """One object: the frame in which it is picked, and its picks by name."""

    picked_at: int
    picks: dict[str, _Pick]


class Follower:
    """Follows all objects of a sequence.

    An object is picked in the first frame in which it is seen. It is measured in the frames after it, but not in the
    last one, as in the semi-supervised task of DAVIS.
    """

    def __init__(self) -> None:
        self._objects: dict[int, _Object] = {}

    def add(self, index: int, maps: Maps, numbers: NDArray[np.int32], *, is_last: bool) -> None:
        """Add the next frame that has a mask.

        Args:
            index: the frame's index in the sequence.
            maps: its regions and labels.
            numbers: int32 (H, W), the object of each pixel, or 0.
            is_last: whether no frame with a mask follows.
        """
        if not is_last:
            for number, one in self._objects.items():
                _measure(one, maps, numbers == number)
        for number in np.unique(numbers[numbers > 0]).tolist():
            if number not in self._objects:
                mask = numbers == number
                picks = {
                    name: _Pick(ids, overlap(maps.mask(name, ids), mask)) for name, ids in picks_of(maps, mask).items()
                }
                self._objects[number] = _Object(index, picks)

    def figures(self, sequence: str) -> tuple[list[ObjectFigures], list[str]]:
        """The figures of each object that was measured, and a remark on each that was not."""
        figures, remarks = [], []
        for place, number in enumerate(sorted(self._objects), 1):
            one = self._objects[number]
            count = len(one.picks[PICKS[0]].overlaps)
            if count == 0:
                remarks.append(
                    f"{sequence}: object {place} first appears in frame {one.picked_at}; no frame is left to measure"
                )
                continue
            picks = tuple(_figures(name, pick) for name, pick in one.picks.items())
            figures.append(ObjectFigures(sequence, place, one.picked_at, count, picks))
        return figures, remarks


def _measure(one: _Object, maps: Maps, mask: NDArray[np.bool_]) -> None:
    is_seen = bool(mask.any())
    for name, pick in one.picks.items():
        predicted = maps.mask(name, pick.ids)
        pick.overlaps.append(overlap(predicted, mask))
        if is_seen:
            pick.is_present.append(bool(predicted.any()))


def _figures(name: str, pick: _Pick) -> PickFigures:
    present = fmean(pick.is_present) if pick.is_present else None
    return PickFigures(name, len(pick.ids), pick.first, fmean(pick.overlaps), present)

"""Follows picks through a stream."""

from __future__ import annotations

from collections.abc import Iterable

import cv2
import numpy as np
from numpy.typing import NDArray

from live_seg.config import Colour
from live_seg.errors import ConfigError
from live_seg.segment import Palette, Segmentation
from live_seg.view.picks.masks import carried
from live_seg.view.picks.pick import Pick, PickAt, PickColour, PickRule
from live_seg.view.picks.recent_ids import RecentIds

SAME_COLOUR = 15.0
"""Largest distance in CIELAB at which the mean colour of a region counts as a picked colour."""


class PickFollower:
    """Says what is picked in each segmentation of a stream.

    A picked region stays picked while it keeps its id, and is picked again when the id comes back. A picked segment
    follows its colour when the size of the palette changes.

    Args:
        picks: what to pick.
    """

    def __init__(self, picks: Iterable[Pick]) -> None:
        picks = tuple(picks)
        self._places = [pick for pick in picks if isinstance(pick, PickAt)]
        self._colours = [pick for pick in picks if isinstance(pick, PickColour)]
        self._rules = [pick for pick in picks if isinstance(pick, str)]
        self._picked: frozenset[int] = frozenset()
        self._ruled: frozenset[int] = frozenset()
        self._coloured: frozenset[int] = frozenset()
        self._recent = RecentIds()  # of the regions among them
        self._palette: Palette | None = None

    def __call__(self, segmentation: Segmentation) -> frozenset[int]:
        """The picked ids of regions, or labels where there are no regions, of the next segmentation.

        Raises:
            ConfigError: a picked pixel is outside the frame.
        """
        is_first = self._palette is None
        if self._palette is not None and segmentation.regions is None:
            self._picked = carried(self._picked, self._palette, segmentation.palette)
            self._ruled = carried(self._ruled, self._palette, segmentation.palette)
            self._coloured = carried(self._coloured, self._palette, segmentation.palette)
        self._palette = segmentation.palette
        due = [pick for pick in self._places if pick.time <= segmentation.frame.time]
        self._places = [pick for pick in self._places if pick not in due]
        self._picked |= {_number_at(segmentation, pick.column, pick.row) for pick in due}
        if is_first or segmentation.is_new_scene:
            self._begin_scene(segmentation)
        if segmentation.regions is not None and self._colours:
            for pick in self._colours:
                self._coloured |= _numbers_near(pick.colour, segmentation, SAME_COLOUR)
            self._coloured = self._recent.update(self._coloured & _seen_in(segmentation), segmentation.frame.time)
        return self._picked | self._ruled | self._coloured

    def _begin_scene(self, segmentation: Segmentation) -> None:
        """Pick by rules and by colours, if nothing that they picked before is visible."""
        seen = _seen_in(segmentation)
        self._recent.begin_scene()
        if not self._ruled & seen:
            self._ruled |= {_number_by(rule, segmentation) for rule in self._rules}
        if segmentation.regions is None:
            self._coloured = frozenset()  # labels have other colours after a cut
        if not self._coloured & seen:
            for pick in self._colours:
                self._coloured |= _numbers_near(pick.colour, segmentation)


def _number_at(segmentation: Segmentation, column: int, row: int) -> int:
    height, width = segmentation.labels.shape
    if column >= width or row >= height:
        raise ConfigError(f"pick is {column},{row}, and frames have {width}x{height} pixels, from 0,0")
    regions = segmentation.regions
    return int(segmentation.labels[row, column]) if regions is None else regions.id_at(column, row)


def _number_by(rule: PickRule, segmentation: Segmentation) -> int:
    height, width = segmentation.labels.shape
    regions = segmentation.regions
    if rule == "centre":
        return _number_at(segmentation, width // 2, height // 2)
    numbers, n = (segmentation.labels, 256) if regions is None else (regions.rows, len(regions))
    largest = int(cv2.calcHist([numbers], [0], None, [n], [0, n]).argmax())
    return largest if regions is None else int(regions.row_ids[largest])


def _numbers_near(colour: Colour, segmentation: Segmentation, limit: float | None = None) -> frozenset[int]:
    """The numbers of all regions or segments within `limit` units of CIELAB from a colour, or the nearest one."""
    regions = segmentation.regions
    colours = segmentation.palette.colours if regions is None else regions.columns.colour
    numbers = np.arange(len(colours)) if regions is None else regions.columns.id
    lab = _lab([colour, *colours.tolist()])
    distances = np.sqrt(((lab[1:] - lab[0]) ** 2).sum(axis=1))
    if limit is None:
        return frozenset({int(numbers[distances.argmin()])})
    return frozenset(numbers[distances <= limit].tolist())


def _lab(colours: list[Colour]) -> NDArray[np.float32]:
    """Colours in CIELAB, float32 (n, 3)."""
    bgr = np.array(colours, np.float32).reshape(1, -1, 3) / 255
    return np.asarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2Lab), np.float32).reshape(-1, 3)


def _seen_in(segmentation: Segmentation) -> frozenset[int]:
    if segmentation.regions is not None:
        return frozenset(segmentation.regions.row_ids.tolist())
    return frozenset(np.flatnonzero(segmentation.palette.shares).tolist())

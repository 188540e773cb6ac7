"""Finds the regions of the frames of a stream, in these steps.

frame ── working picture ── relief ── superpixels ── graph ── hierarchy ── regions ── ids ── full size
^                    ^
└── the scene so far ┘
"""

from __future__ import annotations

from fractions import Fraction
from functools import partial

import numpy as np
from numpy.typing import NDArray

from live_seg.config import Config, RegionQuality
from live_seg.frame import Frame
from live_seg.kernels.regions.graph import AREA, LAB
from live_seg.segment.regions.division import Division
from live_seg.segment.regions.full_size import FullSize
from live_seg.segment.regions.graph.colour_codes import ColourCodes
from live_seg.segment.regions.graph.picture_graph import graph_of, superpixel_colours
from live_seg.segment.regions.graph.region_graph import RegionGraph
from live_seg.segment.regions.graph.working_picture import working_colours
from live_seg.segment.regions.identity import Identities, looks_of
from live_seg.segment.regions.measure import measured_columns
from live_seg.segment.regions.quality import quality
from live_seg.segment.regions.regions import Regions
from live_seg.segment.regions.scene import Scenes, steady

UNTIMED = 1 / 30
"""Seconds that are assumed between two frames if time does not increase, as for arrays, which have no times."""


class Clock:
    """Counts the seconds of a stream, even if its frames have no times or the times start again."""

    def __init__(self) -> None:
        self.now = 0.0
        self._last: Fraction | None = None

    def move_to(self, time: Fraction) -> None:
        """Go on to the time of the next frame."""
        if self._last is not None:
            self.now += float(time - self._last) if time > self._last else UNTIMED
        self._last = time


class RegionFinder:
    """Finds the regions of the frames of one stream, and keeps their ids from frame to frame."""

    def __init__(self) -> None:
        self._codes = ColourCodes()
        self._scenes = Scenes()
        self._identities = Identities()
        self._clock = Clock()
        self._full_size = FullSize()
        self._found_with: tuple[float, RegionQuality] | None = None
        self._frame: Frame | None = None
        self._division: Division | None = None

    def find(self, frame: Frame, labels: NDArray[np.uint8], config: Config, *, is_new_scene: bool = False) -> Regions:
        """Find the regions of the next frame, or of the last one again with other settings.

        Args:
            frame: the frame.
            labels: uint8 (H, W), the labels of its pixels.
            config: `detail` and `region_quality` are used.
            is_new_scene: whether the frame is the first one after a cut.
        """
        division = self._division_of(frame, config, is_new_scene=is_new_scene)
        scene, graph = self._scenes.current, division.graph
        rows_of = division.rows_of(config.detail)
        rows = rows_of[graph.owner]
        looks = looks_of(rows, int(rows_of.max()) + 1, _colours(graph, rows_of), self._clock.now)
        ids = self._identities.assign(scene, rows, looks)
        scene.remember(rows, ids, looks, frame.time)
        full = self._full_size.rows(frame.bgr, graph.owner, superpixel_colours(graph), rows_of)
        ages = scene.ages(ids, frame.time)
        return Regions(full, ids, partial(measured_columns, frame.bgr, labels, full, ids, ages))

    def _division_of(self, frame: Frame, config: Config, *, is_new_scene: bool) -> Division:
        how = quality(config.region_quality)
        if self._division is not None and self._frame is frame and self._division.how is how:
            return self._division
        lab = working_colours(frame.bgr, how.pixels)
        self._clock.move_to(frame.time)
        if is_new_scene:
            self._codes.forget()
            self._scenes.cut_to(lab, self._clock.now)
        scene = self._scenes.current
        before = scene.lab if scene.lab is not None and scene.lab.shape == lab.shape else None
        if before is not None:
            steady(lab, before)
        graph = graph_of(lab, how, self._codes)
        # votes would delay the effect of changed settings
        found_with = config.detail, config.region_quality
        has_votes = before is not None and found_with == self._found_with
        self._found_with = found_with
        votes = scene.votes_for(graph.owner, len(graph.sums), lab) if has_votes else None
        scene.see(lab)
        self._frame, self._division = frame, Division(graph, how, votes)
        return self._division


def _colours(graph: RegionGraph, rows_of: NDArray[np.uint16]) -> NDArray[np.float32]:
    """The mean L, a, b of each region."""
    n = int(rows_of.max()) + 1
    sums = np.stack([np.bincount(rows_of, graph.sums[:, LAB + channel], n) for channel in range(3)], axis=1)
    area = np.bincount(rows_of, graph.sums[:, AREA], n)
    return np.asarray(sums / area[:, None] + graph.mean, np.float32)

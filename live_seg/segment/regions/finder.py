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

from live_seg.buffers import read_only
from live_seg.config import Config
from live_seg.frame import Frame
from live_seg.kernels.regions import memory
from live_seg.kernels.regions.graph import AREA, LAB
from live_seg.segment.regions.colour_codes import ColourCodes
from live_seg.segment.regions.full_size import FullSize
from live_seg.segment.regions.hierarchy import Votes, merge_all
from live_seg.segment.regions.identity import Identities, looks_of
from live_seg.segment.regions.measure import measured_columns
from live_seg.segment.regions.one_picture import graph_of, height_of, leaf_colours
from live_seg.segment.regions.quality import quality
from live_seg.segment.regions.region_graph import RegionGraph
from live_seg.segment.regions.regions import Regions
from live_seg.segment.regions.scene import Scene, Scenes
from live_seg.segment.regions.working_picture import working_colours

MEMORY = 2.0
"""Weight of the votes of the previous frame, in units of the score. They keep the parts of its regions together."""
UNCHANGED = 6.0
"""A pixel votes if it changes by less than this from one frame to the next, in units of CIELAB."""
UNTIMED = 1 / 30
"""Seconds that are assumed between two frames if time does not increase, as for arrays, which have no times."""
STILL, FOLLOWS = 3.0, 0.25
"""A pixel of the working picture that changes by less than STILL, in units of CIELAB, is smoothed over time: only the
share FOLLOWS of the change is kept. So noise does not move borders."""


class Clock:
    """Counts the seconds of a stream, even if its frames have no times or the times start again."""

    def __init__(self) -> None:
        self._seconds = 0.0
        self._last: Fraction | None = None

    def move_to(self, time: Fraction) -> float:
        """Advance to the time of the next frame, and return the seconds since the first one."""
        if self._last is not None:
            self._seconds += float(time - self._last) if time > self._last else UNTIMED
        self._last = time
        return self._seconds


class RegionFinder:
    """Finds the regions of the frames of one stream, and keeps their ids from frame to frame."""

    def __init__(self) -> None:
        self._codes = ColourCodes()
        self._scenes = Scenes()
        self._identities = Identities()
        self._clock = Clock()
        self._full_size = FullSize()
        self._found_with: tuple[object, ...] | None = None

    def find(self, frame: Frame, labels: NDArray[np.uint8], config: Config, *, is_new_scene: bool = False) -> Regions:
        """Find the regions of the next frame.

        Args:
            frame: the frame.
            labels: uint8 (H, W), the labels of its pixels.
            config: `detail` and `region_quality` are used.
            is_new_scene: whether the frame is the first one after a cut.
        """
        how = quality(config.region_quality)
        lab = working_colours(frame.bgr, how.pixels)
        now = self._clock.move_to(frame.time)
        scene = self._scene_of(lab, now, is_new_scene=is_new_scene)
        _steady(lab, scene)
        graph = graph_of(lab, how, self._codes)
        # votes would delay the effect of changed settings
        found_with = config.detail, config.region_quality
        votes = None if found_with != self._found_with else _votes(scene, graph, lab)
        self._found_with = found_with
        height = height_of(config.detail, how)
        hierarchy = merge_all(graph, how.merge, height, votes)
        rows_of = hierarchy.cut(height)
        rows = rows_of[graph.owner]

        looks = looks_of(rows, int(rows_of.max()) + 1, _colours(graph, rows_of), now)
        ids = self._identities.assign(scene, rows, looks)
        scene.lab, scene.rows, scene.ids, scene.looks, scene.seen = lab, rows, ids, looks, now
        # if a stream starts again, its times go back; ages must not become negative
        scene.births = {
            name: min(scene.births.get(name, frame.time), frame.time) for name in (*ids.tolist(), *scene.lost)
        }
        ages = np.array([float(frame.time - scene.births[name]) for name in ids.tolist()])
        full = self._full_size.rows(frame.bgr, graph.owner, leaf_colours(graph), rows_of)
        return Regions(full, ids, partial(measured_columns, frame.bgr, labels, full, ids, ages))

    def _scene_of(self, lab: NDArray[np.float32], now: float, *, is_new_scene: bool) -> Scene:
        if is_new_scene:
            self._codes.forget()
            self._scenes.cut_to(lab, now)
        scene = self._scenes.current
        if scene.lab is not None and scene.lab.shape != lab.shape:
            scene.lab = None  # the size has changed: ids are kept by the looks of regions, not by their pixels
        return scene


def _steady(lab: NDArray[np.float32], scene: Scene) -> None:
    """Reduce noise where nothing moves, in place."""
    before = scene.lab
    if before is not None:
        memory.steady(read_only(before.reshape(-1, 3)), np.float32(STILL**2), np.float32(FOLLOWS), lab.reshape(-1, 3))


def _votes(scene: Scene, graph: RegionGraph, lab: NDArray[np.float32]) -> Votes | None:
    """The votes of the unchanged pixels: each votes for the region that it had in the previous frame."""
    if scene.lab is None:
        return None
    counts = np.empty((len(graph.sums), len(scene.ids) + 1), np.float32)
    memory.count_votes(
        read_only(scene.lab.reshape(-1, 3)),
        read_only(lab.reshape(-1, 3)),
        np.float32(UNCHANGED**2),
        read_only(scene.rows.reshape(-1)),
        read_only(graph.owner.reshape(-1)),
        counts,
    )
    return Votes(counts, MEMORY)


def _colours(graph: RegionGraph, rows_of: NDArray[np.uint16]) -> NDArray[np.float32]:
    """The mean L, a, b of each region."""
    n = int(rows_of.max()) + 1
    sums = np.stack([np.bincount(rows_of, graph.sums[:, LAB + channel], n) for channel in range(3)], axis=1)
    area = np.bincount(rows_of, graph.sums[:, AREA], n)
    return np.asarray(sums / area[:, None] + graph.mean, np.float32)

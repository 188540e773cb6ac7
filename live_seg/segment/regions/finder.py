"""The finder: from the frames of a stream to their regions.

    frame ── working picture ── relief ── superpixels ── graph ── hierarchy ── regions ── ids ── full size
                                                                      ^                    ^
                                                                      └── the scene so far ┘
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from live_seg.buffers import read_only
from live_seg.config import Config
from live_seg.frame import Frame
from live_seg.kernels.regions.graph import AREA, LAB
from live_seg.segment.regions.colour_codes import ColourCodes
from live_seg.segment.regions.full_size import enlarged
from live_seg.segment.regions.hierarchy import Hierarchy, Votes, merge_all
from live_seg.segment.regions.identity import Identities, looks_of
from live_seg.segment.regions.measure import measured_columns
from live_seg.segment.regions.quality import Quality, quality
from live_seg.segment.regions.region_graph import RegionGraph
from live_seg.segment.regions.regions import Regions
from live_seg.segment.regions.relief import relief_of
from live_seg.segment.regions.scene import Scene, Scenes
from live_seg.segment.regions.superpixels import superpixels_of
from live_seg.segment.regions.working_picture import WorkingPicture

HEIGHT_OF_DETAIL = 3.75
"""How much lower the score is up to which regions are merged, from a detail of 0 to one of 1."""
MEMORY = 2.0
"""How strongly the parts of a region of the frame before stay together, in units of the score."""
UNCHANGED = 6.0
"""Units of CIELAB by which a pixel may change from frame to frame and still vote."""
STILL, FOLLOWS = 3.0, 0.25
"""A working pixel that changes by fewer units of CIELAB than the first follows the video slowly, by this share of the
change in each frame: what is left of the noise does not move borders."""


class RegionFinder:
    """Finds the regions of the frames of one stream, and keeps their ids from frame to frame."""

    def __init__(self) -> None:
        self._codes = ColourCodes()
        self._scenes = Scenes()
        self._identities = Identities()
        self._frames = 0
        self._found_with: tuple[object, ...] | None = None

    def find(self, frame: Frame, labels: NDArray[np.uint8], config: Config, *, is_new_scene: bool = False) -> Regions:
        """Find the regions of the next frame.

        Args:
            frame: the frame.
            labels: uint8 (H, W), the labels of its pixels.
            config: `detail` and `region_quality` say how.
            is_new_scene: whether the frame is the first one after a cut.
        """
        how = quality(config.region_quality)
        picture = WorkingPicture.of(frame.bgr, how.pixels)
        scene = self._scene_of(picture, is_new_scene=is_new_scene)
        picture = _steadied(picture, scene)
        graph = self._graph_of(picture, how)
        # a change of the settings takes effect at once
        found_with = config.detail, config.region_quality
        votes = None if found_with != self._found_with else _votes(scene, graph, picture)
        self._found_with = found_with
        height = height_of(config.detail, how)
        hierarchy = merge_all(graph, how.merge, height, votes)
        rows_of = hierarchy.cut(height)
        rows = rows_of[graph.owner]

        looks = looks_of(rows, int(rows_of.max()) + 1, _colours(hierarchy, graph, rows_of), self._frames)
        ids = self._identities.assign(scene, rows, looks)
        scene.lab, scene.rows, scene.ids, scene.looks = picture.lab, rows, ids, looks
        self._frames += 1
        for name in ids.tolist():
            scene.births.setdefault(name, frame.time)
        ages = np.array([float(frame.time - scene.births[name]) for name in ids.tolist()])
        names = enlarged(frame.bgr, graph.owner, _leaf_colours(picture, graph), rows_of, ids)
        return Regions(names.ids, names.rows, measured_columns(frame.bgr, labels, names.rows, ids, ages))

    def _scene_of(self, picture: WorkingPicture, *, is_new_scene: bool) -> Scene:
        before = self._scenes.current.lab
        if is_new_scene or (before is not None and before.shape != picture.lab.shape):
            self._codes.forget()
            self._scenes.cut_to(picture.lab)
        return self._scenes.current

    def _graph_of(self, picture: WorkingPicture, how: Quality) -> RegionGraph:
        relief = relief_of(picture, how.relief)
        owner, count = superpixels_of(relief, how.side)
        return RegionGraph.of(picture, owner, count, self._codes.code(picture.smooth), relief)


def height_of(detail: float, how: Quality) -> float:
    """The score up to which regions are merged at a detail, from 0 to 1."""
    return how.height + HEIGHT_OF_DETAIL * (0.5 - detail)


def hierarchy_of(bgr: NDArray[np.uint8], how: Quality) -> tuple[RegionGraph, Hierarchy, WorkingPicture]:
    """All merges of one picture, uint8 (H, W, 3) BGR, for every detail at once."""
    picture = WorkingPicture.of(bgr, how.pixels)
    relief = relief_of(picture, how.relief)
    owner, count = superpixels_of(relief, how.side)
    graph = RegionGraph.of(picture, owner, count, ColourCodes().code(picture.smooth), relief)
    return graph, merge_all(graph, how.merge), picture


def _steadied(picture: WorkingPicture, scene: Scene) -> WorkingPicture:
    """The picture without what is left of the noise where nothing moves."""
    before = scene.lab
    if before is None or before.shape != picture.lab.shape:
        return picture
    change = picture.lab - before
    still = (change**2).sum(axis=2, keepdims=True) < STILL**2
    steady = np.where(still, before + np.float32(FOLLOWS) * change, picture.lab)
    return WorkingPicture.measured(picture.bgr, steady)


def _votes(scene: Scene, graph: RegionGraph, picture: WorkingPicture) -> Votes | None:
    """How the pixels that have not changed vote: for the regions that they were in."""
    if scene.lab is None or scene.lab.shape != picture.lab.shape:
        return None
    unchanged = (((picture.lab - scene.lab) ** 2).sum(axis=2) < UNCHANGED**2).reshape(-1)
    regions, superpixels = len(scene.ids), len(graph.sums)
    places = graph.owner.reshape(-1)[unchanged].astype(np.int64) * (regions + 1) + scene.rows.reshape(-1)[unchanged]
    counts = np.bincount(places, minlength=superpixels * (regions + 1)).reshape(superpixels, regions + 1)
    counts[:, regions] = counts.sum(axis=1)
    return Votes(counts.astype(np.float32), MEMORY)


def _colours(hierarchy: Hierarchy, graph: RegionGraph, rows_of: NDArray[np.uint16]) -> NDArray[np.float32]:
    """The mean L, a, b of each region."""
    n = int(rows_of.max()) + 1
    sums = np.stack([np.bincount(rows_of, graph.sums[:, LAB + channel], n) for channel in range(3)], axis=1)
    area = np.bincount(rows_of, graph.sums[:, AREA], n)
    return np.asarray(sums / area[:, None] + graph.mean, np.float32)


def _leaf_colours(picture: WorkingPicture, graph: RegionGraph) -> NDArray[np.float32]:
    """The mean blue, green and red of each superpixel: float32 (n, 3)."""
    flat, n = graph.owner.reshape(-1), len(graph.sums)
    bgr = picture.bgr.reshape(-1, 3)
    sums = np.stack([np.bincount(flat, bgr[:, channel], n) for channel in range(3)], axis=1)
    return np.asarray(sums / np.maximum(graph.sums[:, AREA], 1)[:, None], np.float32)

"""Ids of regions: a region keeps its id while it moves, grows or is partly hidden.

A region takes the id of the region in the previous frame that it overlaps most and that has a similar colour. When a
region splits, the part that is most similar to it keeps the id. When regions merge, the result keeps the id of the
region that is most similar to it. Lost ids are remembered for a while, and are given back to a region that looks the
same. All other regions get new ids, numbered consecutively.
"""

from __future__ import annotations

from dataclasses import replace
from math import hypot

import numpy as np
from numpy.typing import NDArray

from live_seg.buffers import read_only
from live_seg.kernels.regions import memory, table
from live_seg.segment.regions.scene import Looks, Scene

COLOUR_RANGE = 25.0
"""Regions whose mean colours differ by at least this, in units of CIELAB, never share an id, however much they overlap.
Otherwise a person who enters the picture would get the id of the floor."""
LEAST_OVERLAP = 0.05
"""Lowest overlap at which a region keeps its id: intersection over union, times the similarity of the colours."""

FORGOTTEN_AFTER = 10.0
"""Seconds for which a lost id is remembered."""
MOST_LOST = 256
"""The largest number of lost ids that are remembered. The latest ones are kept."""
LOST_RANGE = 15.0
"""Units of CIELAB by which the colour of a region may have changed while it was lost."""
COLOUR_UNIT, DISTANCE_UNIT = 12.0, 0.25
"""Differences that each add 1 to the cost of a lost id: units of CIELAB, and a share of the diagonal. An area that is
larger or smaller by a factor of e also adds 1."""
MOST_COST = 2.6
FARTHEST = 0.35
"""A region may have moved by up to this share of the diagonal while it was lost. LOST_RANGE limits its colour."""


def looks_of(rows: NDArray[np.uint16], count: int, colours: NDArray[np.float32], seen: float) -> list[Looks]:
    """What the regions of a frame look like.

    Args:
        rows: uint16 (h, w), the row of each pixel's region.
        count: number of regions.
        colours: float32 (count, 3), mean L, a, b of each.
        seen: the time of the frame, in seconds of the stream.
    """
    sums = np.empty((count, 3), np.int64)
    table.place(read_only(rows), sums)
    area = np.maximum(sums[:, 0], 1)
    centres = (sums[:, 1:] / area[:, None] / hypot(*rows.shape)).tolist()
    shares = (area / rows.size).tolist()
    return [
        Looks((light, a, b), (x, y), share, seen)
        for (light, a, b), (x, y), share in zip(colours.tolist(), centres, shares, strict=True)
    ]


class Identities:
    """Assigns the ids of one stream."""

    def __init__(self) -> None:
        self._next = 0

    def assign(self, scene: Scene, rows: NDArray[np.uint16], looks: list[Looks]) -> NDArray[np.int32]:
        """The id of each region of a frame, int32 (n,).

        Args:
            scene: the scene as it was in the previous frame; its lost ids are updated.
            rows: uint16 (h, w), the row of each pixel's region.
            looks: what each row looks like.
        """
        ids = np.full(len(looks), -1, np.int32)
        self._keep(scene, rows, looks, ids)
        self._reclaim(scene, looks, ids)
        new = np.flatnonzero(ids < 0)
        ids[new] = np.arange(self._next, self._next + len(new))
        self._next += len(new)
        return ids

    def _keep(self, scene: Scene, rows: NDArray[np.uint16], looks: list[Looks], ids: NDArray[np.int32]) -> None:
        """Give regions the ids of regions that they overlap, best pairs first. The other ids are lost."""
        taken: set[int] = set()
        if scene.rows.shape == rows.shape:
            similarity = _similarity(scene, rows, looks)
            before, now = np.nonzero(similarity >= LEAST_OVERLAP)
            best_first = np.argsort(-similarity[before, now], kind="stable")
            for old, row in zip(before[best_first].tolist(), now[best_first].tolist(), strict=True):
                if ids[row] < 0 and old not in taken:
                    ids[row] = scene.ids[old]
                    taken.add(old)
        for old in sorted(set(range(len(scene.ids))) - taken):
            # it is lost from this moment: the scene may have been away since it was last seen
            scene.lost[int(scene.ids[old])] = replace(scene.looks[old], seen=looks[0].seen)

    def _reclaim(self, scene: Scene, looks: list[Looks], ids: NDArray[np.int32]) -> None:
        """Give regions without an id the lost ids of regions that looked the same."""
        now = looks[0].seen
        kept = [name for name, look in scene.lost.items() if now - look.seen <= FORGOTTEN_AFTER][-MOST_LOST:]
        scene.lost = {name: scene.lost[name] for name in kept}
        rows = np.flatnonzero(ids < 0)
        if not kept or not len(rows):
            return
        costs = costs_of([scene.lost[name] for name in kept], [looks[row] for row in rows.tolist()])
        for place in np.argsort(costs, axis=None, kind="stable").tolist():
            old, new = divmod(place, len(rows))
            if costs[old, new] >= MOST_COST:
                break
            name, row = kept[old], int(rows[new])
            if ids[row] < 0 and name in scene.lost:
                ids[row] = name
                del scene.lost[name]


def _similarity(scene: Scene, rows: NDArray[np.uint16], looks: list[Looks]) -> NDArray[np.float64]:
    """The similarity of regions of the previous frame and of this one: float64 (before, now), 0 to 1.

    It is the intersection over union, times a factor that falls to 0 at a difference in colour of COLOUR_RANGE.
    """
    shared = np.empty((len(scene.ids), len(looks)), np.int64)
    memory.count_overlaps(read_only(scene.rows.reshape(-1)), read_only(rows.reshape(-1)), shared)
    union = shared.sum(axis=1)[:, None] + shared.sum(axis=0) - shared
    before, now = (np.array([look.colour for look in given]) for given in (scene.looks, looks))
    unlike = np.sqrt(((before[:, None] - now) ** 2).sum(axis=2))
    return np.asarray(shared / union * np.maximum(0, 1 - unlike / COLOUR_RANGE))


def costs_of(before: list[Looks], now: list[Looks]) -> NDArray[np.float64]:
    """How different lost and new regions look: float64 (lost, new), 0 for equal looks, infinite beyond the limits."""
    colour, centre, area = (
        (np.array([getattr(look, name) for look in before])[:, None], np.array([getattr(look, name) for look in now]))
        for name in ("colour", "centre", "area")
    )
    unlike = np.sqrt(((colour[0] - colour[1]) ** 2).sum(axis=2))
    moved = np.sqrt(((centre[0] - centre[1]) ** 2).sum(axis=2))
    costs = unlike / COLOUR_UNIT + moved / DISTANCE_UNIT + np.abs(np.log(area[0] / area[1]))
    return np.where((unlike < LOST_RANGE) & (moved < FARTHEST), costs, np.inf)

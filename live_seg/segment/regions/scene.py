"""What is remembered of the regions of a scene from frame to frame, and of earlier scenes that may come back."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from live_seg.buffers import read_only
from live_seg.kernels.regions import memory
from live_seg.segment.regions.hierarchy import Votes

REMEMBERED = 8
"""How many of the latest scenes are remembered, as for palettes."""
SAME_COLOUR = 8.0
"""A pixel looks the same if it differs by less than this from the scene, in units of CIELAB."""
MEMORY = 2.0
"""Weight of the votes of the previous frame, in units of the score. They keep the parts of its regions together."""
UNCHANGED = 6.0
"""A pixel votes if it changes by less than this from one frame to the next, in units of CIELAB."""
DRIFTED, MOST_DRIFTED = 8.0, 0.5
"""A region gets no votes once if more than this share of its pixels has drifted by this much, in units of CIELAB, since
it last got none. Without this, what was merged in the dark at the start of a film would stay merged after the film has
faded in."""
STILL, FOLLOWS = 3.0, 0.25
"""A pixel of the working picture that changes by less than STILL, in units of CIELAB, is smoothed over time: only the
share FOLLOWS of the change is kept. So noise does not move borders."""
SAME_SCENE = 0.5
"""If at least this share of the pixels looks the same, the scene is back."""


@dataclass(frozen=True, slots=True)
class Looks:
    """What a region looked like when it was last seen.

    Attributes:
        colour: mean L, a, b.
        centre: column and row, as shares of the picture's diagonal.
        area: share of the picture.
        seen: when that was, in seconds of the stream.
    """

    colour: tuple[float, float, float]
    centre: tuple[float, float]
    area: float
    seen: float


@dataclass(slots=True, eq=False)
class Scene:
    """The last frame of a scene, at the working size, and the regions that have been lost in it.

    Attributes:
        lab: float32 (h, w, 3), its colours; None before the first frame.
        began: float32 (h, w, 3), the colour of each pixel when its region last got no votes.
        rows: uint16 (h, w), the row of each pixel's region.
        ids: int32 (n,), the id of each row.
        looks: what each row looks like.
        lost: what the regions that are no longer in the scene looked like, by their ids.
        births: when each id was first assigned.
        seen: when the last frame was, in seconds of the stream.
    """

    lab: NDArray[np.float32] | None = None
    began: NDArray[np.float32] = field(default_factory=lambda: np.zeros((0, 0, 3), np.float32))
    rows: NDArray[np.uint16] = field(default_factory=lambda: np.zeros((0, 0), np.uint16))
    ids: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, np.int32))
    looks: list[Looks] = field(default_factory=list)
    lost: dict[int, Looks] = field(default_factory=dict)
    births: dict[int, Fraction] = field(default_factory=dict)
    seen: float = 0.0

    def votes_for(self, owner: NDArray[np.int32], superpixels: int, lab: NDArray[np.float32]) -> Votes:
        """The votes of the unchanged pixels of a picture: each votes for the region that it had in the last one.

        Args:
            owner: int32 (h, w), the superpixel of each pixel.
            superpixels: number of superpixels.
            lab: float32 (h, w, 3), the picture, of the same size as the last one.
        """
        regions = len(self.ids)
        before, now = read_only(np.asarray(self.lab).reshape(-1, 3)), read_only(lab.reshape(-1, 3))
        rows, unchanged = read_only(self.rows.reshape(-1)), np.float32(UNCHANGED**2)
        counts, silent = np.empty((regions, 2), np.int64), np.empty(regions, np.bool_)
        limits = unchanged, np.float32(DRIFTED**2), np.float32(MOST_DRIFTED)
        memory.find_drifted(before, now, *limits, rows, counts, self.began.reshape(-1, 3), silent)
        votes = np.empty((superpixels, regions + 1), np.float32)
        memory.count_votes(before, now, unchanged, read_only(silent), rows, read_only(owner.reshape(-1)), votes)
        return Votes(votes, MEMORY)

    def see(self, lab: NDArray[np.float32]) -> None:
        """Remember the colours of a picture, float32 (h, w, 3)."""
        if self.began.shape != lab.shape:
            self.began = lab.copy()
        self.lab = lab

    def remember(self, rows: NDArray[np.uint16], ids: NDArray[np.int32], looks: list[Looks], time: Fraction) -> None:
        """Remember the regions of the picture that was seen last.

        Args:
            rows: uint16 (h, w), the row of each pixel's region.
            ids: int32 (n,), the id of each row.
            looks: what each row looks like.
            time: the frame's time.
        """
        self.rows, self.ids, self.looks, self.seen = rows, ids, looks, looks[0].seen
        # if a stream starts again, its times go back; ages must not become negative
        self.births = {name: min(self.births.get(name, time), time) for name in (*ids.tolist(), *self.lost)}

    def ages(self, ids: NDArray[np.int32], time: Fraction) -> NDArray[np.float64]:
        """The seconds from the birth of each id to a time: float64 (n,)."""
        return np.array([float(time - self.births[name]) for name in ids.tolist()])

    def resembles(self, lab: NDArray[np.float32]) -> float:
        """The share of the pixels that look like those of another picture, float32 (h, w, 3)."""
        if self.lab is None or self.lab.shape != lab.shape:
            return 0.0
        return float((((self.lab - lab) ** 2).sum(axis=2) < SAME_COLOUR**2).mean())


def steady(lab: NDArray[np.float32], before: NDArray[np.float32]) -> None:
    """Reduce the noise of a picture where nothing moves: both float32 (h, w, 3); `lab` is changed."""
    memory.steady(read_only(before.reshape(-1, 3)), np.float32(STILL**2), np.float32(FOLLOWS), lab.reshape(-1, 3))


class Scenes:
    """The scenes of one stream.

    Attributes:
        current: the scene of the last frame.
    """

    def __init__(self) -> None:
        self.current = Scene()
        self._earlier: list[Scene] = []  # the latest one first

    def cut_to(self, lab: NDArray[np.float32], now: float = 0.0) -> None:
        """Begin a scene, or resume the last or an earlier one if it is back.

        Args:
            lab: float32 (h, w, 3), its first picture.
            now: the time of that picture, in seconds of the stream. The time while a scene was away does not count.
        """
        known = [self.current, *self._earlier]
        best = max(known, key=lambda scene: scene.resembles(lab))
        if best.resembles(lab) < SAME_SCENE:
            best = Scene()
        others = [scene for scene in known if scene is not best and scene.lab is not None]
        self._earlier = others[:REMEMBERED]
        away = now - best.seen
        best.lost = {name: replace(look, seen=look.seen + away) for name, look in best.lost.items()}
        self.current = best

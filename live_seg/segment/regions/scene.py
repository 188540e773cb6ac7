"""What is remembered of the regions of a scene from frame to frame, and of earlier scenes that may come back."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

REMEMBERED = 8
"""How many of the latest scenes are remembered, as for palettes."""
SAME_COLOUR = 8.0
"""A pixel looks the same if it differs by less than this from the scene, in units of CIELAB."""
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
        rows: uint16 (h, w), the row of each pixel's region.
        ids: int32 (n,), the id of each row.
        looks: what each row looks like.
        lost: what the regions that are no longer in the scene looked like, by their ids.
        births: when each id was first assigned.
        seen: when the last frame was, in seconds of the stream.
    """

    lab: NDArray[np.float32] | None = None
    rows: NDArray[np.uint16] = field(default_factory=lambda: np.zeros((0, 0), np.uint16))
    ids: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, np.int32))
    looks: list[Looks] = field(default_factory=list)
    lost: dict[int, Looks] = field(default_factory=dict)
    births: dict[int, Fraction] = field(default_factory=dict)
    seen: float = 0.0

    def resembles(self, lab: NDArray[np.float32]) -> float:
        """The share of the pixels that look like those of another picture, float32 (h, w, 3)."""
        if self.lab is None or self.lab.shape != lab.shape:
            return 0.0
        return float((((self.lab - lab) ** 2).sum(axis=2) < SAME_COLOUR**2).mean())


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

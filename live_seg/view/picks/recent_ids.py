"""The ids of picked regions that can still come back."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from fractions import Fraction

from live_seg.segment.regions.identity import FORGOTTEN_AFTER
from live_seg.segment.regions.scene import REMEMBERED


class RecentIds:
    """Remembers ids of regions for as long as the regions are remembered: for some seconds, or with their scene."""

    def __init__(self) -> None:
        self._seen: dict[int, Fraction] = {}  # when each id of this scene was seen last
        self._scenes: deque[frozenset[int]] = deque(maxlen=REMEMBERED)

    def begin_scene(self) -> None:
        """Keep the ids of the scene that is over."""
        if self._seen:
            self._scenes.append(frozenset(self._seen))
            self._seen = {}

    def update(self, visible: Iterable[int], time: Fraction) -> frozenset[int]:
        """All ids that can still come back.

        Args:
            visible: the ids that are in the frame.
            time: the time of the frame, in seconds.
        """
        self._seen |= dict.fromkeys(visible, time)
        self._seen = {number: seen for number, seen in self._seen.items() if time - seen <= FORGOTTEN_AFTER}
        return frozenset(self._seen).union(*self._scenes)

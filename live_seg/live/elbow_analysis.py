"""The elbow analysis of a live session: on the newest frames, in a thread of its own, while the video goes on."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from live_seg.pipeline import BackgroundTask
from live_seg.segment import ElbowCurve, growing_elbow
from live_seg.view.hud.elbow_panel import Analysis

if TYPE_CHECKING:
    from live_seg.config import Config
    from live_seg.frame import Frame

FRAMES = 4
"""That are looked at together: of one alone the knee comes and goes."""
INTERVAL = 0.25
"""Seconds between two of them, at least."""


class ElbowAnalysis:
    """Remembers the newest frames, and measures the elbow of them when asked to.

    Args:
        k_max: up to which K, 1 to 64.
    """

    def __init__(self, k_max: int) -> None:
        self._k_max = k_max
        self._frames: deque[Frame] = deque(maxlen=FRAMES)
        self._work: BackgroundTask[ElbowCurve] | None = None
        self._stopped: list[BackgroundTask[ElbowCurve]] = []

    def see(self, frame: Frame) -> None:
        """Remember a frame; they are to come in order."""
        if not self._frames or frame.time - self._frames[-1].time >= INTERVAL or frame.time < self._frames[-1].time:
            self._frames.append(frame)

    @property
    def state(self) -> Analysis | None:
        """How far it has come; None while none is open.

        Raises:
            LiveSegError: it has failed.
        """
        if self._work is None:
            return None
        is_whole = self._work.is_over  # first: what is newest after that is the last
        return Analysis(self._k_max, self._work.newest, is_whole=is_whole)

    def open(self, config: Config) -> None:
        """Begin to measure."""
        self.close()
        ks = range(1, self._k_max + 1)
        steps = growing_elbow(list(self._frames), config, ks=ks)
        self._work = BackgroundTask(steps)

    def close(self) -> None:
        """Forget what was measured, and end what is being measured."""
        if self._work is not None:
            self._work.stop()
            self._stopped = [work for work in (*self._stopped, self._work) if not work.is_over]
            self._work = None

    def join(self) -> None:
        """End it, and wait until it has."""
        self.close()
        for work in self._stopped:
            work.join()

"""The elbow analysis of a live session. It measures the newest frames in the background."""

from __future__ import annotations

from collections import deque

from live_seg.config import Config
from live_seg.frame import Frame
from live_seg.pipeline import BackgroundTask
from live_seg.segment import ElbowCurve, growing_elbow
from live_seg.view.hud.elbow_panel import Analysis

FRAMES = 4
"""Number of frames that are measured together. The knee of a single frame is not stable."""
INTERVAL = 0.25
"""Shortest time between two of these frames, in seconds."""


class ElbowAnalysis:
    """Remembers the newest frames, and measures their elbow on demand.

    Args:
        k_max: the largest K, 1 to 64.
    """

    def __init__(self, k_max: int) -> None:
        self._k_max = k_max
        self._frames: deque[Frame] = deque(maxlen=FRAMES)
        self._work: BackgroundTask[ElbowCurve] | None = None
        self._stopped: list[BackgroundTask[ElbowCurve]] = []

    def see(self, frame: Frame) -> None:
        """Remember a frame, if it is due. Frames come in order."""
        if not self._frames or frame.time - self._frames[-1].time >= INTERVAL or frame.time < self._frames[-1].time:
            self._frames.append(frame)

    @property
    def state(self) -> Analysis | None:
        """The state of the analysis; None if none is open.

        Raises:
            LiveSegError: the analysis has failed.
        """
        if self._work is None:
            return None
        is_whole = self._work.is_over  # read before `newest`, so that an incomplete curve never counts as whole
        return Analysis(self._k_max, self._work.newest, is_whole=is_whole)

    def open(self, config: Config) -> None:
        """Start an analysis."""
        self.close()
        ks = range(1, self._k_max + 1)
        steps = growing_elbow(list(self._frames), config, ks=ks)
        self._work = BackgroundTask(steps)

    def close(self) -> None:
        """Stop the analysis and forget it."""
        if self._work is not None:
            self._work.stop()
            self._stopped = [work for work in (*self._stopped, self._work) if not work.is_over]
            self._work = None

    def join(self) -> None:
        """Stop the analysis, and wait for its thread."""
        self.close()
        for work in self._stopped:
            work.join()

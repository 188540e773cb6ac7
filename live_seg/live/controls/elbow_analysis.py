"""The elbow analysis of a live session. It measures frames of the current scene in the background."""

from __future__ import annotations

from live_seg.config import Config
from live_seg.live.controls.seen_frames import SeenFrames
from live_seg.pipeline import BackgroundTask
from live_seg.segment import ElbowCurve, Segmentation, growing_elbow
from live_seg.view.hud.elbow_panel import Analysis


class ElbowAnalysis:
    """Remembers frames of the current scene, and measures their elbow on demand.

    Args:
        k_max: the largest K, 1 to 64.
    """

    def __init__(self, k_max: int) -> None:
        self._k_max = k_max
        self._seen = SeenFrames()
        self._seconds = 0.0
        self._work: BackgroundTask[ElbowCurve] | None = None
        self._stopped: list[BackgroundTask[ElbowCurve]] = []

    def see(self, seen: Segmentation) -> None:
        """Remember the frame of a segmentation, if it is due. They come in order."""
        self._seen.see(seen.frame, is_new_scene=seen.is_new_scene)

    @property
    def state(self) -> Analysis | None:
        """The state of the analysis; None if none is open.

        Raises:
            LiveSegError: the analysis has failed.
        """
        if self._work is None:
            return None
        is_whole = self._work.is_over  # read before `newest`, so that an incomplete curve never counts as whole
        return Analysis(self._k_max, self._work.newest, is_whole=is_whole, seconds=self._seconds)

    def open(self, config: Config) -> None:
        """Start an analysis."""
        self.close()
        ks = range(1, self._k_max + 1)
        frames = self._seen.all
        self._seconds = float(frames[-1].time - frames[0].time) if frames else 0.0
        steps = growing_elbow(frames, config, ks=ks)
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

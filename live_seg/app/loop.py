"""What a live session does over and over: a frame to the screen and the recorder, then the keys."""

from __future__ import annotations

from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING

from live_seg.app.pace import Delays, Pace, Rate
from live_seg.app.workers import Latest, Prefetch
from live_seg.config import K_MAX
from live_seg.sink.window import ESCAPE
from live_seg.view import recolour

if TYPE_CHECKING:
    from threading import Event

    import numpy as np
    from numpy.typing import NDArray

    from live_seg.app.recorder import Recorder
    from live_seg.app.screen import Screen
    from live_seg.frame import Frame
    from live_seg.segment import Segmenter

QUIT = {"q", "Q", ESCAPE}
PAUSE = " "
MORE = {"+", "="}  # one key on many keyboards: which of both arrives is up to the window system
FEWER = {"-", "_"}
LOCK = {"l", "L"}
REFIT = {"c", "C"}

LISTENING = 0.01
"""Seconds between two looks for a frame, for keys and for a request to stop."""


class Loop:
    """Each turn a frame, if there is one, from the reader to the screen, then the keys.

    Attributes:
        frames: those shown.
        delays: how long after their time they were, where frames have one to keep: those of `Latest`.
    """

    def __init__(
        self,
        reader: Latest | Prefetch,
        segmenter: Segmenter,
        recorder: Recorder | None,
        screen: Screen,
        pace: Pace | None,
    ) -> None:
        self.frames = 0
        self._reader = reader
        self._segmenter = segmenter
        self._recorder = recorder
        self._screen = screen
        self._pace = pace
        self.delays = Delays()
        self._rate = Rate()
        self._quit = False
        self._paused_at: float | None = None
        self._paused_before = 0.0
        self._picture: NDArray[np.uint8] | None = None

    @property
    def dropped(self) -> int:
        """Frames that came and were never shown."""
        return self._reader.dropped if isinstance(self._reader, Latest) else 0

    @property
    def k(self) -> int:
        """Clusters asked for, as the keys have left it."""
        return self._segmenter.config.k

    @property
    def paused_for(self) -> float:
        """Seconds that the session has been paused for."""
        return self._paused_before + (monotonic() - self._paused_at if self._paused_at is not None else 0)

    def run(self, stop: Event) -> None:
        """Go on until the user quits, the source ends or `stop` is set."""
        while not (self._is_over(stop) or self._reader.ended):
            # the frames of a camera are taken while paused too: it goes on from now, and none counts as dropped
            if self._paused and isinstance(self._reader, Prefetch):
                self._hear_keys(LISTENING)
                continue
            frame = self._reader.take(LISTENING)
            if frame is None or self._paused or not self._is_due(frame, stop):
                self._hear_keys(0)
                continue
            self._pass_on(frame)
            self._hear_keys(0)
            # only now: a window draws when it is asked for keys
            if isinstance(self._reader, Latest):
                self.delays.add(self._reader.delay(frame))

    def _is_over(self, stop: Event) -> bool:
        # with no window there is no picture to go on for when the recording has failed
        failed = self._recorder is not None and self._recorder.failure is not None and not self._screen.has_picture
        return self._quit or stop.is_set() or failed

    def _is_due(self, frame: Frame, stop: Event) -> bool:
        """Wait until a frame is to be shown, and hear keys meanwhile; False if the session is over before."""
        if self._pace:
            due = self._pace.due(frame.time)
            while not self._is_over(stop) and (self._paused or monotonic() < due):
                self._hear_keys(LISTENING if self._paused else min(LISTENING, due - monotonic()))
        return not self._is_over(stop)

    def _pass_on(self, frame: Frame) -> None:
        self._picture = recolour(self._segmenter.segment(frame))
        if self._recorder:
            self._recorder.take(frame.time, self._picture, wait=isinstance(self._reader, Prefetch))
        self.frames += 1
        self._rate.tick()
        self._screen.show(self._picture, self._status())

    def _hear_keys(self, seconds: float) -> None:
        key = self._screen.key(seconds)
        if not self._screen.is_open or key in QUIT:
            self._quit = True
        elif key == PAUSE:
            self._pause_or_go_on()
        elif key in MORE and not self._segmenter.is_locked:
            self._change_k(self.k + 1)
        elif key in FEWER and not self._segmenter.is_locked:
            self._change_k(self.k - 1)
        elif key in LOCK:
            self._lock_or_unlock()
        elif key in REFIT:
            self._segmenter.refit()
        else:
            return
        if self._picture is not None:
            self._screen.show(self._picture, self._status())

    @property
    def _paused(self) -> bool:
        return self._paused_at is not None

    def _pause_or_go_on(self) -> None:
        self._paused_before = self.paused_for
        self._paused_at = None if self._paused else monotonic()

    def _change_k(self, k: int) -> None:
        self._segmenter.reconfigure(replace(self._segmenter.config, k=min(K_MAX, max(1, k))))

    def _lock_or_unlock(self) -> None:
        if self._segmenter.is_locked:
            self._segmenter.unlock()
        else:
            self._segmenter.lock()

    def _status(self) -> str:
        parts = [f"K {self.k}", f"{self._rate.per_second:.1f} fps", f"{self.dropped} dropped"]
        if self._recorder:
            missed = f", {self._recorder.dropped} missed" if self._recorder.dropped else ""
            parts.append("recording failed" if self._recorder.failure else f"recording{missed}")
        if self._segmenter.is_locked:
            parts.append("palette locked")
        if self._paused:
            parts.append("paused")
        return "   ".join(parts)

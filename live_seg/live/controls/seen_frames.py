"""The frames of a session that stand for its scene when its elbow is measured."""

from __future__ import annotations

from live_seg.frame import Frame

MOST = 8
"""Largest number of frames, as many as are spread over a file."""
FIRST_INTERVAL, LONGEST_INTERVAL = 0.25, 8.0
"""Seconds between two frames: at first, and when the scene has lasted for a minute. From then on the oldest frame
goes."""


class SeenFrames:
    """A few frames that are spread over what was seen since the last cut, but not over more than the last minute.

    All of them are in memory.
    """

    def __init__(self) -> None:
        self._frames: list[Frame] = []
        self._newest: Frame | None = None
        self._interval = FIRST_INTERVAL

    def see(self, frame: Frame, *, is_new_scene: bool) -> None:
        """Remember a frame, if it is due. A new scene, or an earlier time, begins anew."""
        if is_new_scene or (self._newest is not None and frame.time < self._newest.time):
            self._frames, self._interval = [], FIRST_INTERVAL
        self._newest = frame
        if self._frames and frame.time - self._frames[-1].time < self._interval:
            return
        self._frames.append(frame)
        if len(self._frames) <= MOST:
            return
        if self._interval < LONGEST_INTERVAL:
            # half of them, with twice the time between them
            self._frames, self._interval = self._frames[::2], 2 * self._interval
        else:
            self._frames.pop(0)

    @property
    def all(self) -> list[Frame]:
        """The frames in order."""
        return list(self._frames)

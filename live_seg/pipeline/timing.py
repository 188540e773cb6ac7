"""Timing of a session: when a frame is due, how many frames come a second, how late they are, pauses, and a timer."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from fractions import Fraction
from math import ceil
from threading import Timer
from time import monotonic

WINDOW = 1.0
"""Seconds over which a rate is measured."""
LONGEST = 10.0
"""Largest delay that is counted, in seconds. Longer delays count as this one."""


class Pace:
    """When each frame of a file is due: at the rate of the file. Later frames do not catch up after a delay."""

    def __init__(self) -> None:
        self._time: Fraction | None = None
        self._due = 0.0

    def due(self, time: Fraction) -> float:
        """When the frame at `time` seconds is due, on the clock of `time.monotonic`. Frames are given in order."""
        now = monotonic()
        since = 0.0 if self._time is None else float(time - self._time)
        self._due = max(now, self._due + since)
        self._time = time
        return self._due


class Rate:
    """Events a second, over the last second."""

    def __init__(self) -> None:
        self._moments: deque[float] = deque()

    def tick(self) -> None:
        """Count an event."""
        self._moments.append(monotonic())
        self._forget()

    @property
    def per_second(self) -> float:
        """The rate; 0 if there were fewer than two events."""
        self._forget()
        if len(self._moments) < 2 or self._moments[-1] == self._moments[0]:
            return 0.0
        return (len(self._moments) - 1) / (self._moments[-1] - self._moments[0])

    def _forget(self) -> None:
        now = monotonic()
        while self._moments and now - self._moments[0] > WINDOW:
            self._moments.popleft()


class Delays:
    """A histogram of delays in milliseconds: it does not grow, and a session may last for days."""

    def __init__(self) -> None:
        self._counts = [0] * (ceil(LONGEST * 1000) + 1)

    def add(self, seconds: float) -> None:
        """Count a delay."""
        self._counts[ceil(min(max(0.0, seconds), LONGEST) * 1000)] += 1

    def within(self, part: float) -> float | None:
        """The quantile `part` (0 to 1) of the delays, in seconds, rounded up to 1 ms; None if there are no delays."""
        wanted = part * sum(self._counts)
        reached = 0
        for milliseconds, count in enumerate(self._counts):
            reached += count
            if count and reached >= wanted:
                return milliseconds / 1000
        return None


class Pauses:
    """The pauses of a session.

    Attributes:
        steps: number of frames still to be shown, one by one, during this pause.
    """

    def __init__(self) -> None:
        self.steps = 0
        self._since: float | None = None
        self._before = 0.0

    @property
    def is_on(self) -> bool:
        """Whether the session is paused."""
        return self._since is not None

    @property
    def seconds(self) -> float:
        """Seconds of all pauses so far."""
        return self._before + (monotonic() - self._since if self._since is not None else 0)

    def toggle(self) -> None:
        """Pause, or go on."""
        self._before = self.seconds
        self._since = None if self.is_on else monotonic()
        self.steps = 0

    def step(self) -> None:
        """Show one more frame, and pause."""
        if not self.is_on:
            self.toggle()
        self.steps += 1


class After:
    """Calls `action` in another thread if the block has not ended after `seconds`."""

    def __init__(self, seconds: float, action: Callable[[], None]) -> None:
        self._timer = Timer(seconds, action)

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self._timer.cancel()
        self._timer.join()

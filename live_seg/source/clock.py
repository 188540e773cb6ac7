"""The clock of a live stream: when its frames came."""

from __future__ import annotations

import time
from fractions import Fraction
from typing import TYPE_CHECKING

from live_seg.frame import MPEG_CLOCK, Frame

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import numpy as np
    from numpy.typing import NDArray

NANOSECONDS = 1_000_000_000


class ArrivalClock:
    """Seconds since the first frame came, by the wall."""

    def __init__(self) -> None:
        self._start: int | None = None
        self._last = -MPEG_CLOCK

    def stamp(self) -> Fraction:
        """The time of a frame that comes now: 0 for the first, a multiple of `MPEG_CLOCK`, later than the last."""
        now = time.monotonic_ns()
        if self._start is None:
            self._start = now
        elapsed = round(Fraction(now - self._start, NANOSECONDS) / MPEG_CLOCK) * MPEG_CLOCK
        self._last = max(elapsed, self._last + MPEG_CLOCK)
        return self._last


def as_they_come(pictures: Iterable[NDArray[np.uint8]]) -> Iterator[Frame]:
    """Pictures, uint8 (H, W, 3) BGR, as frames with the times at which they come, from the first one on."""
    clock = ArrivalClock()
    for index, picture in enumerate(pictures):
        yield Frame(index, clock.stamp(), picture)

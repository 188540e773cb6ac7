"""Pictures that are missing in a video by the times of the others."""

from __future__ import annotations

from fractions import Fraction

REGULAR = 9
"""A rate is constant if there are this many regular intervals for each gap, or more."""


class Gaps:
    """Counts pictures that are missing between others, where the frame rate is constant.

    Args:
        interval: nominal time between two pictures, in seconds.
    """

    def __init__(self, interval: Fraction) -> None:
        self._interval = interval
        self._regular = self._gaps = self._missing = 0

    def note(self, interval: Fraction) -> None:
        """Note the time between two pictures, in seconds."""
        steps = round(interval / self._interval)
        if steps > 1:
            self._gaps += 1
            self._missing += steps - 1
        else:
            self._regular += 1

    @property
    def missing(self) -> int:
        """Number of missing pictures; 0 if the frame rate varies."""
        return self._missing if self._regular >= REGULAR * self._gaps else 0

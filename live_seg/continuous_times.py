"""Times that go on where the clock of a stream jumps, as it does in joined MPEG files and after 26 hours of one."""

from __future__ import annotations

from fractions import Fraction
from typing import Protocol

FORWARD = Fraction(10)
"""Seconds. A clock that goes on by more than this has jumped."""
BACKWARD = Fraction(1, 10)
"""Seconds. A clock that goes back by more than this has jumped."""


class TimedPacket(Protocol):
    """The part of PyAV's `Packet` that has to do with times: in ticks, whose length in seconds is `time_base`."""

    dts: int | None
    pts: int | None

    @property
    def duration(self) -> int | None:
        """Ticks until the next packet of the track; None or 0 if the file does not say."""

    @property
    def time_base(self) -> Fraction | None:
        """Length of a tick, in seconds."""

    @property
    def stream_index(self) -> int:
        """Index of its track."""


class ContinuousTimes:
    """Corrects the times of packets after jumps of the clock that all tracks of a file share.

    It needs all packets of pictures and sound in the order of the file, and does what FFmpeg's command does for such
    formats (`dts_delta_threshold`). The same packets get the same times, so that sound and pictures that are read
    separately stay in step.
    """

    def __init__(self) -> None:
        self._shift = Fraction(0)
        self._last: dict[int, Fraction] = {}
        self._expected: dict[int, Fraction] = {}

    def correct(self, packet: TimedPacket) -> None:
        """Correct the times of the next packet of the file, in place."""
        if packet.dts is None or not packet.time_base:
            return
        track, tick = packet.stream_index, packet.time_base
        time = packet.dts * tick + self._shift
        expected = self._expected.get(track)
        if expected is not None and (time - expected > FORWARD or time + BACKWARD < self._last[track]):
            self._shift += expected - time
            time = expected
        self._last[track], self._expected[track] = time, time + (packet.duration or 0) * tick
        ticks = round(self._shift / tick)
        packet.dts += ticks
        packet.pts = None if packet.pts is None else packet.pts + ticks

"""Makes times continuous if the clock of a stream jumps, as in joined MPEG files, or after 26 hours in one file."""

from __future__ import annotations

from fractions import Fraction
from typing import Protocol

FORWARD = Fraction(10)
"""Seconds. A clock that advances by more than this has jumped."""
BACKWARD = Fraction(1, 10)
"""Seconds. A clock that goes back by more than this has jumped."""


class TimedPacket(Protocol):
    """The times of PyAV's `Packet`, in ticks of `time_base` seconds."""

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
    """Corrects the times of packets after a jump of the clock, which all tracks of a file share.

    It must be given all video and audio packets, in file order. It works like FFmpeg's option `dts_delta_threshold`.
    The same packets always get the same times, so that sound and pictures stay in sync if they are read separately.
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

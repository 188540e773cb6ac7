"""The figures of speed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from live_seg.bench.machine import Machine, busy_remarks
from live_seg.bench.rounds import Timing


@dataclass(frozen=True, slots=True)
class StageFigures:
    """The time of a stage, and its ratio to the time of the copy."""

    name: str
    milliseconds: Timing
    times_copy: float


@dataclass(frozen=True, slots=True)
class Ratio:
    """The time of `what` on a whole frame, and its ratio to the time of another task on the same frame."""

    what: str
    milliseconds: Timing
    times: float
    relative_to: str


@dataclass(frozen=True, slots=True)
class PeerFigures:
    """The time of another program that segments frames by colour.

    Attributes:
        how: how it is used.
        times_live_seg: the ratio to the time of live_seg.
        missing: why it was not measured, or None.
    """

    name: str
    how: str
    milliseconds: Timing | None
    times_live_seg: float | None
    missing: str | None = None


@dataclass(frozen=True, slots=True)
class Peers:
    """live_seg and other programs, measured in the same rounds."""

    rounds: int
    live_seg: Timing
    others: tuple[PeerFigures, ...]


@dataclass(frozen=True, slots=True)
class Speed:
    """All figures, in milliseconds per frame.

    Attributes:
        others: the share of the processor's time that other programs used meanwhile, 0 to 1; None if not known.
        losses: which parts of the clip could not be read, one line each.
    """

    signal: ClassVar[None] = None  # an interrupted measurement has no result

    machine: Machine
    footage: str
    frames: int
    width: int
    height: int
    k: int
    rounds: int
    copy: Timing
    stages: tuple[StageFigures, ...]
    ratios: tuple[Ratio, ...]
    peers: Peers
    others: float | None
    losses: tuple[str, ...]

    @property
    def remarks(self) -> tuple[str, ...]:
        """A remark if the machine was busy."""
        return busy_remarks(self.others)

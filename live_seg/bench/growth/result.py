"""The figures of how time grows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from live_seg.bench.machine import Machine, busy_remarks
from live_seg.bench.rounds import Timing

PIXELS, K, SAMPLE = "pixels", "k", "sample"


@dataclass(frozen=True, slots=True)
class Point:
    """Milliseconds per frame at one value of what varies; `name` is the value for a reader."""

    value: int
    name: str
    label_and_recolour: Timing
    fit: Timing
    whole: Timing


@dataclass(frozen=True, slots=True)
class Axis:
    """The times over what varies: `PIXELS`, `K` or `SAMPLE`."""

    varies: str
    rounds: int
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Growth:
    """All figures.

    Attributes:
        size: the frame size where something else varies; `k` and `sample` likewise.
        plot: the file that the figures were drawn into, if any.
        others: the share of the processor's time that other programs used meanwhile, 0 to 1; None if not known.
        losses: which parts of the clip could not be read, one line each.
    """

    signal: ClassVar[None] = None  # an interrupted measurement has no result

    machine: Machine
    footage: str
    size: str
    k: int
    sample: int
    axes: tuple[Axis, ...]
    plot: Path | None
    others: float | None
    losses: tuple[str, ...]

    @property
    def remarks(self) -> tuple[str, ...]:
        """The plot that was written, and a remark if the machine was busy."""
        return (*((f"wrote {self.plot}",) if self.plot else ()), *busy_remarks(self.others))

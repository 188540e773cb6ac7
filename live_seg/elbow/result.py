"""The figures of an elbow."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from live_seg.config import ColourSpace


@dataclass(frozen=True, slots=True)
class Elbow:
    """What was measured. `ElbowCurve` explains the figures.

    Attributes:
        frames: number of frames, which were measured together.
        at: the time of the first one if they are in a row, in seconds; None if they are spread over the source.
        pixels: number of their pixels that were sampled.
        calinski_harabasz: scores; None instead of a score that is not finite.
        elapsed: seconds for the measurement, without reading the source.
        plot: the file that the curve was drawn into, if any.
        losses: what could not be read, one line each.
        left_out: what was left out on purpose, one line each.
    """

    signal: ClassVar[None] = None  # an interrupted measurement has no result

    source: str
    frames: int
    at: float | None
    pixels: int
    colour_space: ColourSpace
    ks: tuple[int, ...]
    inertia: tuple[float, ...]
    separation: tuple[float, ...]
    calinski_harabasz: tuple[float | None, ...]
    knee: int | None
    confidence: float
    second_opinion: int | None
    bend: int
    suggestion: int
    elapsed: float
    plot: Path | None
    losses: tuple[str, ...]
    left_out: tuple[str, ...]

    @property
    def percent(self) -> tuple[float, ...]:
        """Inertia in percent of that of the first K."""
        first = self.inertia[0] or 1.0
        return tuple(100 * inertia / first for inertia in self.inertia)

    @property
    def remarks(self) -> tuple[str, ...]:
        """What was left out, and the plot that was written."""
        return (*self.left_out, *((f"wrote {self.plot}",) if self.plot else ()))

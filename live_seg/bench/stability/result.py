"""The figures of stability."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from live_seg.bench.stability.metrics import LabelChanges


@dataclass(frozen=True, slots=True)
class MethodFigures:
    """One method on one clip.

    Attributes:
        change: the mean of `LabelChanges.change` over the frames, in percent; None if no pixel was ever still.
        boil: the mean of `LabelChanges.boil`, likewise.
        inertia_mean: the mean of `FitReference.ratio`; 1 is the best fit.
        inertia_largest: its maximum.
        milliseconds: the median time to label a frame.
    """

    method: str
    change: float | None
    boil: float | None
    inertia_mean: float
    inertia_largest: float
    milliseconds: float


@dataclass(frozen=True, slots=True)
class ClipFigures:
    """All methods on one clip, scaled to this size; `still` is the mean percentage of still pixels."""

    clip: str
    frames: int
    width: int
    height: int
    still: float
    methods: tuple[MethodFigures, ...]


@dataclass(frozen=True, slots=True, eq=False)
class ClipSeries:
    """One clip over time, for a plot.

    Attributes:
        times: seconds, of the frames from the sixth on.
        changes: one for each of the figures' methods.
        frame: the last frame, uint8 (H, W, 3) BGR.
    """

    figures: ClipFigures
    times: tuple[float, ...]
    changes: tuple[LabelChanges, ...]
    frame: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Stability:
    """All figures.

    Attributes:
        plot: the file that they were drawn into, if any.
        losses: which parts of the clips could not be read, one line each.
    """

    signal: ClassVar[None] = None  # an interrupted measurement has no result

    k: int
    seed: int
    clips: tuple[ClipFigures, ...]
    plot: Path | None
    losses: tuple[str, ...]

    @property
    def remarks(self) -> tuple[str, ...]:
        """The plot that was written."""
        return (f"wrote {self.plot}",) if self.plot else ()

"""The figures of the region benchmark.

The authors of the data set define two ways to choose the parameter, for each of the three metrics separately:

- ODS (optimal data set scale): the parameter is the same for all images, the one with the best mean of this metric.
- OIS (optimal image scale): for each image the parameter is the one with the best value of this metric.

So the values of PRI and VI at ODS may belong to another parameter than the covering.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from live_seg.bench.bsds.metrics import Agreement


@dataclass(frozen=True, slots=True)
class BestFigures:
    """The best figures of a method.

    Attributes:
        ods: the best mean of each metric, with one parameter for all images.
        ods_at: the parameter that gives it, for each metric.
        ois: the mean of each image's best value of each metric.
    """

    ods: Agreement
    ods_at: Agreement
    ois: Agreement

    @classmethod
    def of(cls, figures: NDArray[np.float64], values: tuple[float, ...]) -> BestFigures:
        """The best of all figures.

        Args:
            figures: float64 (images, values, 3): covering, Rand index and variation of information.
            values: the values of the parameter.
        """
        better = figures * (1, 1, -1)  # for the variation of information, lower is better
        best = better.mean(axis=0).argmax(axis=0)
        ods = figures.mean(axis=0)[best, range(3)]
        ois = np.abs(better.max(axis=1)).mean(axis=0)
        return cls(Agreement(*ods.tolist()), Agreement(*(values[at] for at in best)), Agreement(*ois.tolist()))


@dataclass(frozen=True, slots=True)
class MethodFigures:
    """The figures of one method.

    Attributes:
        parameter: the name of the parameter that is swept.
        values: its values.
        means: the mean over the images for each value.
        best: the figures at ODS and OIS; None if the method was not measured.
        milliseconds: the median time to segment an image once, with the middle value; None if it was not measured.
        missing: why it was not measured, or None.
    """

    method: str
    parameter: str
    values: tuple[float, ...]
    means: tuple[Agreement, ...]
    best: BestFigures | None
    milliseconds: float | None
    missing: str | None = None


@dataclass(frozen=True, slots=True)
class Bsds:
    """All figures.

    Attributes:
        losses: which parts of images could not be read, one line each.
    """

    signal: ClassVar[None] = None  # an interrupted measurement has no result
    remarks: ClassVar[tuple[str, ...]] = ()

    split: str
    images: int
    methods: tuple[MethodFigures, ...]
    losses: tuple[str, ...]

"""The figures of picks on sequences with known masks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class PickFigures:
    """How well one pick of an object follows it.

    Attributes:
        pick: its name; `bench.masks.picks` explains them.
        picked: how many regions or labels are picked.
        first: the overlap (intersection over union, IoU) of the pick with the mask in the frame of the pick, 0 to 1.
        overlap: the mean overlap over the later frames that have a mask, without the last.
        present: of those frames that contain the object, the share in which the pick has a pixel; None if no frame
            contains it.
    """

    pick: str
    picked: int
    first: float
    overlap: float
    present: float | None


@dataclass(frozen=True, slots=True)
class ObjectFigures:
    """All picks of one object of a sequence.

    Attributes:
        number: the object's number in its sequence, from 1.
        picked_at: index of the frame of the pick, which is the first one with the object.
        frames: the number of frames over which the overlap is averaged.
    """

    sequence: str
    number: int
    picked_at: int
    frames: int
    picks: tuple[PickFigures, ...]


@dataclass(frozen=True, slots=True)
class MeanFigures:
    """One pick: the means over all objects, each of which counts the same. The fields are those of `PickFigures`."""

    pick: str
    first: float
    overlap: float
    present: float | None


@dataclass(frozen=True, slots=True)
class Masks:
    """All figures.

    Attributes:
        milliseconds: the median time to segment a frame.
        remarks: which objects could not be measured, one line each.
        losses: which parts of frames could not be read, one line each.
    """

    signal: ClassVar[None] = None  # an interrupted measurement has no result

    k: int
    seed: int
    detail: float
    region_quality: str
    sequences: int
    frames: int
    objects: tuple[ObjectFigures, ...]
    means: tuple[MeanFigures, ...]
    milliseconds: float
    remarks: tuple[str, ...]
    losses: tuple[str, ...]

"""The work on all pixels, label and recolour, under other settings: what more colours, CIELAB and holding cost."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import cv2
import numpy as np

from live_seg.bench.stages import Subject, hold_and_recolour, label_and_recolour

if TYPE_CHECKING:
    from collections.abc import Mapping

    from live_seg.bench.rounds import Task, Timing

COPY, COPY_ALONE, TO_LAB = "copy", "copy in one thread", "cvtColor"
IN_BGR, HELD = "in BGR", "held"
KS = (8, 32, 64)


@dataclass(frozen=True, slots=True)
class Ratio:
    """How many times as long it takes to do `what` as to do what it is `relative_to`, both on a whole frame."""

    what: str
    milliseconds: Timing
    times: float
    relative_to: str


def kernel_tasks(subject: Subject) -> dict[str, Task]:
    """What the ratios are made of but for the copy, each by its name."""

    def like(k: int) -> Task:
        return label_and_recolour(Subject.of(subject.footage, replace(subject.config, k=k)))

    in_bgr = Subject.of(subject.footage, replace(subject.config, colour_space="bgr"))
    converted = np.empty_like(subject.footage.at(0))
    return (
        {TO_LAB: lambda number: cv2.cvtColor(subject.footage.at(number), cv2.COLOR_BGR2LAB, dst=converted)}
        | {_name(k): like(k) for k in sorted({subject.config.k, *KS})}
        | {IN_BGR: label_and_recolour(in_bgr), HELD: hold_and_recolour(subject)}
    )


def kernel_ratios(timings: Mapping[str, Timing], k: int) -> tuple[Ratio, ...]:
    """The ratios, from the timings of `kernel_tasks` and of the copy."""
    own = _name(k)
    pairs = [
        (own, own, COPY, "the copy"),
        (own, own, TO_LAB, TO_LAB),
        *((_name(other), _name(other), own, own) for other in KS if other != k),
        ("in CIELAB", own, IN_BGR, IN_BGR),
        ("and holding labels", HELD, own, own),
    ]
    return tuple(Ratio(what, timings[name], timings[name].times(timings[to]), than) for what, name, to, than in pairs)


def _name(k: int) -> str:
    return f"k = {k}"

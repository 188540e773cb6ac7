"""Label and recolour under other settings: the cost of more clusters, of CIELAB and of hysteresis."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import cv2
import numpy as np

from live_seg.bench.rounds import Task, Timing
from live_seg.bench.speed.result import Ratio
from live_seg.bench.stages import Workload, hold_and_recolour, label_and_recolour

COPY, COPY_ALONE, TO_LAB = "copy", "copy in one thread", "cvtColor"
IN_BGR, HELD = "in BGR", "with hysteresis"
KS = (8, 32, 64)


def kernel_tasks(workload: Workload) -> dict[str, Task]:
    """The tasks that the ratios compare, by name, except for the copy."""

    def with_settings(**settings: object) -> Task:
        config = replace(workload.config, **settings)  # type: ignore[arg-type]  # names and types of its fields
        return label_and_recolour(Workload.of(workload.footage, config))

    footage = workload.footage
    converted = np.empty_like(footage.frame(0))
    return (
        {TO_LAB: lambda number: cv2.cvtColor(footage.frame(number), cv2.COLOR_BGR2LAB, dst=converted)}
        | {_name(k): with_settings(k=k) for k in sorted({workload.config.k, *KS})}
        | {IN_BGR: with_settings(colour_space="bgr"), HELD: hold_and_recolour(workload)}
    )


def kernel_ratios(timings: Mapping[str, Timing], k: int) -> tuple[Ratio, ...]:
    """The ratios, from the timings of `kernel_tasks` and of the copy."""
    own = _name(k)
    rows = [
        (own, own, COPY, "the copy"),
        (own, own, TO_LAB, TO_LAB),
        *((_name(other), _name(other), own, own) for other in KS if other != k),
        ("in CIELAB", own, IN_BGR, IN_BGR),
        (HELD, HELD, own, own),
    ]
    return tuple(Ratio(what, timings[name], timings[name].times(timings[to]), shown) for what, name, to, shown in rows)


def _name(k: int) -> str:
    return f"k = {k}"

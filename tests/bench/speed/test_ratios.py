"""The ratios of label and recolour under other settings."""

from __future__ import annotations

import pytest

from live_seg.bench.rounds import Timing
from live_seg.bench.speed.ratios import COPY, HELD, IN_BGR, TO_LAB, kernel_ratios


def test_each_ratio_is_relative_to_the_task_it_names() -> None:
    median = {COPY: 1, TO_LAB: 5, "k = 4": 6, "k = 8": 8, "k = 32": 12, "k = 64": 18, IN_BGR: 3, HELD: 9}
    ratios = kernel_ratios({name: Timing(value, value, value) for name, value in median.items()}, 4)
    assert [(ratio.what, ratio.times, ratio.relative_to) for ratio in ratios] == [
        ("k = 4", 6, "the copy"),
        ("k = 4", 1.2, "cvtColor"),
        ("k = 8", pytest.approx(4 / 3), "k = 4"),
        ("k = 32", 2, "k = 4"),
        ("k = 64", 3, "k = 4"),
        ("in CIELAB", 2, "in BGR"),
        ("with hysteresis", 1.5, "k = 4"),
    ]

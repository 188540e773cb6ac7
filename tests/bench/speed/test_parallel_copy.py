"""The copy that the stages are compared with."""

from __future__ import annotations

import numpy as np
import pytest

from live_seg.bench.speed.parallel_copy import ParallelCopy


@pytest.mark.parametrize("threads", [1, 2, 3, 100])
def test_the_copy_is_complete_in_any_number_of_threads(threads: int) -> None:
    frame = np.random.default_rng(0).integers(0, 256, (50, 7, 3)).astype(np.uint8)
    with ParallelCopy(np.zeros_like(frame), threads) as copy:
        copy(frame)
        assert (copy.copied == frame).all()

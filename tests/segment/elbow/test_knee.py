"""The bend of a falling curve, checked against the `kneed` package."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from kneed import KneeLocator

from live_seg.segment.elbow.knee import bends

if TYPE_CHECKING:
    from numpy.typing import NDArray


def falling_curve(seed: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """A curve that falls more and more slowly."""
    rng = np.random.default_rng(seed)
    x = np.cumsum(rng.integers(1, 4, rng.integers(6, 15)))
    slopes = np.sort(rng.exponential(size=len(x) - 1) ** 3)[::-1]
    return x, 1000 - np.concatenate([[0], np.cumsum(slopes * np.diff(x))])


def test_the_bends_are_kneeds_difference_curve_and_the_largest_is_its_knee() -> None:
    for seed in range(40):
        x, y = falling_curve(seed)
        located = KneeLocator(x, y, curve="convex", direction="decreasing")
        assert np.allclose(bends(x, y), located.y_difference), f"seed {seed}"
        assert x[bends(x, y).argmax()] == located.knee, f"seed {seed}"


def test_a_corner_is_the_largest_bend() -> None:
    assert bends([1, 2, 3, 4, 5], [100, 50, 2, 1, 0]).argmax() == 2


@pytest.mark.parametrize("y", [[5, 4, 3, 2], [3, 3, 3, 3], [7], [7, 1], [1, 2, 3, 4]])
def test_what_does_not_bend_downward_has_no_bend(y: list[float]) -> None:
    assert np.allclose(bends(range(len(y)), y), 0)

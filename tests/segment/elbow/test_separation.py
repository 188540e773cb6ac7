"""How well clusters are apart: whether the colours thin out between them."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from live_seg.segment.elbow.separation import BAND, SMALLEST, separation_of
from live_seg.segment.lloyd import assign, run_to_convergence
from tests import oracle

Points = NDArray[np.float32]


def lumps(*centres: tuple[float, float, float], spread: float, number: int = 2000) -> Points:
    rng = np.random.default_rng(0)
    return np.concatenate([rng.normal(centre, spread, (number, 3)) for centre in centres]).astype(np.float32)


def oracles_separation(points: Points, centroids: NDArray[np.float64]) -> float:
    """The definition, pair by pair."""
    labels = oracle.nearest(points, centroids)
    means = [points[labels == label].mean(axis=0, dtype=np.float64) for label in range(len(centroids))]
    worst = 0.0
    for a in range(len(means)):
        for b in range(a):
            line = means[b] - means[a]
            along = {
                label: (points[labels == label] - means[a]) @ line / (line @ line) for label in (a, b)
            }  # 0 at the mean of a, 1 at that of b
            between = sum(int((np.abs(along[label] - 0.5) < BAND).sum()) for label in (a, b))
            about = min((np.abs(along[a]) < BAND).sum(), (np.abs(along[b] - 1) < BAND).sum())
            worst = max(worst, between / max(1, about))
    return max(0.0, 1 - worst)


def test_flat_colours_are_wholly_apart() -> None:
    points = lumps((20, 0, 0), (50, 30, 0), (80, 0, 40), spread=0)
    assert separation_of(assign(points, np.unique(points, axis=0))) == 1


@pytest.mark.parametrize("spread", [5, 7, 9])
def test_it_is_one_less_the_part_of_the_points_that_is_left_in_the_deepest_valley(spread: float) -> None:
    points = lumps((20, 0, 0), (50, 0, 0), (50, 30, 30), spread=spread)
    clusters = run_to_convergence(points, np.array([[20, 0, 0], [50, 0, 0], [50, 30, 30]]), 1e-4)
    expected = oracles_separation(points, clusters.centroids.astype(np.float64))
    assert 0 < expected < 1
    assert separation_of(clusters) == pytest.approx(expected, abs=0.01)


def test_the_wider_the_colours_spread_the_less_they_are_apart() -> None:
    centres = np.array([[30, 0, 0], [60, 0, 0]])
    measured = [
        separation_of(assign(lumps(*map(tuple, centres.tolist()), spread=spread), centres)) for spread in (2, 6, 8, 10)
    ]
    assert measured == sorted(measured, reverse=True)
    assert measured[0] == 1
    assert measured[-1] < 0.8


def test_a_lump_that_is_cut_in_two_is_not_apart() -> None:
    points = lumps((40, 0, 0), spread=5)
    assert separation_of(run_to_convergence(points, np.array([[35, 0, 0], [45, 0, 0]]), 1e-4)) == 0


def test_a_ramp_that_is_cut_in_two_is_not_apart() -> None:
    points = np.zeros((4000, 3), np.float32)
    points[:, 0] = np.linspace(0, 100, 4000)
    assert separation_of(run_to_convergence(points, np.array([[20, 0, 0], [70, 0, 0]]), 1e-6)) < 0.05


def test_the_worst_pair_counts() -> None:
    points = np.concatenate([lumps((20, 0, 0), spread=5), lumps((90, 0, 0), spread=1)])
    assert separation_of(run_to_convergence(points, np.array([[15, 0, 0], [25, 0, 0], [90, 0, 0]]), 1e-4)) == 0


def test_a_handful_of_points_is_no_cluster() -> None:
    points = lumps((20, 0, 0), spread=0, number=4000)
    for few, separation in ((int(SMALLEST * 4000) - 1, 0.0), (int(SMALLEST * 4000) + 1, 1.0)):
        points[:few] = 70
        assert separation_of(assign(points, np.unique(points, axis=0))) == separation


def test_one_cluster_has_nothing_to_be_apart_from() -> None:
    assert separation_of(assign(lumps((40, 0, 0), spread=5), np.array([[40, 0, 0]]))) == 1


def test_two_centroids_at_one_place_are_not_apart() -> None:
    points = lumps((40, 0, 0), spread=0)
    assert separation_of(assign(points, np.array([[40, 0, 0], [40, 0, 0]]))) == 0

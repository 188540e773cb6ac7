"""A palette that lags behind another: as little as the inertia allows, and not at all where it allows all."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pytest

from live_seg.segment.lloyd import assign
from live_seg.segment.tracking.slack import SLACK, SLACK_OF_A_PIXEL, move_within_slack
from tests import oracle

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from live_seg.segment.lloyd import Clusters

    Centroids = NDArray[np.float64]


def random_target(seed: int, k: int = 8, steps: int = 1, n: int = 800) -> Clusters:
    """A palette after some warm steps on lumps of colour."""
    rng = np.random.default_rng(seed)
    lumps = rng.uniform(0, 100, (k, 3))
    points = (lumps[rng.integers(0, k, n)] + rng.normal(0, rng.uniform(0.5, 6), (n, 3))).astype(np.float32)
    centroids: Centroids = lumps + rng.normal(0, 2, lumps.shape)
    for _ in range(steps):
        centroids = oracle.lloyd_step(points, centroids)
    return assign(points, centroids)


def shown_near(target: Clusters, aside: float, seed: int = 0) -> Centroids:
    return target.means + np.random.default_rng(seed).normal(0, aside, target.means.shape)


def terms(centroids: Centroids, target: Clusters) -> NDArray[np.float64]:
    """What each centroid adds to the inertia: its squared distance, once a pixel."""
    aside: NDArray[np.float64] = target.counts * ((centroids - target.means) ** 2).sum(axis=1)
    return aside


def allowance(target: Clusters) -> float:
    return max(SLACK * target.inertia, SLACK_OF_A_PIXEL * len(target.points))


def inertia_with(centroids: Centroids, target: Clusters) -> float:
    """Of the target's clusters about other centroids."""
    return float(((target.points.astype(np.float64) - centroids[target.labels]) ** 2).sum())


def test_inertia_is_worse_by_no_more_than_is_allowed() -> None:
    for seed, aside in product(range(10), (0.1, 1, 5, 30)):
        target = random_target(seed, steps=50)
        lag = move_within_slack(shown_near(target, aside, seed), target)
        bound = (target.inertia + allowance(target)) * (1 + 1e-6)
        assert inertia_with(lag, target) <= bound, f"seed {seed}, aside {aside}"


def test_nor_is_it_where_the_target_is_still_on_its_way() -> None:
    """One warm step a frame: its centroids are the means of the clusters that it had, not of those that it has."""
    for seed in range(10):
        rng = np.random.default_rng(seed)
        points, shown = rng.uniform(0, 100, (3000, 3)).astype(np.float32), rng.uniform(0, 100, (8, 3))
        centroids = shown
        for step in range(12):
            centroids = oracle.lloyd_step(points, centroids)
            target = assign(points, centroids)
            shown = move_within_slack(shown, target)
            bound = (target.inertia + allowance(target)) * (1 + 1e-6)
            assert oracle.wcss(points, shown) <= bound, f"seed {seed}, step {step}"


def test_what_is_allowed_is_used_up_where_it_moves_at_all() -> None:
    for seed, aside in product(range(10), (1, 5, 30)):
        target = random_target(seed)
        shown = shown_near(target, aside, seed)
        case = f"seed {seed}, aside {aside}"
        assert terms(shown, target).sum() > allowance(target), case
        assert terms(move_within_slack(shown, target), target).sum() == pytest.approx(allowance(target)), case


def test_within_the_allowance_nothing_moves() -> None:
    for seed in range(10):
        target = random_target(seed)
        aside = shown_near(target, 1, seed) - target.means
        within = np.sqrt(0.99 * allowance(target) / terms(target.means + aside, target).sum())
        shown = target.means + within * aside
        np.testing.assert_array_equal(move_within_slack(shown, target), shown, f"seed {seed}")


def test_noise_of_a_flat_picture_moves_nothing() -> None:
    points = np.full((100, 3), 50, np.float32)
    target = assign(points, np.array([[50, 50, 50]]))
    assert target.inertia == 0
    shown = target.means + np.array([[0.99 * np.sqrt(SLACK_OF_A_PIXEL), 0, 0]])
    np.testing.assert_array_equal(move_within_slack(shown, target), shown)


def test_one_that_has_its_clusters_means_stays_there() -> None:
    target = random_target(0)
    np.testing.assert_array_equal(move_within_slack(target.means, target), target.means)


def test_one_far_centroid_moves_and_the_others_stay() -> None:
    for seed in range(10):
        target = random_target(seed)
        shown = shown_near(target, 0.01, seed)
        far = seed % 8
        shown[far] = target.means[far] + (20, 0, 0)
        lag = move_within_slack(shown, target)
        others = np.delete(lag, far, axis=0), np.delete(shown, far, axis=0)
        np.testing.assert_allclose(*others, rtol=0, atol=1e-9, err_msg=f"seed {seed}")
        assert terms(lag, target)[far] < terms(shown, target)[far], f"seed {seed}"


def test_those_that_move_end_at_one_level_and_those_below_it_stay() -> None:
    for seed in range(10):
        target = random_target(seed)
        shown = shown_near(target, 2, seed)
        shown[:3] = target.means[:3] + 0.05 * (shown[:3] - target.means[:3])
        lag = move_within_slack(shown, target)
        before, after = terms(shown, target), terms(lag, target)
        moved = np.abs(lag - shown).max(axis=1) > 1e-9
        assert moved.any(), f"seed {seed}"
        np.testing.assert_allclose(after[moved], after[moved].max(), err_msg=f"seed {seed}")
        assert (before[~moved] <= after[moved].max()).all(), f"seed {seed}"
        assert (before[moved] > after[moved].max()).all(), f"seed {seed}"


def test_centroids_move_straight_towards_their_clusters_means_and_not_past_them() -> None:
    for seed in range(10):
        target = random_target(seed)
        shown = shown_near(target, 5, seed)
        left = (move_within_slack(shown, target) - target.means) / (shown - target.means)
        same = left.mean(axis=1, keepdims=True).repeat(3, axis=1)
        np.testing.assert_allclose(left, same, rtol=1e-6, err_msg=f"seed {seed}")
        assert left.min() >= 0, f"seed {seed}"
        assert left.max() <= 1 + 1e-9, f"seed {seed}"


def test_a_cluster_with_no_pixels_stays_where_it_is() -> None:
    target = random_target(0)
    with_one = assign(target.points, np.concatenate([target.means, [[900, 0, 0]]]))
    shown = shown_near(with_one, 5)
    assert with_one.counts[8] == 0
    np.testing.assert_allclose(move_within_slack(shown, with_one)[8], shown[8], rtol=0, atol=1e-9)


@pytest.mark.parametrize("k", [1, 2, 64])
def test_it_reaches_a_target_at_rest_to_within_the_allowance(k: int) -> None:
    target = random_target(0, k)
    shown = shown_near(target, 10)
    first = move_within_slack(shown, target)
    assert first.shape == (k, 3)
    assert first.dtype == np.float64
    again = first
    for _ in range(20):
        again = move_within_slack(again, target)
    np.testing.assert_allclose(again, first, rtol=0, atol=1e-6)


def test_what_is_given_stays_as_it_is() -> None:
    target = random_target(0)
    shown, goal = shown_near(target, 10), target.means.copy()
    before = shown.copy()
    move_within_slack(shown, target)
    np.testing.assert_array_equal(shown, before)
    np.testing.assert_array_equal(target.means, goal)

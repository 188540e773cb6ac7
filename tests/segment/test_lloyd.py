"""A sample cut into clusters: their figures, their halves, and what merging them costs, against plain sums."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from live_seg.segment.lloyd import assign, merge_costs, run_steps, split_each
from tests import oracle

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from live_seg.segment.lloyd import Clusters

    Points = NDArray[np.float32]

SIZES = [1, 2, 3, 8, 33, 64]


def random_points(n: int, seed: int = 0) -> Points:
    """Lumps of colour, on the grid of 1/8."""
    rng = np.random.default_rng(seed)
    lumps = rng.uniform(-100, 100, (12, 3))
    points = lumps[rng.integers(0, 12, n)] + rng.normal(0, 9, (n, 3)) * rng.uniform(0.2, 2, 3)
    return (np.rint(points * 8) / 8).astype(np.float32)


def random_clusters(k: int, n: int = 3001, seed: int = 0) -> Clusters:
    return assign(random_points(n, seed), random_points(k, seed + 100))


def with_empty_clusters() -> Clusters:
    """Five of which the second and the last have nothing."""
    far = np.array([[900, 0, 0], [0, -900, 0]], np.float32)
    some = random_points(3, 7)
    return assign(random_points(500), np.concatenate([some[:1], far[:1], some[1:], far[1:]]))


def scatter(points: NDArray[np.floating]) -> float:
    """The sum of squared distances from the mean."""
    exact = points.astype(np.float64)
    return float(((exact - exact.mean(axis=0)) ** 2).sum()) if len(exact) else 0.0


def members(clusters: Clusters, index: int) -> NDArray[np.float64]:
    return np.asarray(clusters.points[clusters.labels == index], np.float64)


def halves_by_brute_force(points: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Points cut at their mean across their first principal component, the larger half first."""
    aside = points - points.mean(axis=0)
    along = aside @ np.linalg.svd(aside, full_matrices=False)[2][0]
    one, other = points[along > 0], points[along <= 0]
    return (one, other) if len(one) > len(other) else (other, one)


@pytest.mark.parametrize("k", SIZES)
def test_labels_counts_means_and_inertia_are_those_of_brute_force(k: int) -> None:
    points, centroids = random_points(3001), random_points(k, 100)
    clusters, labels = assign(points, centroids), oracle.nearest(points, centroids)
    np.testing.assert_array_equal(clusters.labels, labels)
    np.testing.assert_array_equal(clusters.counts, np.bincount(labels, minlength=k))
    assert clusters.inertia == oracle.wcss(points, centroids)
    np.testing.assert_array_equal(clusters.means, oracle.lloyd_step(points, centroids))
    np.testing.assert_array_equal(clusters.centroids, centroids)
    assert clusters.points is points


def test_dtypes_are_those_promised() -> None:
    clusters = assign(random_points(50), random_points(4, 100).astype(np.float64))
    arrays = clusters.points, clusters.centroids, clusters.labels, clusters.counts, clusters.means
    assert [str(array.dtype) for array in arrays] == ["float32", "float32", "uint8", "int64", "float64"]
    assert isinstance(clusters.inertia, float)


def test_of_equal_centroids_the_lowest_index_has_all_points() -> None:
    twice = np.repeat(random_points(8, 100), 8, axis=0)
    clusters = assign(random_points(500), twice)
    assert set(np.unique(clusters.labels)) <= set(range(0, 64, 8))


def test_a_point_in_the_middle_belongs_to_the_lower_index() -> None:
    middle, aside = np.array([[10, 20, 30]], np.float32), np.array([[3, -1, 2]], np.float32)
    for centroids in (
        np.concatenate([middle + aside, middle - aside]),
        np.concatenate([middle - aside, middle + aside]),
    ):
        assert assign(middle, centroids).labels.tolist() == [0]


def test_the_mean_of_an_empty_cluster_is_its_centroid() -> None:
    clusters = with_empty_clusters()
    empty = [1, 4]
    np.testing.assert_array_equal(clusters.counts[empty], 0)
    np.testing.assert_array_equal(clusters.means[empty], clusters.centroids[empty])
    assert clusters.counts.sum() == 500


def test_a_single_point_is_a_cluster() -> None:
    clusters = assign(np.array([[1, 2, 3]], np.float32), np.array([[1, 2, 5]], np.float32))
    assert (clusters.counts.tolist(), clusters.means.tolist(), clusters.inertia) == ([1], [[1, 2, 3]], 4)


@pytest.mark.parametrize("k", SIZES)
def test_the_gain_of_a_split_is_what_the_scatter_falls_by(k: int) -> None:
    clusters = random_clusters(k)
    gain = split_each(clusters).gain
    for index in range(k):
        points = members(clusters, index)
        halves = halves_by_brute_force(points) if len(points) else (points, points)
        assert gain[index] == pytest.approx(scatter(points) - sum(map(scatter, halves)), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("k", SIZES)
def test_the_larger_half_comes_first(k: int) -> None:
    clusters = random_clusters(k)
    means = split_each(clusters).means
    for index in np.flatnonzero(clusters.counts > 1):
        larger, smaller = halves_by_brute_force(members(clusters, int(index)))
        expected = np.stack([larger.mean(axis=0), smaller.mean(axis=0)])
        if len(larger) == len(smaller):  # then either may
            expected, means[index] = np.sort(expected, axis=0), np.sort(means[index], axis=0)
        np.testing.assert_allclose(means[index], expected, rtol=0, atol=1e-9)


def test_split_and_assigned_anew_inertia_falls_by_the_gain_at_least() -> None:
    clusters = assign(random_points(3001), oracle.lloyd_step(random_points(3001), random_points(8, 100)))
    gain, means = split_each(clusters)
    for index in range(8):
        split = np.concatenate([np.delete(clusters.means, index, axis=0), means[index]])
        about_means = sum(scatter(members(clusters, other)) for other in range(8))
        assert oracle.wcss(clusters.points, split) <= about_means - gain[index] + 1e-6


def test_a_split_does_not_depend_on_the_order_of_the_points() -> None:
    points, centroids = random_points(3001), random_points(8, 100)
    shuffled = np.random.default_rng(3).permutation(points)
    straight, other = split_each(assign(points, centroids)), split_each(assign(shuffled, centroids))
    np.testing.assert_allclose(other.gain, straight.gain, rtol=1e-9)
    np.testing.assert_allclose(other.means, straight.means, rtol=0, atol=1e-9)


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_of_two_halves_of_one_size_the_one_on_the_same_side_comes_first(axis: int) -> None:
    """An eigenvector may point either way; what is called first must not depend on which it is."""
    first = []
    for seed in range(20):
        rng = np.random.default_rng(seed)
        beside = np.zeros(3)
        beside[axis] = 40
        half = rng.normal(0, 3, (50, 3))
        points = rng.permutation(np.concatenate([half + beside, half - beside])).astype(np.float32)
        first.append(split_each(assign(points, np.zeros((1, 3)))).means[0, 0, axis] > 0)
    assert len(set(first)) == 1


def test_the_mirror_image_is_split_into_the_mirror_image() -> None:
    points, centroids = random_points(3001), random_points(8, 100)
    straight, mirrored = split_each(assign(points, centroids)), split_each(assign(-points, -centroids))
    np.testing.assert_allclose(mirrored.gain, straight.gain, rtol=1e-9)
    for index in np.flatnonzero(assign(points, centroids).counts % 2):  # halves of one size may come in either order
        np.testing.assert_allclose(mirrored.means[index], -straight.means[index], rtol=0, atol=1e-9)


@pytest.mark.parametrize("points", [np.full((1, 3), 7.25, np.float32), np.full((77, 3), 7.25, np.float32)])
def test_points_of_one_colour_have_nothing_to_split(points: Points) -> None:
    gain, means = split_each(assign(points, np.zeros((1, 3))))
    assert gain.tolist() == [0]
    np.testing.assert_array_equal(means, np.full((1, 2, 3), 7.25))


def test_an_empty_cluster_gains_nothing_and_its_halves_are_where_it_is() -> None:
    clusters = with_empty_clusters()
    gain, means = split_each(clusters)
    for empty in (1, 4):
        assert gain[empty] == 0
        np.testing.assert_array_equal(means[empty], np.stack([clusters.centroids[empty]] * 2))


@pytest.mark.parametrize("k", SIZES)
def test_a_merger_costs_what_the_scatter_rises_by(k: int) -> None:
    clusters = random_clusters(k)
    costs = merge_costs(clusters)
    assert costs.shape == (k, k)
    for a in range(k):
        for b in range(a + 1, k):
            one, other = members(clusters, a), members(clusters, b)
            rise = scatter(np.concatenate([one, other])) - scatter(one) - scatter(other)
            assert costs[a, b] == pytest.approx(rise, rel=1e-9, abs=1e-6)


@pytest.mark.parametrize("k", SIZES)
def test_mergers_cost_the_same_both_ways_and_none_merges_with_itself(k: int) -> None:
    costs = merge_costs(random_clusters(k))
    np.testing.assert_array_equal(costs, costs.T)
    assert np.isinf(np.diag(costs)).all()
    assert (costs >= 0).all()


def test_an_empty_cluster_goes_into_any_other_for_nothing() -> None:
    costs = merge_costs(with_empty_clusters())
    for empty in (1, 4):
        assert not np.delete(costs[empty], empty).any()


# weights


def test_points_without_weights_count_once() -> None:
    points, centroids = random_points(3001), random_points(8, 100)
    plain, ones = assign(points, centroids), assign(points, centroids, np.ones(3001, np.float32))
    assert (plain.weight, plain.inertia) == (3001, ones.inertia)
    np.testing.assert_array_equal(plain.weights, 1)
    np.testing.assert_array_equal(plain.means, ones.means)


@pytest.mark.parametrize("steps", [0, 3])
def test_a_point_with_a_weight_counts_as_that_many_points(steps: int) -> None:
    points, centroids = random_points(1001), random_points(8, 100)
    weights = np.random.default_rng(1).integers(1, 20, len(points))
    weighted = run_steps(points, centroids, steps, weights.astype(np.float32))
    repeated = run_steps(np.repeat(points, weights, axis=0), centroids, steps)
    np.testing.assert_array_equal(weighted.counts, repeated.counts)
    np.testing.assert_allclose(weighted.means, repeated.means)
    assert weighted.inertia == pytest.approx(repeated.inertia)
    assert weighted.weight == repeated.weight == weights.sum()
    np.testing.assert_allclose(merge_costs(weighted), merge_costs(repeated))
    for one, other in zip(split_each(weighted), split_each(repeated), strict=True):
        np.testing.assert_allclose(one, other)


def test_large_weights_do_not_overflow() -> None:
    points = np.repeat(np.array([[0, 0, 0], [10, 0, 0]], np.float32), 200_000, axis=0)
    weights = np.full(len(points), 40_000, np.float32)
    halves = split_each(assign(points, np.array([[5.0, 0, 0]]), weights))
    assert halves.gain.tolist() == pytest.approx([len(points) * 40_000 * 25])

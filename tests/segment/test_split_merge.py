"""Repairs of a palette: one merger and one split, places kept."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pytest

from live_seg.segment.lloyd import assign
from live_seg.segment.split_merge import split_and_merge, with_one_fewer, with_one_more
from tests import oracle

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from live_seg.segment.lloyd import Clusters

    Points = NDArray[np.float32]

COLOURS = np.array([[20, 0, 0], [50, 60, 0], [50, 0, 60], [90, -40, -40]], np.float64)
"""Far apart."""
NUMBERS = (400, 300, 200, 350)


def lumps(colours: NDArray[np.float64], numbers: Sequence[int], spread: float = 3, seed: int = 0) -> Points:
    """Points about colours, on the grid of 1/8, one lump after the other."""
    points = np.repeat(colours, numbers, axis=0)
    points = points + np.random.default_rng(seed).normal(0, spread, points.shape)
    return (np.rint(points * 8) / 8).astype(np.float32)


def settled(points: Points, centroids: NDArray[np.floating], steps: int = 5) -> NDArray[np.float64]:
    """Centroids after a few warm steps."""
    moved = centroids.astype(np.float64)
    for _ in range(steps):
        moved = oracle.lloyd_step(points, moved)
    return moved


def badly_shared(*, larger_is_last: bool = False) -> Clusters:
    """Two centroids in the first colour (labels 0 and 3), one for the next two (label 1), one in the last (label 2).

    Warm steps alone do not get out of this.
    """
    points = lumps(COLOURS, NUMBERS)
    low, high = COLOURS[0] - (0, 0, 2), COLOURS[0] + (0, 0, 0.5)
    ends = (low, high) if larger_is_last else (high, low)
    return assign(points, np.stack([ends[0], COLOURS[1:3].mean(axis=0), COLOURS[3], ends[1]]))


def test_two_centroids_in_one_colour_and_one_for_two_get_one_each() -> None:
    clusters = badly_shared()
    best = oracle.wcss(clusters.points, settled(clusters.points, COLOURS))
    assert oracle.wcss(clusters.points, settled(clusters.points, clusters.means, 50)) > 5 * best
    means = split_and_merge(clusters)
    assert means is not None
    assert oracle.wcss(clusters.points, settled(clusters.points, means)) <= 1.001 * best


def test_any_lumps_badly_shared_are_repaired_one_repair_after_the_other() -> None:
    colours = np.stack(np.meshgrid([0.0, 60.0], [0.0, 60.0], [0.0, 60.0]), axis=-1).reshape(-1, 3)
    for seed in range(10):
        rng = np.random.default_rng(seed)
        points = lumps(rng.permutation(colours), rng.integers(100, 200, 8).tolist(), seed=seed)
        best = oracle.wcss(points, settled(points, colours))
        means = settled(points, rng.choice(points, 8, replace=False), 10)
        for _ in range(8):
            better = split_and_merge(assign(points, means), least=0.0)
            if better is None:
                break
            means = settled(points, better)
        assert oracle.wcss(points, means) <= 1.001 * best, f"seed {seed}"


@pytest.mark.parametrize("larger_is_last", [False, True])
def test_of_the_merged_pair_the_larger_keeps_its_label_and_the_smaller_half_gets_the_other(
    *,
    larger_is_last: bool,
) -> None:
    clusters = badly_shared(larger_is_last=larger_is_last)
    kept, freed = (3, 0) if larger_is_last else (0, 3)
    assert clusters.counts[kept] > clusters.counts[freed] > 0
    means = split_and_merge(clusters)
    assert means is not None
    first, second = NUMBERS[0], NUMBERS[0] + NUMBERS[1]
    np.testing.assert_allclose(means[kept], clusters.points[:first].mean(axis=0, dtype=np.float64))
    np.testing.assert_allclose(means[1], clusters.points[first:second].mean(axis=0, dtype=np.float64))
    np.testing.assert_allclose(means[freed], clusters.points[second:-350].mean(axis=0, dtype=np.float64))
    np.testing.assert_array_equal(means[2], clusters.means[2])


def test_an_empty_cluster_is_put_to_use() -> None:
    points = lumps(COLOURS, NUMBERS)
    centroids = np.stack([COLOURS[0], COLOURS[1:3].mean(axis=0), COLOURS[3], [100, 900, 900]])
    means = split_and_merge(assign(points, centroids))
    assert means is not None
    assert oracle.wcss(points, settled(points, means)) <= 1.001 * oracle.wcss(points, settled(points, COLOURS))


@pytest.mark.parametrize("gain", [0.0, None])
def test_the_best_palette_is_left_alone(gain: float | None) -> None:
    points = lumps(COLOURS, NUMBERS)
    clusters = assign(points, settled(points, COLOURS))
    assert (split_and_merge(clusters) if gain is None else split_and_merge(clusters, gain)) is None


def test_a_palette_of_all_the_colours_is_left_alone() -> None:
    points = lumps(COLOURS, NUMBERS, spread=0)
    assert split_and_merge(assign(points, COLOURS)) is None


def test_a_repair_that_gains_less_than_is_asked_for_is_none() -> None:
    clusters = badly_shared()
    assert split_and_merge(clusters, least=0.5) is not None
    assert split_and_merge(clusters, least=0.999) is None


@pytest.mark.parametrize("k", [1, 2])
def test_fewer_than_three_clusters_have_none_to_merge_and_another_to_split(k: int) -> None:
    assert split_and_merge(assign(lumps(COLOURS, NUMBERS), COLOURS[:k])) is None


def test_the_same_points_are_repaired_in_the_same_way() -> None:
    first, again = split_and_merge(badly_shared()), split_and_merge(badly_shared())
    assert first is not None
    np.testing.assert_array_equal(first, again)


def test_clusters_stay_as_they_are() -> None:
    clusters, fresh = badly_shared(), badly_shared()
    split_and_merge(clusters)
    with_one_more(clusters)
    with_one_fewer(clusters)
    np.testing.assert_array_equal(clusters.means, fresh.means)
    np.testing.assert_array_equal(clusters.counts, fresh.counts)


def about_means(clusters: Clusters) -> float:
    """The inertia, were every centroid its cluster's mean."""
    return float(((clusters.points.astype(np.float64) - clusters.means[clusters.labels]) ** 2).sum())


@pytest.mark.parametrize("k", [1, 2, 3, 8, 20])
def test_one_more_splits_one_cluster_and_leaves_the_others_in_their_places(k: int) -> None:
    for seed in range(5):
        points = lumps(COLOURS, NUMBERS, spread=12, seed=seed)
        clusters = assign(points, points[:: len(points) // k][:k])
        means, gain = with_one_more(clusters)
        assert means.shape == (k + 1, 3), f"seed {seed}"
        changed = np.flatnonzero((means[:k] != clusters.means).any(axis=1))
        assert len(changed) == 1, f"seed {seed}"
        split = clusters.labels == changed[0]
        # fixed: only the split cluster's points choose, between its two halves
        halves = assign(points[split], means[[changed[0], k]])
        assert halves.counts[0] >= 0.5 * halves.counts[1], f"seed {seed}"
        about = clusters.means[clusters.labels]
        about[split] = means[[changed[0], k]][halves.labels]
        assert about_means(clusters) - float(((points - about) ** 2).sum()) >= gain - 1e-3, f"seed {seed}"
        assert gain > 0, f"seed {seed}"


def test_one_more_finds_the_cluster_that_has_two_colours() -> None:
    clusters = badly_shared()
    means, gain = with_one_more(clusters)
    first, second = NUMBERS[0], NUMBERS[0] + NUMBERS[1]
    np.testing.assert_allclose(means[1], clusters.points[first:second].mean(axis=0, dtype=np.float64))
    np.testing.assert_allclose(means[4], clusters.points[second:-350].mean(axis=0, dtype=np.float64))
    np.testing.assert_array_equal(means[[0, 2, 3]], clusters.means[[0, 2, 3]])
    assert gain == pytest.approx(about_means(clusters) - about_means(assign(clusters.points, means)), rel=1e-3)


def test_where_all_points_have_their_colours_one_more_gains_nothing() -> None:
    assert with_one_more(assign(lumps(COLOURS, NUMBERS, spread=0), COLOURS))[1] == 0


def fewer_by_brute_force(clusters: Clusters) -> NDArray[np.float64]:
    """Every pair tried: the larger keeps its place, the last moves to the free one."""
    k = len(clusters.centroids)
    members = [clusters.points[clusters.labels == index].astype(np.float64) for index in range(k)]

    def scatter(points: NDArray[np.float64]) -> float:
        return float(((points - points.mean(axis=0)) ** 2).sum()) if len(points) else 0.0

    def rise(pair: tuple[int, int]) -> float:
        one, other = (members[index] for index in pair)
        return scatter(np.concatenate([one, other])) - scatter(one) - scatter(other)

    a, b = min(((a, b) for a in range(k) for b in range(a + 1, k)), key=rise)
    kept, freed = (a, b) if len(members[a]) >= len(members[b]) else (b, a)
    means = [row.copy() for row in clusters.means]
    means[kept] = np.concatenate([members[a], members[b]]).mean(axis=0)
    means[freed] = means[-1]
    return np.stack(means[:-1])


def test_one_fewer_merges_the_cheapest_pair_and_only_the_last_may_move() -> None:
    for k, seed in product((2, 3, 8, 20), range(5)):
        points = lumps(COLOURS, NUMBERS, spread=12, seed=seed)
        clusters = assign(points, points[:: len(points) // k][:k])
        means, case = with_one_fewer(clusters), f"k {k}, seed {seed}"
        np.testing.assert_allclose(means, fewer_by_brute_force(clusters), rtol=1e-9, atol=1e-9, err_msg=case)
        assert (means == clusters.means[:-1]).all(axis=1).sum() >= k - 3, case


def test_one_fewer_than_two_is_the_mean_of_all() -> None:
    points = lumps(COLOURS, NUMBERS)
    np.testing.assert_allclose(with_one_fewer(assign(points, COLOURS[:2])), [points.mean(axis=0, dtype=np.float64)])


def test_two_empty_clusters_are_merged_into_one() -> None:
    points = lumps(COLOURS, NUMBERS)
    nowhere = np.array([[900.0, 0, 0], [0, 900.0, 0]])
    clusters = assign(points, np.concatenate([COLOURS, nowhere]))
    means = with_one_fewer(clusters)
    assert means.shape == (5, 3)
    np.testing.assert_allclose(means[:4], clusters.means[:4])


def test_down_to_one_and_up_again_the_lumps_are_found_again() -> None:
    points = lumps(COLOURS, NUMBERS)
    clusters = assign(points, settled(points, COLOURS))
    best = clusters.inertia
    while len(clusters.centroids) > 1:
        clusters = assign(points, settled(points, with_one_fewer(clusters)))
    while len(clusters.centroids) < len(COLOURS):
        clusters = assign(points, settled(points, with_one_more(clusters)[0]))
    assert clusters.inertia <= 1.001 * best

"""K-means for every K, each from the one before."""

from __future__ import annotations

from itertools import islice, pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
from sklearn.cluster import KMeans
from sklearn.datasets import load_sample_image

from live_seg.segment.colour_space import features_of
from live_seg.segment.elbow.incremental_fits import incremental_fits, quick_fits
from live_seg.segment.sampling import sample_pixels
from tests import oracle

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from live_seg.segment.lloyd import Clusters

K_MAX = 8


def photograph(name: str, size: int = 3000) -> NDArray[np.float32]:
    bgr = np.ascontiguousarray(load_sample_image(name)[..., ::-1])
    return features_of(sample_pixels(bgr, size).reshape(-1, 3), "lab")


@pytest.fixture(scope="module", params=["china.jpg", "flower.jpg"])
def points(request: pytest.FixtureRequest) -> NDArray[np.float32]:
    return photograph(request.param)


def newest(points: NDArray[np.float32], seed: int = 0) -> dict[int, Clusters]:
    return dict(incremental_fits(points, K_MAX, seed))


def test_each_k_has_its_number_of_clusters(points: NDArray[np.float32]) -> None:
    assert {k: len(clusters.centroids) for k, clusters in newest(points).items()} == {k: k for k in range(1, K_MAX + 1)}


def test_the_inertia_is_the_within_cluster_sum_of_squares(points: NDArray[np.float32]) -> None:
    for clusters in newest(points).values():
        assert clusters.inertia == pytest.approx(oracle.wcss(points, clusters.centroids))


def test_one_cluster_has_the_total_sum_of_squares(points: NDArray[np.float32]) -> None:
    total = ((points - points.mean(axis=0, dtype=np.float64)) ** 2).sum()
    assert newest(points)[1].inertia == pytest.approx(total)


def test_at_no_moment_does_the_inertia_rise_with_k(points: NDArray[np.float32]) -> None:
    for seed in range(5):
        known: dict[int, float] = {}
        for k, clusters in incremental_fits(points, K_MAX, seed):
            assert clusters.inertia <= known.get(k, np.inf), f"a K only comes again to be better; seed {seed}"
            known[k] = clusters.inertia
        assert all(more <= fewer for fewer, more in pairwise(known[k] for k in sorted(known))), f"seed {seed}"


def test_no_k_is_more_than_a_hundredth_worse_than_the_best_of_ten_starts(points: NDArray[np.float32]) -> None:
    for k, clusters in newest(points).items():
        best = KMeans(k, n_init=10, random_state=0).fit(points.astype(np.float64)).inertia_
        assert clusters.inertia <= 1.01 * best, k


def test_the_same_seed_gives_the_same_centroids(points: NDArray[np.float32]) -> None:
    one, other = newest(points, 3), newest(points, 3)
    assert all(np.array_equal(one[k].centroids, other[k].centroids) for k in one)


def test_flat_colours_are_found_and_then_nothing_more() -> None:
    colours = np.array([[10, 0, 0], [40, 20, 0], [70, 0, 50]], np.float32)
    found = newest(np.repeat(colours, [5000, 20, 300], axis=0))
    assert found[2].inertia > 0
    assert {tuple(colour) for colour in found[3].centroids.tolist()} == {tuple(colour) for colour in colours.tolist()}
    assert all(found[k] is found[3] for k in range(4, K_MAX + 1))


def test_a_single_point_is_one_cluster_whatever_k() -> None:
    assert [clusters.inertia for clusters in newest(np.ones((1, 3), np.float32)).values()] == [0] * K_MAX


def test_quick_fits_are_nearly_as_good(points: NDArray[np.float32]) -> None:
    quick = islice(quick_fits(points, 0), K_MAX)
    for clusters, best in zip(quick, newest(points).values(), strict=True):
        assert clusters.inertia <= 1.05 * best.inertia

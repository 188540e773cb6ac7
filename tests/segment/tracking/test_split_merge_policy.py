"""When a candidate pays: at once where all moves, later where it is seen, never where it gains too little."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

import numpy as np
import pytest

from live_seg.segment.lloyd import assign
from live_seg.segment.tracking.split_merge_policy import LEAST_GAIN, PATIENCE, PRICE, SplitMergePolicy
from tests import oracle

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from live_seg.segment.lloyd import Clusters

ROD, DOT, ASIDE = 600, 600, 200
LENGTH = 60
"""A rod of evenly spaced colours, two dots of one colour each, and two more that are aside."""


def rod_and_dots(gain: float) -> Clusters:
    """One label for the rod, one for each dot. Better by `gain` of the inertia: two for the rod, one for both dots.

    Cut in the middle the rod has a quarter of its inertia. So the dots are as far apart as it takes.
    """
    along = np.linspace(-LENGTH / 2, LENGTH / 2, ROD)
    inertia = float((along**2).sum())
    halved = inertia - 2 * float(((along[ROD // 2 :] - along[ROD // 2 :].mean()) ** 2).sum())
    apart = np.sqrt(2 * (halved - gain * inertia) / DOT)
    rod = np.stack([along, np.zeros(ROD), np.zeros(ROD)], axis=1)
    ends = np.array([[200, 0, 0], [0, 90 - apart / 2, 0], [0, 0, 0], [0, 0, 200], [0, 90 + apart / 2, 0]])
    dots = [np.repeat(ends[i : i + 1], n, axis=0) for i, n in ((0, ASIDE), (1, DOT), (3, ASIDE), (4, DOT))]
    # on a grid on which sums are exact
    points = np.rint(np.concatenate([rod, *dots]) * 64) / 64
    return assign(points.astype(np.float32), ends)


def share_that_changes() -> float:
    """Half of the rod, and one of the dots."""
    return (ROD / 2 + DOT) / (ROD + 2 * DOT + 2 * ASIDE)


def frames_until_adopted(target: Clusters, settled: NDArray[np.bool_], most: int = 400) -> int | None:
    """Frames from the first one on which a rival was followed, which is the second."""
    rivalry = SplitMergePolicy()
    rivalry.drop_candidate()
    for frame in range(most):
        if rivalry.replacement(target, target.centroids.astype(np.float64), settled) is not None:
            return frame
    return None


def all_of(target: Clusters) -> NDArray[np.bool_]:
    return np.ones(len(target.points), np.bool_)


def none_of(target: Clusters) -> NDArray[np.bool_]:
    return np.zeros(len(target.points), np.bool_)


def adopted(target: Clusters, settled: NDArray[np.bool_]) -> NDArray[np.float64]:
    rivalry = SplitMergePolicy()
    for _ in range(400):
        centroids = rivalry.replacement(target, target.centroids.astype(np.float64), settled)
        if centroids is not None:
            return centroids
    raise AssertionError("not adopted in 400 frames")


def test_the_example_is_what_it_says() -> None:
    target = rod_and_dots(0.5)
    better = assign(target.points, adopted(target, none_of(target)))
    assert target.counts.tolist() == [ASIDE, DOT, ROD, ASIDE, DOT]
    assert 1 - better.inertia / target.inertia == pytest.approx(0.5, rel=0.02)


@pytest.mark.parametrize("gain", [0.6, 0.3, 0.1, 2 * LEAST_GAIN])
def test_where_nothing_is_settled_a_better_one_is_adopted_with_the_frame_after_it_was_found(gain: float) -> None:
    target = rod_and_dots(gain)
    assert frames_until_adopted(target, none_of(target)) == 1


@pytest.mark.parametrize("gain", [0.6, 0.4, 0.2])
def test_where_all_is_settled_it_is_adopted_when_it_has_gained_the_price_of_the_change(gain: float) -> None:
    target = rod_and_dots(gain)
    waited = PRICE * share_that_changes() / (gain / (1 - gain))
    frames = frames_until_adopted(target, all_of(target))
    assert frames is not None
    assert abs(frames - ceil(waited)) <= 1


def test_the_less_it_is_seen_the_sooner_it_is_adopted() -> None:
    target = rod_and_dots(0.4)
    waits = []
    for part in (0.0, 0.1, 0.5, 1.0):
        settled = np.random.default_rng(0).random(len(target.points)) < part
        waits.append(frames_until_adopted(target, settled) or 0)
    assert waits == sorted(set(waits))


def test_settled_pixels_that_keep_their_labels_cost_nothing() -> None:
    target = rod_and_dots(0.4)
    settled = (target.labels == 0) | (target.labels == 3)
    assert frames_until_adopted(target, settled) == 1


@pytest.mark.parametrize("gain", [LEAST_GAIN / 2, 0.0, -0.05])
@pytest.mark.parametrize("settled", [none_of, all_of])
def test_one_that_gains_less_than_pays_is_never_adopted(
    gain: float, settled: Callable[[Clusters], NDArray[np.bool_]]
) -> None:
    target = rod_and_dots(gain)
    assert frames_until_adopted(target, settled(target)) is None


def test_one_that_is_better_now_and_then_and_worse_in_between_is_never_adopted() -> None:
    good, bad = rod_and_dots(0.4), rod_and_dots(-0.4)
    wait = frames_until_adopted(good, all_of(good))
    assert wait is not None
    assert not any(adoptions([good] * (wait // 2) + [bad] * (4 * wait), times=5))


def test_what_one_rival_has_gained_is_not_put_to_the_account_of_another_long_after() -> None:
    """In between, the palette in force is as good as can be: then there is no rival, and nothing that it has gained."""
    good, bad = rod_and_dots(0.4), rod_and_dots(-0.4)
    wait = frames_until_adopted(good, all_of(good))
    assert wait is not None
    first = adoptions([good] * (wait // 2) + [bad] * 200)
    assert not any(first)
    assert adoptions([good] * (wait // 2) + [bad] * 200 + [good] * 50).index(True) - len(first) >= wait


def adoptions(film: list[Clusters], times: int = 1) -> list[bool]:
    """Of each frame, whether a rival is adopted in it, all pixels being settled and none being used in the end."""
    rivalry = SplitMergePolicy()
    rivalry.drop_candidate()
    return [
        rivalry.replacement(target, target.centroids.astype(np.float64), all_of(target)) is not None
        for target in film * times
    ]


@pytest.mark.parametrize("settled", [none_of, all_of])
def test_clusters_that_do_not_change_keep_their_labels(settled: Callable[[Clusters], NDArray[np.bool_]]) -> None:
    target = rod_and_dots(0.5)
    centroids = adopted(target, settled(target))
    assert centroids.shape == target.centroids.shape
    assert centroids.dtype == np.float64
    np.testing.assert_allclose(centroids[[0, 3]], target.centroids[[0, 3]], rtol=0, atol=1e-6)


def test_the_two_dots_share_one_of_their_labels_and_the_rod_has_its_own_and_the_other() -> None:
    target = rod_and_dots(0.5)
    labels = oracle.nearest(target.points, adopted(target, all_of(target)))
    rod, one, other = (set(labels[target.labels == index].tolist()) for index in (2, 1, 4))
    assert one == other
    assert len(one) == 1
    assert rod | one == {1, 2, 4}


def test_the_order_is_that_of_the_shown_palette_not_of_the_target() -> None:
    target = rod_and_dots(0.5)
    order = np.array([3, 4, 0, 2, 1])
    rivalry, centroids = SplitMergePolicy(), None
    while centroids is None:
        centroids = rivalry.replacement(target, target.centroids[order].astype(np.float64), all_of(target))
    np.testing.assert_allclose(centroids[[0, 2]], target.centroids[[3, 0]], rtol=0, atol=1e-6)


@pytest.mark.parametrize("k", [1, 2])
def test_a_palette_of_one_or_two_has_no_rival(k: int) -> None:
    target = rod_and_dots(0.5)
    few = assign(target.points, target.centroids[:k])
    assert frames_until_adopted(few, none_of(few), most=20) is None


def test_a_palette_that_has_every_colour_has_no_rival() -> None:
    target = rod_and_dots(0.5)
    dots = assign(target.points[ROD:], assign(target.points[ROD:], target.centroids).means)
    assert dots.inertia == 0
    assert frames_until_adopted(dots, none_of(dots), most=40) is None


def test_after_it_was_given_up_it_has_to_earn_its_price_anew() -> None:
    target = rod_and_dots(0.5)
    settled, shown = all_of(target), target.centroids.astype(np.float64)
    wait = frames_until_adopted(target, settled)
    assert wait is not None
    assert wait > 2
    rivalry = SplitMergePolicy()
    rivalry.drop_candidate()
    for _ in range(wait):
        assert rivalry.replacement(target, shown, settled) is None
    rivalry.drop_candidate()
    for _ in range(wait):
        assert rivalry.replacement(target, shown, settled) is None
    assert rivalry.replacement(target, shown, settled) is not None


def test_a_new_one_looks_for_a_rival_before_long() -> None:
    target = rod_and_dots(0.5)
    rivalry = SplitMergePolicy()
    found = [
        rivalry.replacement(target, target.centroids.astype(np.float64), none_of(target)) is not None
        for _ in range(PATIENCE + 2)
    ]
    assert any(found)


def test_points_and_palette_given_stay_as_they_are() -> None:
    target, fresh = rod_and_dots(0.5), rod_and_dots(0.5)
    adopted(target, all_of(target))
    np.testing.assert_array_equal(target.points, fresh.points)
    np.testing.assert_array_equal(target.centroids, fresh.centroids)

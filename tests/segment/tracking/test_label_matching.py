"""Which new cluster gets which old label: what is the same keeps its name."""

from __future__ import annotations

from itertools import permutations, product
from typing import TYPE_CHECKING

import numpy as np
import pytest

from live_seg.segment.lloyd import assign
from live_seg.segment.tracking.label_matching import STATIC_WEIGHT, match_by_colour, match_by_pixels, shared_pixels

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Palette = NDArray[np.float64]


def random_palette(rng: np.random.Generator, k: int) -> Palette:
    return rng.uniform((0, -100, -100), (100, 100, 100), (k, 3))


def distances(named: Palette, old: Palette) -> float:
    """The sum of the roots over the labels of both."""
    both = min(len(named), len(old))
    return float(np.sqrt(np.linalg.norm(named[:both] - old[:both], axis=1)).sum())


def grays(*levels: float) -> Palette:
    return np.array([[level, 0, 0] for level in levels], np.float64)


def rows(palette: Palette) -> set[tuple[float, ...]]:
    return {tuple(row) for row in palette.tolist()}


def test_a_colour_that_is_in_both_palettes_keeps_its_label() -> None:
    for seed in range(200):
        rng = np.random.default_rng(seed)
        k, m = rng.integers(1, 17, 2)
        old, new = random_palette(rng, k), random_palette(rng, m)
        stays = rng.permutation(k)[: rng.integers(0, min(k, m) + 1)]
        new[rng.permutation(m)[: len(stays)]] = old[stays]
        np.testing.assert_array_equal(match_by_colour(new, old)[stays], old[stays], f"seed {seed}")


def test_a_gray_that_is_in_both_palettes_keeps_its_label() -> None:
    """In a picture without colour all lie on one line, where the triangle inequality may be an equality."""
    for seed in range(200):
        rng = np.random.default_rng(seed)
        k, m = rng.integers(1, 9, 2)
        old, new = grays(*rng.permutation(100)[:k]), grays(*rng.permutation(100)[:m])
        both = [label for label in range(k) if old[label, 0] in new[:, 0]]
        np.testing.assert_array_equal(match_by_colour(new, old)[both], old[both], f"seed {seed}")


def test_the_middle_one_of_three_grays_in_a_row_keeps_its_label() -> None:
    np.testing.assert_array_equal(match_by_colour(grays(20, 30), grays(10, 20))[1], [20, 0, 0])


def test_the_same_palette_in_another_order_gets_its_order_back() -> None:
    for seed in range(10):
        rng = np.random.default_rng(seed)
        old = random_palette(rng, 64)
        np.testing.assert_array_equal(match_by_colour(rng.permutation(old), old), old, f"seed {seed}")


def test_the_sum_of_the_roots_of_distances_is_the_least_of_all_orders() -> None:
    for seed in range(20):
        rng = np.random.default_rng(seed)
        old, new = random_palette(rng, 5), random_palette(rng, 5)
        best = min(distances(new[list(order)], old) for order in permutations(range(5)))
        assert distances(match_by_colour(new, old), old) == pytest.approx(best), f"seed {seed}"


def test_every_new_centroid_gets_one_place() -> None:
    rng = np.random.default_rng(0)
    for k, m in ((4, 4), (4, 7), (7, 7), (1, 5)):
        old, new = random_palette(rng, k), random_palette(rng, m)
        named = match_by_colour(new, old)
        assert named.dtype == np.float64
        assert named.shape == (m, 3)
        assert rows(named) == rows(new)


def test_old_colours_that_nothing_matches_stay_where_they_were() -> None:
    old = grays(10, 50, 90)
    np.testing.assert_array_equal(match_by_colour(grays(89, 12), old), grays(12, 50, 89))
    np.testing.assert_array_equal(match_by_colour(grays(48), old), grays(10, 48, 90))


def test_new_colours_that_match_nothing_come_last() -> None:
    np.testing.assert_array_equal(match_by_colour(grays(70, 91, 30, 12), grays(90, 10)), grays(91, 12, 70, 30))


def test_integers_and_float32_will_do() -> None:
    old, new = grays(10, 50).astype(np.float32), grays(52, 11).astype(np.float32)
    np.testing.assert_array_equal(match_by_colour(new, old), grays(11, 52))


def test_palettes_given_stay_as_they_are() -> None:
    old, new = grays(10, 50), grays(52, 11)
    match_by_colour(new, old)
    np.testing.assert_array_equal(old, grays(10, 50))
    np.testing.assert_array_equal(new, grays(52, 11))


def random_points(rng: np.random.Generator, n: int = 500) -> NDArray[np.float32]:
    return rng.uniform(0, 100, (n, 3)).astype(np.float32)


def test_by_pixels_the_same_palette_in_another_order_gets_its_order_back() -> None:
    for k, seed in product((1, 2, 8, 64), range(10)):
        rng = np.random.default_rng(seed)
        points, old = random_points(rng), random_palette(rng, k)
        order = rng.permutation(k)
        places = match_by_pixels(assign(points, old[order]), assign(points, old), rng.random(500) < 0.5)
        np.testing.assert_array_equal(order[places], np.arange(k), f"k {k}, seed {seed}")


def one_line(*levels: tuple[float, int]) -> NDArray[np.float32]:
    """So many points of each level of gray."""
    return np.concatenate([np.repeat(grays(level), number, axis=0) for level, number in levels]).astype(np.float32)


def test_a_label_goes_to_the_cluster_that_takes_over_most_of_its_pixels_not_to_the_nearest_colour() -> None:
    # most of what was label 0 is nearest to 42 now; few are nearest to 0, which is nearer in colour
    points = one_line((0, 10), (40, 100), (100, 50))
    old, new = assign(points, grays(18, 100)), assign(points, grays(0, 42))
    np.testing.assert_array_equal(match_by_colour(grays(0, 42), grays(18, 100)), grays(0, 42))
    assert match_by_pixels(new, old, np.zeros(160, np.bool_)).tolist() == [1, 0]


def test_still_pixels_outweigh_many_that_move() -> None:
    few, many = 10, round(10 * STATIC_WEIGHT) - 10
    points = one_line((0, many), (20, few), (60, 1))
    old, new = assign(points, grays(10, 60)), assign(points, grays(0, 20))
    nothing = np.zeros(len(points), np.bool_)
    assert match_by_pixels(new, old, nothing).tolist() == [0, 1]
    still = nothing.copy()
    still[many : many + few] = True
    assert match_by_pixels(new, old, still).tolist() == [1, 0]


def test_where_no_pixel_decides_colour_does() -> None:
    points = one_line((50, 100))
    old = assign(points, grays(50, 5, 95))
    new = assign(points, grays(96, 50, 4))
    assert match_by_pixels(new, old, np.ones(100, np.bool_)).tolist() == [1, 2, 0]


def test_shared_pixels_are_the_weights_of_those_in_both() -> None:
    rng = np.random.default_rng(0)
    points, weights = random_points(rng), rng.integers(0, 9, 500).astype(np.float64)
    old, new = assign(points, random_palette(rng, 5)), assign(points, random_palette(rng, 3))
    shared = shared_pixels(new, old, weights)
    assert shared.shape == (5, 3)
    for a in range(5):
        for b in range(3):
            assert shared[a, b] == weights[(old.labels == a) & (new.labels == b)].sum()

"""The region metrics, compared with slow code that follows their definitions word by word."""

from __future__ import annotations

from dataclasses import astuple
from itertools import combinations
from math import log2

import numpy as np
import pytest
from numpy.typing import NDArray

from live_seg.bench.bsds.metrics import Agreement, agreement
from live_seg.bench.overlap import joint_counts, numbered

Map = NDArray[np.intp]


def pixels_by_part(parts: Map) -> dict[int, set[tuple[int, int]]]:
    found: dict[int, set[tuple[int, int]]] = {}
    for (row, column), part in np.ndenumerate(parts):
        found.setdefault(int(part), set()).add((row, column))
    return found


def slow_covering(ids: Map, truth: Map) -> float:
    segments = pixels_by_part(ids).values()
    total = 0.0
    for drawn in pixels_by_part(truth).values():
        total += len(drawn) * max(len(drawn & segment) / len(drawn | segment) for segment in segments)
    return total / ids.size


def slow_rand_index(ids: Map, truth: Map) -> float:
    pairs = list(combinations(np.ndindex(ids.shape), 2))
    same = sum(bool(ids[one] == ids[other]) == bool(truth[one] == truth[other]) for one, other in pairs)
    return same / len(pairs)


def slow_variation(ids: Map, truth: Map) -> float:
    """H(S | T) + H(T | S), from the probabilities of a random pixel."""
    total = 0.0
    for segment in pixels_by_part(ids).values():
        for drawn in pixels_by_part(truth).values():
            if both := len(segment & drawn):
                total -= both / ids.size * (log2(both / len(drawn)) + log2(both / len(segment)))
    return total


def random_map(seed: int, parts: int, shape: tuple[int, int] = (5, 7)) -> Map:
    return numbered(np.random.default_rng(seed).integers(0, parts, shape))[1]


@pytest.mark.parametrize("seed", range(6))
def test_the_metrics_agree_with_their_definitions(seed: int) -> None:
    ids, truths = random_map(seed, 1 + seed), [random_map(seed + 100 + person, 2 + person) for person in range(3)]
    found = agreement(ids, truths)
    assert found.covering == pytest.approx(np.mean([slow_covering(ids, truth) for truth in truths]))
    assert found.rand_index == pytest.approx(np.mean([slow_rand_index(ids, truth) for truth in truths]))
    assert found.variation == pytest.approx(np.mean([slow_variation(ids, truth) for truth in truths]))


def test_the_figures_of_a_small_example_are_those_computed_by_hand() -> None:
    ids, truth = np.array([[0, 0, 1, 1]]), np.array([[0, 0, 0, 1]])
    found = agreement(ids, [truth])
    assert found.covering == pytest.approx((3 * 2 / 3 + 1 * 1 / 2) / 4)
    assert found.rand_index == pytest.approx(3 / 6)
    # H(S) = 1, H(T) = 0.811, H(S, T) = 1.5 bits
    assert found.variation == pytest.approx(3 - 1 - (2 - 0.75 * log2(3)))


def test_the_same_regions_agree_fully() -> None:
    truth = random_map(1, 5)
    assert agreement(truth, [truth, truth]) == Agreement(1, 1, 0)


def test_the_numbers_of_segments_do_not_matter() -> None:
    ids, truth = random_map(2, 5), random_map(3, 4)
    renamed = np.array([70_000, -3, 12, 5, 0])[ids]
    assert astuple(agreement(renamed, [truth])) == pytest.approx(astuple(agreement(ids, [truth])))


def test_a_single_pixel_agrees_with_itself() -> None:
    one = np.zeros((1, 1), np.intp)
    assert agreement(one, [one]) == Agreement(1, 1, 0)


def test_a_large_picture_is_counted_without_overflow() -> None:
    ids = np.arange(2000 * 2000).reshape(2000, 2000) // 2_000_000
    found = agreement(ids, [np.zeros(ids.shape, np.intp)])
    assert found.covering == found.variation / 2 == 0.5
    assert found.rand_index == pytest.approx(0.5, abs=1e-6)


def test_joint_counts_are_pixels_in_pairs_of_parts() -> None:
    assert joint_counts(np.array([[0, 0, 1]]), np.array([[2, 0, 2]])).tolist() == [[1, 0, 1], [0, 0, 1]]
    values, parts = numbered(np.array([[9, -1], [9, 4]]))
    assert values.tolist() == [-1, 4, 9]
    assert parts.tolist() == [[2, 0], [2, 1]]

"""The merging of regions, compared with a slow version that measures all pairs from their pixels at each step."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from live_seg.buffers import read_only
from live_seg.kernels.regions.merging.features import FEATURES
from live_seg.kernels.regions.network import Network
from live_seg.segment.regions.graph.region_graph import RegionGraph
from live_seg.segment.regions.graph.working_picture import WorkingPicture
from live_seg.segment.regions.hierarchy import ANY, Hierarchy, Votes, merge_all, merge_with_samples
from tests.segment.regions.reference import Reference

SIZES = [(1, 40), (26, 31)]
UNITS = 6


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """A small picture of soft blots with noise, its graph, and a network with random weights."""

    reference: Reference
    graph: RegionGraph
    network: Network

    @classmethod
    def of(cls, height: int, width: int, seed: int) -> Example:
        rng = np.random.default_rng(seed)
        y, x = np.mgrid[:height, :width]
        blots = np.stack([50 + 20 * np.sin(x / 5 + c) + 15 * np.cos(y / 4 - c) for c in range(3)], axis=-1)
        picture = WorkingPicture.of((blots + rng.normal(0, 3, blots.shape)).astype(np.float32))
        owner, count = _cells(height, width, rng)
        codes = rng.integers(0, 32, (height, width)).astype(np.uint8)
        relief = rng.normal(-3, 2, (height, width)).astype(np.float32)
        graph = RegionGraph.of(picture, owner, count, read_only(codes), relief)
        double = [plane.astype(np.float64) for plane in (picture.lab, picture.gradient, picture.activity, relief)]
        reference = Reference(owner, double[0], double[1], double[2], picture.texture, codes, double[3])
        shapes = ((FEATURES, UNITS), UNITS, UNITS, FEATURES, 1)
        network = Network(*(read_only(rng.normal(0, 0.4, shape).astype(np.float32)) for shape in shapes))
        return cls(reference, graph, network)

    def score(self, features: list[float]) -> float:
        """The network's score by matrices in float64."""
        hidden, hidden_bias, output, direct, bias = (part.astype(np.float64) for part in self.network)
        given = np.array(features)
        return float(np.maximum(given @ hidden + hidden_bias, 0) @ output + given @ direct + bias[0])


def _cells(height: int, width: int, rng: np.random.Generator) -> tuple[NDArray[np.int32], int]:
    """Ragged superpixels, which grow from random places by single pixels in random order."""
    places = rng.permutation(height * width)[: max(3, height * width // 50)]
    owner = np.full((height + 2, width + 2), -1, np.int32)
    owner[places // width + 1, places % width + 1] = np.arange(len(places))
    while (owner[1:-1, 1:-1] < 0).any():
        for y, x in rng.permutation(np.argwhere(owner[1:-1, 1:-1] < 0)).tolist():
            about = max(owner[y, x + 1], owner[y + 2, x + 1], owner[y + 1, x], owner[y + 1, x + 2])
            owner[y + 1, x + 1] = about
    return np.ascontiguousarray(owner[1:-1, 1:-1]), len(places)


def smaller_first(one: int, other: int, masks: dict[int, NDArray[np.bool_]]) -> tuple[int, int]:
    """The one with fewer pixels first; if they are equal, the one with the lower number."""
    return (one, other) if (masks[one].sum(), one) < (masks[other].sum(), other) else (other, one)


def check_merging(example: Example, hierarchy: Hierarchy, votes: Votes | None = None) -> None:
    """Each merge is that of the pair with the lowest score, and its height is that score or the previous height."""
    reference = example.reference
    masks = {one: reference.owner == one for one in range(hierarchy.count)}
    leaves = {one: [one] for one in masks}
    known: dict[tuple[frozenset[int], frozenset[int]], float] = {}
    height = -ANY
    for (kept, gone), found in zip(hierarchy.merges.tolist(), hierarchy.heights.tolist(), strict=True):
        scores = {}
        for pair in combinations(sorted(masks), 2):
            one, other = smaller_first(*pair, masks)
            key = frozenset(leaves[one]), frozenset(leaves[other])
            if key not in known:
                known[key] = ANY
                if reference.touch(masks[one], masks[other]):
                    known[key] = example.score(reference.features(masks[one], masks[other]))
                    known[key] += 0 if votes is None else opinion(votes, leaves[one], leaves[other], reference)
            scores[one, other] = known[key]
        merged = scores[smaller_first(kept, gone, masks)]
        assert merged <= min(scores.values()) + 1e-3
        height = max(height, merged)
        assert found == pytest.approx(height, abs=2e-3)
        masks[kept] = masks[kept] | masks.pop(gone)
        leaves[kept] += leaves.pop(gone)


def opinion(votes: Votes, one: list[int], other: list[int], reference: Reference) -> float:
    """What the previous frame says, from -1 (the same region) to 1 (two regions), times the weight of the votes."""
    a, b = (votes.counts[side].astype(np.float64).sum(axis=0) for side in (one, other))
    if not a[-1] or not b[-1]:
        return 0.0
    areas = [np.isin(reference.owner, side).sum() for side in (one, other)]
    sure = min(a[-1] / areas[0], b[-1] / areas[1])
    return votes.weight * float(sure * (1 - 2 * (a[:-1] @ b[:-1]) / (a[-1] * b[-1])))


def test_the_most_alike_pair_is_merged_until_one_region_is_left() -> None:
    for height, width in SIZES:
        for seed in range(2):
            example = Example.of(height, width, seed)
            hierarchy = merge_all(example.graph, example.network)
            assert len(hierarchy.merges) == hierarchy.count - 1
            check_merging(example, hierarchy)


def test_what_the_frame_before_says_counts_as_much_as_its_weight() -> None:
    example, rng = Example.of(26, 31, 3), np.random.default_rng(0)
    # most pixels vote, and most votes of a superpixel are for one region
    before, n = rng.integers(0, 4, len(example.graph.sums)), len(example.graph.sums)
    counts = np.zeros((n, 5), np.float32)
    counts[np.arange(n), before] = np.floor(example.graph.sums[:, 0] * rng.uniform(0, 0.9, n))
    counts[:, 4] = counts[:, :4].sum(axis=1)
    votes = Votes(counts, 2.0)
    hierarchy = merge_all(example.graph, example.network, votes=votes)
    check_merging(example, hierarchy, votes)
    assert hierarchy.merges.tolist() != merge_all(example.graph, example.network).merges.tolist()


def test_votes_of_no_weight_change_nothing() -> None:
    example = Example.of(26, 31, 1)
    counts = np.ones((len(example.graph.sums), 3), np.float32)
    hierarchy = merge_all(example.graph, example.network, votes=Votes(counts, 0.0))
    assert hierarchy.merges.tolist() == merge_all(example.graph, example.network).merges.tolist()


def test_heights_ascend() -> None:
    for seed in range(10):
        example = Example.of(26, 31, seed)
        assert (np.diff(merge_all(example.graph, example.network).heights) >= 0).all()


def test_merging_stops_at_a_score_and_is_the_same_up_to_it() -> None:
    example = Example.of(26, 31, 0)
    whole = merge_all(example.graph, example.network)
    for limit in (-ANY, *whole.heights.tolist(), ANY):
        part = merge_all(example.graph, example.network, limit)
        done = int((whole.heights <= limit).sum())
        np.testing.assert_array_equal(part.merges, whole.merges[:done])
        np.testing.assert_array_equal(part.heights, whole.heights[:done])


def test_a_cut_unites_what_was_merged_up_to_its_height() -> None:
    example = Example.of(26, 31, 0)
    hierarchy = merge_all(example.graph, example.network)
    for height in (-ANY, *hierarchy.heights[::3].tolist(), ANY):
        sets = {one: {one} for one in range(hierarchy.count)}
        for (kept, gone), score in zip(hierarchy.merges.tolist(), hierarchy.heights.tolist(), strict=True):
            if score <= height:
                sets[kept] |= sets.pop(gone)
        rows = hierarchy.cut(height)
        assert [set(np.flatnonzero(rows == row).tolist()) for row in range(len(sets))] == [
            sets[stays] for stays in sorted(sets)
        ]


def test_cuts_are_nested() -> None:
    example = Example.of(26, 31, 0)
    hierarchy = merge_all(example.graph, example.network)
    cuts = [hierarchy.cut(height) for height in hierarchy.heights[::2].tolist()]
    for fine, coarse in pairwise(cuts):
        assert len(set(zip(fine.tolist(), coarse.tolist(), strict=True))) == fine.max() + 1
        assert coarse.max() <= fine.max()


def test_a_picture_of_one_superpixel_has_no_merges() -> None:
    example = Example.of(26, 31, 0)
    graph = example.graph
    whole = RegionGraph(
        np.zeros_like(graph.owner), graph.sums.sum(axis=0, keepdims=True), graph.ends[:0], graph.borders[:0],
        graph.picture, graph.mean,
    )  # fmt: skip
    hierarchy = merge_all(whole, example.network)
    assert len(hierarchy.merges) == 0
    assert hierarchy.cut(ANY).tolist() == [0]


def test_samples_have_the_features_of_the_pairs_that_are_merged() -> None:
    for height, width in SIZES:
        example = Example.of(height, width, 0)
        reference, count = example.reference, len(example.graph.sums)
        # two annotators: one sees three objects, the other one sees one
        things, areas = np.arange(count) % 3, example.graph.sums[:, 0]
        truth = np.zeros((count, 4), np.float32)
        truth[np.arange(count), things] = areas
        truth[:, 3] = areas
        samples = merge_with_samples(example.graph, example.network, truth, 2, 0.0)
        hierarchy = merge_all(example.graph, example.network)
        assert len(samples) == len(hierarchy.merges)
        masks = {one: reference.owner == one for one in range(count)}
        for (kept, gone), sample in zip(hierarchy.merges.tolist(), samples, strict=True):
            one, other = (masks[region] for region in smaller_first(kept, gone, masks))
            np.testing.assert_allclose(sample[:FEATURES], reference.features(one, other), rtol=2e-3, atol=2e-3)
            thing_of = things[reference.owner]
            same = (thing_of[one][:, None] == thing_of[other]).mean()
            assert sample[FEATURES] == pytest.approx(1 - (same + 1) / 2, abs=1e-4)
            assert sample[FEATURES + 1] == pytest.approx(one.sum() / one.size, rel=1e-5)
            masks[kept] = masks[kept] | masks.pop(gone)


def test_the_first_samples_are_the_borders_of_the_picture_if_all_are_recorded() -> None:
    example = Example.of(26, 31, 2)
    reference, graph = example.reference, example.graph
    samples = merge_with_samples(graph, example.network, graph.sums[:, :1].copy(), 1, 1.0)
    masks = {one: reference.owner == one for one in range(len(graph.sums))}
    for (first, second), sample in zip(graph.ends.tolist(), samples, strict=False):
        one, other = (masks[region] for region in smaller_first(first, second, masks))
        np.testing.assert_allclose(sample[:FEATURES], reference.features(one, other), rtol=2e-3, atol=2e-3)
        assert sample[FEATURES] == pytest.approx(0, abs=1e-6)


def test_a_share_of_the_pairs_is_recorded_and_always_the_same_ones() -> None:
    example = Example.of(40, 50, 2)
    graph, truth = example.graph, example.graph.sums[:, :1].copy()
    none, some, all_of_them = (merge_with_samples(graph, example.network, truth, 1, rate) for rate in (0, 0.4, 1))
    assert len(none) == len(graph.sums) - 1
    share = (len(some) - len(none)) / (len(all_of_them) - len(none))
    assert 0.3 < share < 0.9  # the rate rises as the number of regions falls
    np.testing.assert_array_equal(merge_with_samples(graph, example.network, truth, 1, 0.4), some)


def test_the_graph_of_a_noisy_picture_is_that_of_its_pixels() -> None:
    example = Example.of(26, 31, 5)
    graph, reference = example.graph, example.reference
    np.testing.assert_allclose(graph.mean, reference.lab.mean(axis=(0, 1)), rtol=1e-5)
    assert {tuple(pair) for pair in graph.ends.tolist()} == {
        (one, other)
        for one, other in combinations(range(len(graph.sums)), 2)
        if reference.touch(reference.owner == one, reference.owner == other)
    }

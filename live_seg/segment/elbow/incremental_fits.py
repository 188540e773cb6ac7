"""K-means for each K from 1 on: the solution for K - 1 and one centre more.

So the inertia never rises with K, as in global K-means (Likas, Vlassis, Verbeek 2003, "The global k-means clustering
algorithm"). Where the new centre is best put is searched for on small parts of the points, where a step costs little:
every cluster is split in turn, and pairs are merged where that pays. What is found is finished on all points.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from live_seg.segment.lloyd import assign, run_steps, run_to_convergence
from live_seg.segment.split_merge import best_split_merges, with_each_split, with_one_fewer, with_one_more

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from live_seg.segment.lloyd import Clusters, Means, Points

PARTS, PART_SIZE = 2, 2000
"""How many parts of the points are searched on, which rarely end in the same poor place, and how large they are."""
TRIED_STEPS = 3
"""Lloyd steps after which starts are compared."""
FOLLOWED = 2
"""Splits that are then followed to their end."""
REPAIRS = 4
"""Repairs in a row, at most; each is the best of so many: """
REPAIRS_TRIED = 5
WORTH_IT = 1e-3
"""Part of the inertia that a candidate must gain."""
ROUGH, FINE = 3e-3, 3e-4
"""Part of the inertia that a step must gain for another to follow: on the parts, and on all points."""
WITHIN_REACH = 1.003
"""Times the inertia at which a start, after its first steps, may still become better."""


def incremental_fits(points: Points, k_max: int, seed: int) -> Iterator[tuple[int, Clusters]]:
    """Fit K = 1 to k_max to points (N, 3), and give each K with its clusters when it is known.

    A K comes again where merging two clusters of the next leads to a better solution. At each moment the newest ones
    do not rise with K. Where nothing is left to cluster, a K has the clusters of the one before.

    Args:
        points: float32 (N, 3) in a feature space.
        k_max: the last K.
        seed: of the choice of parts.
    """
    best = [assign(points, points.mean(axis=0, dtype=np.float64)[None])]
    yield 1, best[0]
    searches = [_search(part) for part in _parts(points, PARTS, seed)]
    for k in range(2, k_max + 1):
        best.append(_finished(points, best[-1], [next(search) for search in searches]))
        yield k, best[-1]
    for k in range(k_max - 1, 1, -1):
        if len(best[k].centroids) == len(best[k - 1].centroids):
            continue  # there is nothing left to cluster
        merged = run_steps(points, with_one_fewer(best[k]), TRIED_STEPS)
        if merged.inertia < WITHIN_REACH * best[k - 1].inertia:
            merged = run_to_convergence(points, merged.means, FINE)
        if merged.inertia < best[k - 1].inertia:
            best[k - 1] = merged
            yield from ((better, best[better - 1]) for better in [k, *_raised(points, best, k)])


def quick_fits(points: Points, seed: int) -> Iterator[Clusters]:
    """Fit K = 1, 2, 3, ... to points (N, 3), without end: in a third of the time, and nearly as good."""
    best = assign(points, points.mean(axis=0, dtype=np.float64)[None])
    yield best
    (part,) = _parts(points, 1, seed)
    for means in _search(part):
        clusters = run_to_convergence(points, means, WORTH_IT)
        best = clusters if clusters.inertia <= best.inertia else best
        yield best


def _parts(points: Points, count: int, seed: int) -> list[Points]:
    """Parts chosen at random, with no point in common; all points where they are few."""
    if len(points) <= PART_SIZE:
        return [points]
    size = min(PART_SIZE, len(points) // count)
    chosen = np.random.default_rng(seed).permutation(len(points))[: count * size].reshape(count, size)
    # in their order in the picture: neighbours are alike, which is easier on the processor
    return [points[np.sort(part)] for part in chosen]


def _search(points: Points) -> Iterator[Means]:
    """The means of good solutions for K = 2, 3, ..."""
    clusters = assign(points, points.mean(axis=0, dtype=np.float64)[None])
    while True:
        clusters = _best_of(points, with_each_split(clusters), FOLLOWED, ROUGH)
        for _ in range(REPAIRS):
            repairs = [candidate.means for candidate in best_split_merges(clusters, REPAIRS_TRIED)]
            if not repairs:
                break
            other = _best_of(points, repairs, 1, ROUGH)
            if other.inertia >= (1 - WORTH_IT) * clusters.inertia:
                break
            clusters = other
        yield clusters.means


def _finished(points: Points, fewer: Clusters, starts: Iterable[Means]) -> Clusters:
    """The clusters of one K more than `fewer` has, from starts that are other points' and from a split of its own."""
    if fewer.inertia == 0:
        return fewer
    more, _ = with_one_more(fewer)
    clusters = _best_of(points, [*starts, more], 1, FINE)
    # from a split the inertia cannot rise, from another start it can
    return clusters if clusters.inertia <= fewer.inertia else run_to_convergence(points, more, FINE)


def _best_of(points: Points, starts: Iterable[Means], followed: int, tolerance: float) -> Clusters:
    """The best solution of several starts, of which the most promising are followed to their end."""
    tried = sorted((run_steps(points, means, TRIED_STEPS) for means in starts), key=_inertia)
    return min((run_to_convergence(points, clusters.means, tolerance) for clusters in tried[:followed]), key=_inertia)


def _raised(points: Points, best: list[Clusters], k: int) -> Iterator[int]:
    """Improve what comes after k as far as it is worse than k itself is now; the Ks that were."""
    while k < len(best) and best[k].inertia > best[k - 1].inertia:
        best[k] = run_to_convergence(points, with_one_more(best[k - 1])[0], FINE)
        k += 1
        yield k


def _inertia(clusters: Clusters) -> float:
    return clusters.inertia

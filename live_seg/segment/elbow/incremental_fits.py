"""K-means for each K from 1 on: the solution for K - 1 and one more centroid.

So the inertia never rises with K, as in global K-means (Likas, Vlassis, Verbeek 2003, "The global k-means clustering
algorithm"). The best place for the new centroid is searched for on small parts of the points, where a step is cheap:
every cluster is split in turn, and pairs are merged if that pays. The result is refined on all points.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from live_seg.segment.lloyd import Clusters, Means, Points, assign, run_steps, run_to_convergence
from live_seg.segment.split_merge import best_split_merges, with_each_split, with_one_fewer, with_one_more

PARTS, PART_SIZE = 2, 2000
"""Number and size of the parts of the points that are searched on. Two parts rarely end in the same poor solution."""
TRIED_STEPS = 3
"""Lloyd steps after which starts are compared."""
FOLLOWED = 2
"""Number of splits that are then followed to convergence."""
SPLIT_MERGES = 4
"""Number of splits and merges in a row, at most; each is the best of SPLIT_MERGES_TRIED."""
SPLIT_MERGES_TRIED = 5
LEAST_GAIN = 1e-3
"""Share of the inertia that a split and merge must gain."""
ROUGH, FINE = 3e-3, 3e-4
"""Share of the inertia that a Lloyd step must gain for another one to follow: on the parts, and on all points."""
WITHIN_REACH = 1.003
"""After its first steps, a start with at most this many times the best inertia may still become better."""


def incremental_fits(points: Points, k_max: int, seed: int) -> Iterator[tuple[int, Clusters]]:
    """Fit K = 1 to k_max to points (N, 3), and give each K with its clusters when they are known.

    A K comes again if merging two clusters of a larger K leads to a better solution. At any time the newest inertias do
    not rise with K. If nothing is left to split, a K has the clusters of the one before.

    Args:
        points: float32 (N, 3), in a feature space.
        k_max: the largest K.
        seed: seed of the choice of parts.
    """
    best = [assign(points, points.mean(axis=0, dtype=np.float64)[None])]
    yield 1, best[0]
    searches = [_search(part) for part in _parts(points, PARTS, seed)]
    for k in range(2, k_max + 1):
        best.append(_refined(points, best[-1], [next(search) for search in searches]))
        yield k, best[-1]
    for k in range(k_max - 1, 1, -1):
        if len(best[k].centroids) == len(best[k - 1].centroids):
            continue  # nothing is left to split
        merged = run_steps(points, with_one_fewer(best[k]), TRIED_STEPS)
        if merged.inertia < WITHIN_REACH * best[k - 1].inertia:
            merged = run_to_convergence(points, merged.means, FINE)
        if merged.inertia < best[k - 1].inertia:
            best[k - 1] = merged
            yield from ((better, best[better - 1]) for better in [k, *_improve_larger(points, best, k)])


def quick_fits(points: Points, seed: int) -> Iterator[Clusters]:
    """Fit K = 1, 2, 3, ... to points (N, 3), without end: in a third of the time, and nearly as good."""
    best = assign(points, points.mean(axis=0, dtype=np.float64)[None])
    yield best
    (part,) = _parts(points, 1, seed)
    for means in _search(part):
        clusters = run_to_convergence(points, means, LEAST_GAIN)
        best = clusters if clusters.inertia <= best.inertia else best
        yield best


def _parts(points: Points, count: int, seed: int) -> list[Points]:
    """Disjoint random parts of the points; all points if there are few."""
    if len(points) <= PART_SIZE:
        return [points]
    size = min(PART_SIZE, len(points) // count)
    chosen = np.random.default_rng(seed).permutation(len(points))[: count * size].reshape(count, size)
    # in their order in the picture, because similar neighbours are faster to process
    return [points[np.sort(part)] for part in chosen]


def _search(points: Points) -> Iterator[Means]:
    """The means of good solutions for K = 2, 3, ..."""
    clusters = assign(points, points.mean(axis=0, dtype=np.float64)[None])
    while True:
        clusters = _best_of(points, with_each_split(clusters), FOLLOWED, ROUGH)
        for _ in range(SPLIT_MERGES):
            repairs = [candidate.means for candidate in best_split_merges(clusters, SPLIT_MERGES_TRIED)]
            if not repairs:
                break
            other = _best_of(points, repairs, 1, ROUGH)
            if other.inertia >= (1 - LEAST_GAIN) * clusters.inertia:
                break
            clusters = other
        yield clusters.means


def _refined(points: Points, fewer: Clusters, starts: Iterable[Means]) -> Clusters:
    """The clusters for one K more than `fewer` has, from starts found on parts and from its own best split."""
    if fewer.inertia == 0:
        return fewer
    more, _ = with_one_more(fewer)
    clusters = _best_of(points, [*starts, more], 1, FINE)
    # the inertia cannot rise from a split, but it can from another start
    return clusters if clusters.inertia <= fewer.inertia else run_to_convergence(points, more, FINE)


def _best_of(points: Points, starts: Iterable[Means], followed: int, tolerance: float) -> Clusters:
    """The best solution of several starts. The most promising ones are followed to convergence."""
    tried = sorted((run_steps(points, means, TRIED_STEPS) for means in starts), key=_inertia)
    return min((run_to_convergence(points, clusters.means, tolerance) for clusters in tried[:followed]), key=_inertia)


def _improve_larger(points: Points, best: list[Clusters], k: int) -> Iterator[int]:
    """Improve the solutions for larger K that are now worse than the one for k; yield each K that has changed."""
    while k < len(best) and best[k].inertia > best[k - 1].inertia:
        best[k] = run_to_convergence(points, with_one_more(best[k - 1])[0], FINE)
        k += 1
        yield k


def _inertia(clusters: Clusters) -> float:
    return clusters.inertia

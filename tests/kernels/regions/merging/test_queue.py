"""The priority queue of borders, compared with sorted lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from live_seg.kernels.regions.merging import queue
from live_seg.kernels.regions.merging.state import Queue

if TYPE_CHECKING:
    from numpy.typing import NDArray

SIZE = 60


class Heap:
    """A heap of all borders from 0 to SIZE - 1, whose scores are whole numbers: many are equal."""

    def __init__(self, rng: np.random.Generator) -> None:
        self.size = SIZE
        self.heap, self.places = np.full(SIZE, -1, np.int32), np.full(SIZE, -1, np.int32)
        self.scores: NDArray[np.float32] = rng.integers(0, 20, SIZE).astype(np.float32)
        self.queue = Queue(self.heap, self.places, self.scores)
        for border in range(SIZE):
            self.heap[border] = border
            queue.sift_up(border, self.queue)

    def remove(self, border: int) -> None:
        self.size = queue.remove(border, self.size, self.queue)

    def score(self, border: int, score: float) -> None:
        rises = score < self.scores[border]
        self.scores[border] = score
        if rises:
            queue.sift_up(self.places[border], self.queue)
        else:
            queue.sift_down(self.places[border], self.size, self.queue)

    def is_right(self, left: set[int]) -> bool:
        """Whether it holds these borders at the places that it records, and has the lowest first."""
        held = self.heap[: self.size].tolist()
        least = min(left, key=lambda border: (self.scores[border], border)) if left else None
        return (
            set(held) == left
            and len(held) == len(left)
            and all(self.places[border] == place for place, border in enumerate(held))
            and (least is None or held[0] == least)
        )


def test_borders_are_taken_in_the_order_of_their_scores_and_equal_ones_in_their_own_order() -> None:
    heap, taken = Heap(np.random.default_rng(0)), []
    while heap.size:
        taken.append(int(heap.heap[0]))
        heap.remove(taken[-1])
    assert taken == sorted(range(SIZE), key=lambda border: (heap.scores[border], border))


def test_the_least_is_first_after_any_changes_of_scores_and_removals() -> None:
    for seed in range(5):
        rng = np.random.default_rng(seed)
        heap, left = Heap(rng), set(range(SIZE))
        assert heap.is_right(left)
        while left:
            border = int(rng.choice(sorted(left)))
            if rng.random() < 0.5:
                heap.score(border, float(rng.integers(0, 20)))
            else:
                heap.remove(border)
                left.remove(border)
            assert heap.is_right(left)

"""Timing of several things side by side: each round runs each of them once.

One after the other, a machine that is busy for a second would slow one of them down and not the next, and their ratio
would be wrong. In rounds it hits all of them, and medians leave it out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from live_seg.report.progress import Progress

Task: TypeAlias = Callable[[int], object]
"""What is timed. It is told a number, from 0, that goes up by one from run to run: each can take the next frame."""

RUNS = 2
"""Of a task in a round. Only the last is timed: the others bring its code and its memory back into the caches, where
they are when one frame of a video follows another."""


def is_timed(number: int) -> bool:
    """Whether the run of that number is one that is timed: what starts from nothing anyway need not run before it."""
    return number % RUNS == RUNS - 1


@dataclass(frozen=True, slots=True)
class Effort:
    """How long to measure: about `seconds`, in at least `fewest` and at most `most` rounds."""

    seconds: float
    fewest: int
    most: int

    def rounds(self, seconds_a_round: float) -> int:
        """How many rounds that is."""
        fitting = self.seconds / seconds_a_round if seconds_a_round > 0 else self.most
        return max(self.fewest, min(self.most, int(fitting)))


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds: the median of all rounds, and from where to where the middle half of them lies."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, seconds: Sequence[float]) -> Timing:
        """What runs of so many seconds come to."""
        low, median, high = (1000 * float(value) for value in np.percentile(seconds, [25, 50, 75]))
        return cls(median, low, high)

    def times(self, other: Timing) -> float:
        """How many times as long as the other it took, by the medians."""
        return self.median / other.median


def in_rounds(
    name: str,
    tasks: Mapping[str, Task],
    effort: Effort,
    progress: Progress,
    clock: Callable[[], float] = perf_counter,
) -> dict[str, tuple[float, ...]]:
    """Time tasks in rounds, after one that is not counted.

    Args:
        name: of the whole, for the progress.
        tasks: each by its name; a round runs them in this order.
        effort: how many rounds, by what the first that is counted took.
        progress: told of every round.
        clock: gives seconds.

    Returns:
        For each task the seconds that it took in each round.
    """

    def a_round(index: int) -> list[float]:
        return [_timed(task, RUNS * index, clock) for task in tasks.values()]

    a_round(0)
    # nor is the first a measure of how long a round takes: kernels are loaded in it, threads started
    started = clock()
    seconds = [a_round(1)]
    count = effort.rounds(clock() - started)
    progress.begin(name, count)
    progress.advance()
    for index in range(2, count + 1):
        seconds.append(a_round(index))
        progress.advance()
    return dict(zip(tasks, zip(*seconds, strict=True), strict=True))


def _timed(task: Task, first: int, clock: Callable[[], float]) -> float:
    for number in range(first, first + RUNS - 1):
        task(number)
    started = clock()
    task(first + RUNS - 1)
    return clock() - started

"""Interleaved timing of several tasks: each round runs each task once.

If tasks ran one after the other, a machine that is busy for a second would slow down one of them and not the next, and
their ratio would be wrong. In rounds it slows down all of them, and medians ignore it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import TypeAlias

import numpy as np

from live_seg.report.progress import Progress

Task: TypeAlias = Callable[[int], object]
"""What is timed. Its argument is the number of the run, counted from 0, so that each run can use the next frame."""

RUNS = 2
"""Runs of a task in a round. Only the last is timed. The first brings code and memory back into the caches, where they
are when a video's frames follow one another."""


def is_timed(number: int) -> bool:
    """Whether the run with this number is timed. A task that gains nothing from warm caches can skip the others."""
    return number % RUNS == RUNS - 1


@dataclass(frozen=True, slots=True)
class Effort:
    """How long to measure: about `seconds`, but from `fewest` to `most` rounds."""

    seconds: float
    fewest: int
    most: int

    def rounds(self, seconds_per_round: float) -> int:
        """Number of rounds."""
        fitting = self.seconds / seconds_per_round if seconds_per_round > 0 else self.most
        return max(self.fewest, min(self.most, int(fitting)))


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds: the median of all rounds, and the lower and upper quartile."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, seconds: Sequence[float]) -> Timing:
        """The timing of runs that took these seconds."""
        low, median, high = (1000 * float(value) for value in np.percentile(seconds, [25, 50, 75]))
        return cls(median, low, high)

    def times(self, other: Timing) -> float:
        """The ratio of this median to another."""
        return self.median / other.median


def in_rounds(
    name: str, tasks: Mapping[str, Task], effort: Effort, progress: Progress, clock: Callable[[], float] = perf_counter
) -> dict[str, tuple[float, ...]]:
    """Time tasks in rounds, after one round that does not count.

    Args:
        name: what is measured, for the progress.
        tasks: by name; each round runs them in this order.
        effort: gives the number of rounds, from the time of the first one that counts.
        progress: advances with each round.
        clock: gives seconds.

    Returns:
        The seconds that each task took in each round.
    """

    def run_round(index: int) -> list[float]:
        return [_timed(task, RUNS * index, clock) for task in tasks.values()]

    # the first round loads kernels and starts threads, so it does not show how long a round takes
    run_round(0)
    started = clock()
    seconds = [run_round(1)]
    count = effort.rounds(clock() - started)
    progress.begin(name, count, "rounds")
    progress.advance()
    for index in range(2, count + 1):
        seconds.append(run_round(index))
        progress.advance()
    return dict(zip(tasks, zip(*seconds, strict=True), strict=True))


def _timed(task: Task, first: int, clock: Callable[[], float]) -> float:
    for number in range(first, first + RUNS - 1):
        task(number)
    started = clock()
    task(first + RUNS - 1)
    return clock() - started

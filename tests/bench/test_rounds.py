"""Timing in rounds, with a clock that the test sets."""

from __future__ import annotations

import io

import pytest

from live_seg.bench.rounds import Effort, Timing, in_rounds
from live_seg.report.progress import Lines


class Clock:
    """A clock that only tasks advance. `ran` has the order of their runs."""

    def __init__(self) -> None:
        self.now = 0.0
        self.ran: list[tuple[str, int]] = []

    def __call__(self) -> float:
        return self.now

    def task(self, name: str, *seconds: float) -> object:
        """A task whose runs take these seconds; further runs take the last of them."""

        def run(number: int) -> None:
            self.ran.append((name, number))
            self.now += seconds[min(number, len(seconds) - 1)]

        return run


def timed(clock: Clock, tasks: dict[str, object], effort: Effort) -> dict[str, tuple[float, ...]]:
    return in_rounds("test", tasks, effort, Lines(io.StringIO()), clock)  # type: ignore[arg-type]


def test_each_round_runs_every_task_twice_with_the_next_numbers() -> None:
    clock = Clock()
    timed(clock, {"a": clock.task("a", 1), "b": clock.task("b", 1)}, Effort(0, 1, 1))
    assert clock.ran == [("a", 0), ("a", 1), ("b", 0), ("b", 1), ("a", 2), ("a", 3), ("b", 2), ("b", 3)]


def test_only_the_second_run_of_rounds_that_count_is_timed() -> None:
    clock = Clock()
    assert timed(clock, {"a": clock.task("a", 500, 400, 300, 2, 300, 3)}, Effort(0, 2, 2)) == {"a": (2, 3)}


@pytest.mark.parametrize(("seconds", "rounds"), [(0, 3), (40, 4), (4000, 9)])
def test_the_number_of_rounds_fits_the_time_between_fewest_and_most(seconds: float, rounds: int) -> None:
    clock = Clock()
    # ten seconds per round, with the runs that are not timed
    tasks = {"a": clock.task("a", 2), "b": clock.task("b", 3)}
    assert len(timed(clock, tasks, Effort(seconds, 3, 9))["a"]) == rounds


def test_a_task_that_takes_no_time_is_run_most_often() -> None:
    clock = Clock()
    assert timed(clock, {"a": clock.task("a", 0)}, Effort(1, 1, 5))["a"] == (0,) * 5


def test_a_timing_is_a_median_and_quartiles_in_milliseconds() -> None:
    assert Timing.of([0.005, 0.001, 0.002, 0.004, 0.003]) == Timing(3, 2, 4)


def test_a_ratio_compares_medians() -> None:
    assert Timing(6, 1, 100).times(Timing(4, 2, 5)) == 1.5

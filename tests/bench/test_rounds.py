"""Timing side by side, on a clock that the test turns."""

from __future__ import annotations

import io

import pytest

from live_seg.bench.machine import busy_remarks
from live_seg.bench.ratios import COPY, HELD, IN_BGR, TO_LAB, kernel_ratios
from live_seg.bench.rounds import Effort, Timing, in_rounds
from live_seg.report.progress import Lines
from live_seg.report.tables import figure


class Clock:
    """Stands still but for what tasks take; the order of their runs is in `ran`."""

    def __init__(self) -> None:
        self.now = 0.0
        self.ran: list[tuple[str, int]] = []

    def __call__(self) -> float:
        return self.now

    def task(self, name: str, *seconds: float) -> object:
        """A task that takes so many seconds in its runs, the last of them in all that follow."""

        def run(number: int) -> None:
            self.ran.append((name, number))
            self.now += seconds[min(number, len(seconds) - 1)]

        return run


def timed(clock: Clock, tasks: dict[str, object], effort: Effort) -> dict[str, tuple[float, ...]]:
    return in_rounds("test", tasks, effort, Lines(io.StringIO()), clock)  # type: ignore[arg-type]


def test_a_round_runs_every_task_twice_and_the_next_goes_on_from_there() -> None:
    clock = Clock()
    timed(clock, {"a": clock.task("a", 1), "b": clock.task("b", 1)}, Effort(0, 1, 1))
    assert clock.ran == [("a", 0), ("a", 1), ("b", 0), ("b", 1), ("a", 2), ("a", 3), ("b", 2), ("b", 3)]


def test_only_the_second_run_of_a_counted_round_is_timed() -> None:
    clock = Clock()
    assert timed(clock, {"a": clock.task("a", 500, 400, 300, 2, 300, 3)}, Effort(0, 2, 2)) == {"a": (2, 3)}


@pytest.mark.parametrize(("seconds", "rounds"), [(0, 3), (40, 4), (4000, 9)])
def test_there_are_as_many_rounds_as_fit_between_fewest_and_most(seconds: float, rounds: int) -> None:
    clock = Clock()
    tasks = {"a": clock.task("a", 2), "b": clock.task("b", 3)}  # ten seconds a round, with the runs that do not count
    assert len(timed(clock, tasks, Effort(seconds, 3, 9))["a"]) == rounds


def test_what_takes_no_time_at_all_is_run_as_often_as_may_be() -> None:
    clock = Clock()
    assert timed(clock, {"a": clock.task("a", 0)}, Effort(1, 1, 5))["a"] == (0,) * 5


def test_a_timing_is_a_median_and_quartiles_in_milliseconds() -> None:
    assert Timing.of([0.005, 0.001, 0.002, 0.004, 0.003]) == Timing(3, 2, 4)


def test_a_ratio_is_of_medians() -> None:
    assert Timing(6, 1, 100).times(Timing(4, 2, 5)) == 1.5


def test_each_ratio_is_over_what_it_names() -> None:
    median = {COPY: 1, TO_LAB: 5, "k = 4": 6, "k = 8": 8, "k = 32": 12, "k = 64": 18, IN_BGR: 3, HELD: 9}
    ratios = kernel_ratios({name: Timing(value, value, value) for name, value in median.items()}, 4)
    assert [(ratio.what, ratio.times, ratio.relative_to) for ratio in ratios] == [
        ("k = 4", 6, "the copy"),
        ("k = 4", 1.2, "cvtColor"),
        ("k = 8", pytest.approx(4 / 3), "k = 4"),
        ("k = 32", 2, "k = 4"),
        ("k = 64", 3, "k = 4"),
        ("in CIELAB", 2, "in BGR"),
        ("and holding labels", 1.5, "k = 4"),
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0.00"), (1.234, "1.23"), (9.996, "10.0"), (-0.5, "-0.50"), (99.96, "100"), (1234, "1234")],
)
def test_figures_have_three_digits(value: float, text: str) -> None:
    assert figure(value) == text


def test_a_busy_machine_is_said() -> None:
    assert busy_remarks(None) == busy_remarks(0.05) == ()
    assert busy_remarks(0.42)[0].startswith("other programs took 42% of the processor")

"""Pace and rate of a live session."""

from __future__ import annotations

from fractions import Fraction
from threading import Event
from time import monotonic
from typing import TYPE_CHECKING

from live_seg.pipeline.timing import LONGEST, After, Delays, Pace, Pauses, Rate
from tests.clock import Clock

if TYPE_CHECKING:
    import pytest

LONG = 10.0


def test_the_first_frame_is_due_at_once() -> None:
    assert Pace().due(Fraction(7)) <= monotonic()


def test_frames_are_due_as_far_apart_as_their_times() -> None:
    pace = Pace()
    first = pace.due(Fraction(0))
    assert abs(pace.due(Fraction(5)) - first - 5) < 1e-6
    assert abs(pace.due(Fraction(7)) - first - 7) < 1e-6


def test_a_late_frame_is_due_now_and_the_next_keeps_its_distance() -> None:
    pace = Pace()
    pace.due(Fraction(0))
    late = pace.due(Fraction(-100))  # as if a hundred seconds had gone by
    assert late <= monotonic()
    assert abs(pace.due(Fraction(-95)) - late - 5) < 1e-6


def test_there_is_no_rate_before_two_events() -> None:
    rate = Rate()
    assert rate.per_second == 0
    rate.tick()
    assert rate.per_second == 0


def test_rate_counts_the_events_of_the_last_second(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, rate = Clock(), Rate()
    clock.replace(monkeypatch, "live_seg.pipeline.timing")
    for interval in (1 / 4, 1 / 128):
        for _ in range(200):
            clock.now += interval
            rate.tick()
        assert rate.per_second == 1 / interval


def test_of_no_frame_there_is_no_delay() -> None:
    assert Delays().within(0.99) is None


def test_a_delay_is_that_which_a_part_of_the_frames_has_at_most() -> None:
    delays = Delays()
    for milliseconds in range(1, 101):
        delays.add(milliseconds / 1000)
    assert [delays.within(part) for part in (0.01, 0.5, 0.99, 1)] == [0.001, 0.05, 0.099, 0.1]


def test_early_counts_as_in_time_and_hopeless_as_the_longest() -> None:
    delays = Delays()
    delays.add(-1)
    delays.add(1e9)
    assert delays.within(0.5) == 0
    assert delays.within(1) == LONGEST


def test_the_seconds_of_all_pauses_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, pauses = Clock(), Pauses()
    clock.replace(monkeypatch, "live_seg.pipeline.timing")
    for _ in range(2):
        pauses.toggle()
        clock.now += 3
        assert pauses.is_on
        pauses.toggle()
        clock.now += 100
    assert not pauses.is_on
    assert pauses.seconds == 6


def test_a_step_pauses_and_going_on_ends_the_steps() -> None:
    pauses = Pauses()
    pauses.step()
    pauses.step()
    assert (pauses.is_on, pauses.steps) == (True, 2)
    pauses.toggle()
    assert (pauses.is_on, pauses.steps) == (False, 0)


def test_after_acts_when_the_block_takes_long() -> None:
    acted = Event()
    with After(0.01, acted.set):
        assert acted.wait(LONG)


def test_after_does_not_act_when_the_block_is_quick() -> None:
    acted = Event()
    with After(LONG, acted.set):
        pass
    assert not acted.is_set()

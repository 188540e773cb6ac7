"""Work beside the picture."""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING

import pytest

from live_seg.pipeline import BackgroundTask

if TYPE_CHECKING:
    from collections.abc import Iterator

LONG = 10.0


def test_the_newest_value_is_there_to_be_asked_for() -> None:
    go, seen = Event(), Event()

    def steps() -> Iterator[int]:
        yield 1
        seen.set()
        go.wait(LONG)
        yield 2

    work = BackgroundTask(steps())
    seen.wait(LONG)
    assert work.newest == 1
    assert not work.is_over
    go.set()
    assert work.result() == 2
    assert work.is_over


def test_before_the_first_value_there_is_none() -> None:
    go = Event()
    work = BackgroundTask.call(lambda: go.wait(LONG))
    assert work.newest is None
    go.set()
    assert work.result() is True


def test_a_call_is_one_step_whose_value_is_its_result() -> None:
    assert BackgroundTask.call(lambda: 7).result() == 7


def test_what_fails_there_is_raised_where_it_is_asked_for() -> None:
    work = BackgroundTask.call(lambda: 1 // 0)
    work.join()
    assert work.is_over
    with pytest.raises(ZeroDivisionError):
        _ = work.newest
    with pytest.raises(ZeroDivisionError):
        work.result()


def test_stopped_it_ends_after_the_step_that_it_is_in() -> None:
    go, begun = Event(), Event()
    done = []

    def steps() -> Iterator[int]:
        for number in range(1000):
            begun.set()
            go.wait(LONG)
            done.append(number)
            yield number

    work = BackgroundTask(steps())
    begun.wait(LONG)
    work.stop()
    go.set()
    assert work.result() == 0
    assert done == [0]

"""Writers: a sink in a thread of its own."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING

import numpy as np
import pytest

from live_seg.errors import LiveSegError, SinkError, one_line
from live_seg.pipeline import Writer
from tests.results import result_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from live_seg.segment import Segmentation

PIXEL = np.zeros((1, 1, 3), np.uint8)
LONG = 10.0


class Collecting:
    """A sink that remembers what it is told; `before` is called before each write."""

    remarks: tuple[str, ...] = ()
    losses: tuple[str, ...] = ()

    def __init__(self, before: Callable[[], None] | None = None, partial: Path | None = None) -> None:
        self.indexes: list[int] = []
        self.ended: list[str] = []
        self._before = before
        self._partial = partial

    def write(self, segmentation: Segmentation) -> None:
        if self._before:
            self._before()
        self.indexes.append(segmentation.frame.index)

    def close(self, *, whole: bool = True, end: Fraction | None = None) -> None:
        self.ended.append("whole" if whole else "stopped")

    def abandon(self) -> Path | None:
        self.ended.append("abandoned")
        return self._partial


class Blocking(Collecting):
    """A sink that is busy with its first write until it may go on."""

    def __init__(self, partial: Path | None = None) -> None:
        super().__init__(self._wait, partial)
        self.busy, self.go = Event(), Event()

    def _wait(self) -> None:
        self.busy.set()
        assert self.go.wait(LONG)


class Failing(Collecting):
    """A sink that fails."""

    def __init__(self, error: Exception | None = None, partial: Path | None = None) -> None:
        super().__init__(self._fail, partial)
        self._error = error or SinkError("disk full")

    def _fail(self) -> None:
        raise self._error


def put(writer: Writer, count: int, first: int = 0) -> None:
    for index in range(first, first + count):
        writer.put(result_of(PIXEL, index, Fraction(index)))


def end(writer: Writer, *, whole: bool = True) -> None:
    writer.finish(whole=whole)
    writer.join()


def test_everything_is_written_in_order_and_then_the_sink_is_closed() -> None:
    sink = Collecting()
    writer = Writer(sink, depth=2)
    put(writer, 20)
    end(writer)
    assert sink.indexes == list(range(20))
    assert sink.ended == ["whole"]
    assert writer.is_over
    assert writer.failure is None


def test_the_sink_of_a_stopped_stream_is_told_so() -> None:
    sink = Collecting()
    writer = Writer(sink, depth=2)
    put(writer, 3)
    end(writer, whole=False)
    assert sink.indexes == [0, 1, 2]
    assert sink.ended == ["stopped"]


def test_a_full_queue_makes_put_wait() -> None:
    sink, third = Blocking(), Event()
    writer = Writer(sink, depth=1)

    def hand_over() -> None:
        put(writer, 3)
        third.set()

    thread = Thread(target=hand_over)
    thread.start()
    assert sink.busy.wait(LONG)
    # one is being written and one waits: there is no room for the third
    assert not third.wait(0.2)
    sink.go.set()
    assert third.wait(LONG)
    thread.join()
    end(writer)
    assert sink.indexes == [0, 1, 2]


def test_a_full_queue_has_no_room_unless_it_drops() -> None:
    sink, dropping = Blocking(), Blocking()
    writer, dropper = Writer(sink, depth=1), Writer(dropping, depth=1, drops=True)
    assert writer.wait_for_room(0)
    for one, blocked in ((writer, sink), (dropper, dropping)):
        put(one, 1)
        assert blocked.busy.wait(LONG)
        put(one, 1, first=1)
    assert not writer.wait_for_room(0.01)
    assert dropper.wait_for_room(0)
    for blocked in (sink, dropping):
        blocked.go.set()
    assert writer.wait_for_room(LONG)
    end(writer)
    end(dropper)


def test_a_full_queue_that_drops_counts_what_it_drops() -> None:
    sink = Blocking()
    writer = Writer(sink, depth=2, drops=True)
    put(writer, 1)
    assert sink.busy.wait(LONG)  # the first is being written, so that there is room for two
    put(writer, 4, first=1)
    assert writer.dropped == 2
    sink.go.set()
    end(writer)
    assert sink.indexes == [0, 1, 2]


def test_a_sink_that_fails_is_abandoned_and_nothing_more_is_written() -> None:
    sink = Failing(partial=Path("out.part.mp4"))
    writer = Writer(sink, depth=1)
    put(writer, 20)  # does not wait for a sink that has failed
    end(writer)
    assert sink.ended == ["abandoned"]
    assert sink.indexes == []
    assert isinstance(writer.failure, SinkError)
    assert one_line(writer.failure) == "disk full; what was written is in out.part.mp4"


def test_a_sink_that_cannot_be_closed_is_abandoned() -> None:
    class Unfinished(Collecting):
        def close(self, *, whole: bool = True, end: Fraction | None = None) -> None:
            raise SinkError("disk full")

    sink = Unfinished()
    writer = Writer(sink, depth=1)
    put(writer, 1)
    end(writer)
    assert sink.ended == ["abandoned"]
    assert str(writer.failure) == "disk full"


def test_an_error_that_is_a_mistake_of_ours_is_raised_where_it_is_waited_for() -> None:
    sink = Failing(ZeroDivisionError("ours"))
    writer = Writer(sink, depth=1)
    writer.put(result_of(PIXEL))
    writer.finish()
    with pytest.raises(ZeroDivisionError, match="ours"):
        writer.join()
    assert sink.ended == ["abandoned"]
    assert writer.failure is None


def test_an_error_while_a_sink_is_abandoned_is_raised_where_it_is_waited_for() -> None:
    class Stubborn(Collecting):
        def abandon(self) -> Path | None:
            raise ZeroDivisionError("ours")

    writer = Writer(Stubborn(), depth=1)
    writer.abandon()
    with pytest.raises(ZeroDivisionError, match="ours"):
        writer.join()
    assert writer.is_over


def test_a_mistake_of_ours_is_raised_after_a_failure_that_was_noticed_outside_too() -> None:
    class Broken(Blocking):
        def write(self, segmentation: Segmentation) -> None:
            super().write(segmentation)
            raise ZeroDivisionError("ours")

    sink = Broken()
    writer = Writer(sink, depth=1)
    put(writer, 1)
    assert sink.busy.wait(LONG)
    writer.fail(SinkError("the file is gone"))
    sink.go.set()
    with pytest.raises(ZeroDivisionError, match="ours"):
        writer.join()
    assert str(writer.failure) == "the file is gone"


def test_an_abandoned_writer_drops_what_waits_after_the_write_under_way() -> None:
    sink = Blocking(partial=Path("out.part.mp4"))
    writer = Writer(sink, depth=5)
    put(writer, 4)
    assert sink.busy.wait(LONG)
    writer.abandon()
    assert not writer.is_over  # a sink must not be abandoned while its thread is in it
    sink.go.set()
    writer.join()
    assert sink.indexes == [0]
    assert sink.ended == ["abandoned"]
    assert writer.partial == Path("out.part.mp4")


def test_a_failure_that_is_noticed_outside_abandons_the_sink_and_is_kept() -> None:
    sink = Blocking()
    writer = Writer(sink, depth=5)
    put(writer, 3)
    assert sink.busy.wait(LONG)
    failure: LiveSegError = SinkError("the file is gone")
    writer.fail(failure)
    assert writer.failure is failure  # known although the sink is still busy
    sink.go.set()
    end(writer)
    assert writer.failure is failure
    assert sink.ended == ["abandoned"]

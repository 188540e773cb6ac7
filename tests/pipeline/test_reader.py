"""Readers: a source in a thread of its own."""

from __future__ import annotations

from contextlib import contextmanager
from fractions import Fraction
from threading import Event, current_thread
from threading import enumerate as enumerate_threads
from time import monotonic
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import pytest

from live_seg.errors import SourceError
from live_seg.frame import Frame, StreamInfo
from live_seg.pipeline import Latest, Prefetch, Reader
from live_seg.pipeline.reader import has_left_a_reader
from live_seg.pipeline.timing import WINDOW
from live_seg.source.protocol import BaseSource
from tests.clock import Clock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


PIXEL = np.zeros((1, 1, 3), np.uint8)
LONG = 10.0


Kind = TypeVar("Kind", bound=Reader)


@contextmanager
def reading(reader: Kind) -> Iterator[Kind]:
    """A reader that has started."""
    with reader:
        reader.start()
        yield reader


class Counting(BaseSource):
    """A source of 1x1 frames, ten a second; `before` is called before each one."""

    info = StreamInfo(1, 1, Fraction(10))
    name = "counting"

    def __init__(self, count: int, before: Callable[[int], None] = lambda index: None) -> None:
        self._count = count
        self._before = before
        self.given = 0
        self.closed_by: str | None = None

    def __iter__(self) -> Iterator[Frame]:
        for index in range(self._count):
            self._before(index)
            self.given += 1
            yield Frame(index, Fraction(index, 10), PIXEL)

    def close(self) -> None:
        self.closed_by = current_thread().name


def fails_at(index: int) -> Callable[[int], None]:
    def fail(at: int) -> None:
        if at == index:
            raise SourceError("unplugged")

    return fail


def test_prefetch_gives_every_frame_in_order() -> None:
    with reading(Prefetch(Counting(20), depth=3)) as frames:
        assert [frame.index for frame in frames.frames_until(Event())] == list(range(20))
        assert frames.ended


def test_prefetch_reads_no_further_ahead_than_its_depth() -> None:
    waiting = Event()
    source = Counting(20, lambda index: waiting.set() if index == 3 else None)
    with reading(Prefetch(source, depth=3)):
        assert waiting.wait(LONG)
        # the fourth frame is read and waits for room: nothing can take it
        assert source.given <= 4


def test_prefetch_raises_the_sources_error_after_the_frames_before_it() -> None:
    with reading(Prefetch(Counting(9, fails_at(2)), depth=8)) as frames:
        assert [frame.index for frame in (frames.take(LONG), frames.take(LONG)) if frame] == [0, 1]
        with pytest.raises(SourceError, match="unplugged"):
            frames.take(LONG)


def test_an_error_after_the_last_frame_was_taken_is_raised_too() -> None:
    with reading(Prefetch(Counting(9, fails_at(1)), depth=8)) as frames:
        frames.take(LONG)
        wait_for_the_readers_end()
        with pytest.raises(SourceError, match="unplugged"):
            list(frames.frames_until(Event()))


def test_a_request_to_stop_ends_iteration() -> None:
    stop = Event()
    with reading(Prefetch(Counting(20), depth=3)) as frames:
        for frame in frames.frames_until(stop):
            if frame.index == 4:
                stop.set()
        assert not frames.ended


@pytest.mark.parametrize("kind", ["prefetch", "latest"])
def test_a_source_is_closed_by_the_thread_that_read_it(kind: str) -> None:
    source = Counting(3)
    with reading(Prefetch(source, depth=1) if kind == "prefetch" else Latest(source)):
        pass
    assert source.closed_by == "live_seg source"


def test_a_reader_that_is_left_early_ends_its_source() -> None:
    source = Counting(1000)
    with reading(Prefetch(source, depth=2)) as frames:
        frames.take(LONG)
    assert source.closed_by is not None
    assert source.given < 10


def test_latest_gives_the_newest_frame_and_counts_those_that_were_never_taken() -> None:
    with reading(Latest(Counting(10))) as frames:
        wait_for_the_readers_end()
        newest = frames.take(LONG)
        assert newest is not None
        assert newest.index == 9
        assert frames.dropped == 9
        assert frames.ended


def test_latest_counts_nothing_while_every_frame_is_taken() -> None:
    taken = Event()
    with reading(Latest(Counting(10, lambda index: wait_and_clear(taken) if index else None))) as frames:
        while not frames.ended:
            if frames.take(LONG):
                taken.set()
        assert frames.dropped == 0


def test_latest_has_nothing_until_the_next_frame_comes() -> None:
    go = Event()
    with reading(Latest(Counting(2, lambda index: None if index == 0 else wait_for(go)))) as frames:
        assert frames.take(LONG)
        assert frames.take(0) is None
        go.set()
        assert frames.take(LONG)


def test_paced_frames_come_no_sooner_than_their_time() -> None:
    started = monotonic()
    arrivals = {}
    with reading(Latest(Counting(3), paced=True)) as frames:
        while not frames.ended:
            if frame := frames.take(LONG):
                arrivals[frame.time] = monotonic() - started
    assert max(arrivals) == Fraction(2, 10)
    assert all(arrival >= time for time, arrival in arrivals.items()), arrivals


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of readers, which only the test sets."""
    clock = Clock()
    clock.replace(monkeypatch, "live_seg.pipeline.reader", "live_seg.pipeline.timing")
    return clock


class Pausing(Counting):
    """Three frames a quarter of a second apart by the clock, and a fourth when `go` is set."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(4, self._wait)
        self.pauses, self.go = Event(), Event()
        self._clock = clock

    def _wait(self, index: int) -> None:
        if index in {1, 2}:
            self._clock.now += 0.25
        if index == 3:
            self.pauses.set()
            wait_for(self.go)


def test_latest_knows_for_how_long_there_was_silence(clock: Clock) -> None:
    source = Pausing(clock)
    with reading(Latest(source)) as frames:
        wait_for(source.pauses)
        assert frames.silent_for == 0
        clock.now += 5
        assert frames.silent_for == 5
        source.go.set()
        wait_for_the_readers_end()
        assert frames.silent_for == 0


def test_latest_knows_at_which_rate_frames_came_in_the_last_second(clock: Clock) -> None:
    source = Pausing(clock)
    with reading(Latest(source)) as frames:
        wait_for(source.pauses)
        assert frames.rate == 4
        clock.now += 2 * WINDOW
        assert frames.rate == 0
        source.go.set()


def test_a_reader_that_is_left_behind_is_known_of_until_its_read_returns() -> None:
    go = Event()
    with reading(Latest(Counting(2, lambda index: wait_for(go)))):
        pass  # it gets a second to end
    assert has_left_a_reader()
    go.set()
    wait_for_the_readers_end()
    assert not has_left_a_reader()


def test_latest_raises_the_sources_error() -> None:
    with reading(Latest(Counting(3, fails_at(0)))) as frames, pytest.raises(SourceError, match="unplugged"):
        frames.take(LONG)


def wait_for(event: Event) -> None:
    assert event.wait(LONG)


def wait_and_clear(event: Event) -> None:
    wait_for(event)
    event.clear()


def wait_for_the_readers_end() -> None:
    for thread in enumerate_threads():
        if thread.name == "live_seg source":
            thread.join(LONG)


def test_a_reader_that_was_not_started_closes_its_source() -> None:
    source = Counting(3)
    with Prefetch(source, depth=1):
        pass
    assert source.closed_by is not None
    assert source.given == 0


def test_a_reader_that_stops_tells_a_source_that_waits() -> None:
    told = Event()
    source = Counting(2, lambda index: wait_for(told) if index else None)
    with reading(Latest(source, on_stop=told.set)) as frames:
        assert frames.take(LONG)
    assert told.is_set()

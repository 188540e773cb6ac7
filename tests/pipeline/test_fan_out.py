"""The fan-out: every sink gets everything, and one that fails does not stop the others."""

from __future__ import annotations

import os
import signal
from fractions import Fraction
from pathlib import Path
from threading import Event, Timer

import pytest

from live_seg.errors import SourceError
from live_seg.pipeline import FanOut, Writer
from tests.pipeline.test_writer import LONG, PIXEL, Blocking, Collecting, Failing
from tests.platforms import posix_only
from tests.results import result_of


def put(outputs: FanOut, count: int, first: int = 0) -> None:
    for index in range(first, first + count):
        outputs.put(result_of(PIXEL, index))


def test_every_sink_gets_every_segmentation_in_order_and_is_closed() -> None:
    sinks = [Collecting(), Collecting(), Collecting()]
    with FanOut() as outputs:
        for sink in sinks:
            outputs.add(sink, depth=2)
        put(outputs, 10)
    for sink in sinks:
        assert sink.indexes == list(range(10))
        assert sink.ended == ["whole"]


def test_a_sink_that_is_added_later_gets_what_comes_from_then_on() -> None:
    early, late = Collecting(), Collecting()
    with FanOut() as outputs:
        outputs.add(early, depth=2)
        put(outputs, 2)
        outputs.add(late, depth=2)
        put(outputs, 2, first=2)
    assert early.indexes == [0, 1, 2, 3]
    assert late.indexes == [2, 3]


def test_a_sink_that_fails_does_not_stop_the_others() -> None:
    good, bad = Collecting(), Failing()
    with FanOut() as outputs:
        for sink in (bad, good):
            outputs.add(sink, depth=2)
        put(outputs, 10)
    assert good.indexes == list(range(10))
    assert good.ended == ["whole"]
    assert bad.ended == ["abandoned"]
    assert [str(failure) for failure in outputs.failures] == ["disk full"]
    assert not outputs.is_lost


def test_each_failure_is_new_once() -> None:
    with FanOut() as outputs:
        writer = outputs.add(Failing(), depth=2)
        put(outputs, 1)
        writer.finish()
        writer.join()
        assert [str(failure) for failure in outputs.new_failures()] == ["disk full"]
        assert outputs.new_failures() == []


def test_all_is_lost_when_every_sink_has_failed() -> None:
    with FanOut() as outputs:
        lost_at_first = outputs.is_lost
        for _ in range(2):
            outputs.add(Failing(), depth=2)
        put(outputs, 3)
    assert not lost_at_first
    assert outputs.is_lost
    assert len(outputs.failures) == 2


def test_sinks_are_told_that_the_stream_was_stopped() -> None:
    sink = Collecting()
    with FanOut() as outputs:
        outputs.add(sink, depth=2)
        put(outputs, 2)
        outputs.close(whole=False)
    assert sink.ended == ["stopped"]


def test_a_block_that_raises_abandons_its_sinks_and_notes_where_the_files_are() -> None:
    sinks = [Collecting(partial=Path("a.part.mp4")), Collecting(), Collecting(partial=Path("b.part.mp4"))]

    def fail() -> None:
        with FanOut() as outputs:
            for sink in sinks:
                outputs.add(sink, depth=2)
            put(outputs, 1)
            raise SourceError("unplugged")

    with pytest.raises(SourceError, match="unplugged") as caught:
        fail()
    assert [sink.ended for sink in sinks] == [["abandoned"]] * 3
    assert caught.value.__notes__ == ["what was written is in a.part.mp4", "what was written is in b.part.mp4"]


def test_a_mistake_of_ours_at_the_end_of_one_sink_is_raised_when_the_others_are_finished() -> None:
    class Broken(Collecting):
        def close(self, *, whole: bool = True, end: Fraction | None = None) -> None:
            closed.set()
            raise ZeroDivisionError("ours")

    closed = Event()

    def wait() -> None:
        assert closed.wait(LONG)

    good = Collecting(before=wait)
    outputs = FanOut()
    for sink in (Broken(), good):
        outputs.add(sink, depth=20)
    put(outputs, 10)
    with pytest.raises(ZeroDivisionError, match="ours"):
        outputs.close()
    assert good.indexes == list(range(10))
    assert good.ended == ["whole"]


@posix_only  # on Windows os.kill ends the process
def test_an_interrupted_end_waits_for_the_write_under_way_and_drops_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    sink = Blocking(partial=Path("out.part.mp4"))
    abandon = Writer.abandon

    def abandon_and_go_on(writer: Writer) -> None:
        abandon(writer)
        sink.go.set()

    monkeypatch.setattr(Writer, "abandon", abandon_and_go_on)

    def run() -> None:
        with FanOut() as outputs:
            outputs.add(sink, depth=5)
            put(outputs, 4)
            assert sink.busy.wait(LONG)
            # a second Ctrl-C while the end is waited for; only after that does the sink go on
            timer.start()

    timer = Timer(0.2, os.kill, (os.getpid(), signal.SIGINT))
    with pytest.raises(KeyboardInterrupt) as caught:
        run()
    timer.join()
    assert sink.indexes == [0]
    assert sink.ended == ["abandoned"]
    assert caught.value.__notes__ == ["what was written is in out.part.mp4"]

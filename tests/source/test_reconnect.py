"""A live source that comes back: with servers that are killed and started again, and with made-up sources."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import partial
from threading import Event, Thread
from typing import TYPE_CHECKING

import numpy as np
import pytest

from live_seg.errors import SourceError
from live_seg.frame import Frame, StreamInfo
from live_seg.pipeline import Latest
from live_seg.source.clock import ArrivalClock
from live_seg.source.network.network_source import NetworkSource
from live_seg.source.protocol import BaseSource
from live_seg.source.reconnect import Reconnecting
from tests.streams import Delivery, MjpegServer, RtspServer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

AT_ONCE = (0.0,)
NEVER = (3600.0,)
LONG = 10.0
PIXEL = np.zeros((1, 1, 3), np.uint8)


class Spell(BaseSource):
    """A live source of so many frames, which then ends, or fails."""

    info = StreamInfo(1, 1, Fraction(10), is_live=True)
    name = "a spell"

    def __init__(self, frames: int, failure: str | None = None) -> None:
        self._frames = frames
        self._failure = failure
        self.closed = 0
        self.clock = ArrivalClock()

    def __iter__(self) -> Iterator[Frame]:
        for _ in range(self._frames):
            yield self.clock.frame(PIXEL)
        if self._failure:
            raise SourceError(self._failure)

    def close(self) -> None:
        self.closed += 1


def spells(*given: Spell | str) -> Callable[[], Spell]:
    """An opener of one after the other; a text is a failure to open."""
    coming, clock = iter(given), ArrivalClock()

    def opener() -> Spell:
        spell = next(coming)
        if isinstance(spell, str):
            raise SourceError(spell)
        spell.clock = clock
        return spell

    return opener


def coming_back(*given: Spell | str, pauses: tuple[float, ...] = AT_ONCE) -> Reconnecting:
    opener = spells(*given)
    return Reconnecting(opener(), opener, pauses)


def take(source: Reconnecting, count: int) -> list[Frame]:
    frames = iter(source)
    return [next(frames) for _ in range(count)]


def test_a_source_that_ends_and_one_that_fails_are_opened_anew() -> None:
    source = coming_back(Spell(2), Spell(2, "unplugged"), Spell(3))
    assert [frame.index for frame in take(source, 7)] == list(range(7))


def test_times_go_on_by_the_wall_clock_over_a_gap() -> None:
    times = [frame.time for frame in take(coming_back(Spell(2), Spell(2), pauses=(0.2,)), 4)]
    assert times[0] == 0
    assert times[1] - times[0] < Fraction(1, 5) <= times[2] - times[1]
    assert times[3] > times[2]


def test_a_source_that_was_lost_is_closed_before_it_is_opened_again() -> None:
    first = Spell(1)
    take(coming_back(first, Spell(1)), 2)
    assert first.closed == 1


def test_a_source_that_was_never_away_has_no_damage() -> None:
    source = coming_back(Spell(3))
    take(source, 2)
    assert source.damage is None


def test_damage_says_how_often_and_how_long_it_was_away() -> None:
    source = coming_back(Spell(1), Spell(1), "no answer", Spell(1), pauses=(0.1,))
    assert re.fullmatch(r"the stream was away once, for \d\.[1-9] s in all", away(source, 2))
    source = coming_back(Spell(1), Spell(1), "no answer", Spell(1), pauses=(0.1,))
    assert re.fullmatch(r"the stream was away twice, for \d\.[3-9] s in all", away(source, 3))


def away(source: Reconnecting, count: int) -> str:
    """The damage after so many frames."""
    frames = take(source, count)
    assert len(frames) == count
    return source.damage or ""


@pytest.mark.parametrize(("first", "said"), [(Spell(0), "before its first frame"), (Spell(0, "dead"), "dead")])
def test_a_source_without_a_single_frame_fails(first: Spell, said: str) -> None:
    with pytest.raises(SourceError, match=said):
        next(iter(coming_back(first, Spell(1))))


def test_while_it_is_away_the_outage_counts_the_tries_and_says_why() -> None:

    def opener() -> Spell:
        outage = source.outage
        assert outage is not None
        seen.append((outage.tries, outage.reason))
        if len(seen) == 3:
            return Spell(1)
        raise SourceError("no answer")

    seen: list[tuple[int, str]] = []
    source = Reconnecting(Spell(1, "unplugged"), opener, AT_ONCE)
    take(source, 2)
    assert seen == [(1, "unplugged"), (2, "no answer"), (3, "no answer")]
    assert source.outage is None


def test_a_source_that_comes_back_without_a_frame_is_still_away() -> None:
    seen: list[int] = []

    def opener() -> Spell:
        outage = source.outage
        assert outage is not None
        seen.append(outage.tries)
        return Spell(1 if len(seen) == 3 else 0)

    source = Reconnecting(Spell(1), opener, AT_ONCE)
    take(source, 2)
    assert seen == [1, 2, 3]
    assert source.damage is not None
    assert "away once" in source.damage


def test_pauses_grow_and_the_last_one_stays() -> None:
    source = coming_back(Spell(1), pauses=(0.5, 1, 2))
    pauses = source._all_pauses()  # noqa: SLF001
    assert [next(pauses) for _ in range(5)] == [0.5, 1, 2, 2, 2]


def test_stop_from_another_thread_ends_a_pause_at_once() -> None:
    source = coming_back(Spell(1), pauses=NEVER)
    first = Event()
    got: list[Frame] = []

    def read() -> None:
        for frame in source:
            got.append(frame)
            first.set()

    thread = Thread(target=read)
    thread.start()
    assert first.wait(LONG)
    source.stop()
    thread.join(LONG)
    assert not thread.is_alive()
    assert len(got) == 1


def test_close_ends_an_iteration_that_has_begun() -> None:
    source = coming_back(Spell(3), Spell(3))
    frames = iter(source)
    next(frames)
    source.close()
    source.close()
    assert next(frames, None) is None


@pytest.mark.parametrize("kind", [MjpegServer, RtspServer])
def test_a_server_that_dies_and_is_started_again_is_found_again(kind: type[MjpegServer | RtspServer]) -> None:
    with kind() as camera:
        opener = partial(NetworkSource, camera.address, clock=ArrivalClock())
        source = Reconnecting(opener(), opener, (0.02,))
        frames = iter(source)
        before = [next(frames) for _ in range(30)]
    with source:
        with kind(port=camera.port) as again:
            # what was on its way when the server died comes first
            while source.damage is None:
                frame = next(frames)
            assert again.count >= 1
        assert frame.index >= len(before)
        assert frame.time > before[-1].time
        assert source.outage is None


def test_a_stream_that_is_cut_again_and_again_goes_on() -> None:
    with MjpegServer(Delivery(5)) as camera:
        opener = partial(NetworkSource, camera.address, clock=ArrivalClock())
        with Reconnecting(opener(), opener, AT_ONCE) as source:
            frames = take(source, 23)
        assert camera.count == 5
    assert [frame.index for frame in frames] == list(range(23))
    assert source.damage is not None
    assert "away 4 times" in source.damage


def test_the_pictures_loop_knows_of_silence_while_the_read_blocks() -> None:
    with MjpegServer(Delivery(10, "silence")) as camera:
        source = Reconnecting(NetworkSource(camera.address), partial(NetworkSource, camera.address))
        with Latest(source) as frames:
            frames.start()
            assert camera.silent.wait(LONG)
            while frames.take(0.05) is not None:
                pass
            # 2 s are what is allowed; a read gives up after 5
            while frames.silent_for < 0.3:
                assert frames.take(0.05) is None
            assert source.outage is None
            assert frames.silent_for < 2
            source.stop()
            camera.closing.set()
    assert source.damage is None


def test_a_source_that_comes_back_after_close_is_closed_too() -> None:
    late = Spell(1)

    def opener() -> Spell:
        source.close()  # by another thread, while this one opens the source again
        return late

    source = Reconnecting(Spell(1), opener, AT_ONCE)
    assert len(list(source)) == 1
    assert late.closed == 1

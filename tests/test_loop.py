"""The loop of a live session, seen through a screen that presses keys and remembers what it was shown."""

from __future__ import annotations

from fractions import Fraction
from threading import Event
from time import monotonic
from typing import TYPE_CHECKING, Self

import numpy as np

from live_seg.app.loop import Loop
from live_seg.app.pace import Pace
from live_seg.app.workers import Latest, Prefetch
from live_seg.config import K_MAX, Config
from live_seg.errors import SinkError
from live_seg.frame import Frame, StreamInfo
from live_seg.segment import Segmenter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

PIXELS = np.arange(48, dtype=np.uint8).reshape(4, 4, 3)


class Stream:
    """Frames at given times."""

    damage = None

    def __init__(self, *times: float, is_live: bool = False) -> None:
        self.info = StreamInfo(4, 4, Fraction(10), is_live=is_live)
        self._times = times

    def __iter__(self) -> Iterator[Frame]:
        for index, time in enumerate(self._times):
            yield Frame(index, Fraction(str(time)), PIXELS)

    def close(self) -> None:
        return

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        return


class Hands:
    """A screen. `keys` are pressed once `after` frames have been shown; what is shown is kept."""

    is_open = True

    def __init__(self, keys: str = "", after: int = 1, *, has_picture: bool = True) -> None:
        self.shown: list[str] = []
        self.has_picture = has_picture
        self._keys = list(keys)
        self._after = after
        self.asked = 0

    def show(self, bgr: NDArray[np.uint8], status: str) -> None:
        self.shown.append(status)

    def key(self, seconds: float) -> str | None:
        self.asked += 1
        return self._keys.pop(0) if self._keys and len(self.shown) >= self._after else None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        return


def run(stream: Stream, screen: Hands, pace: Pace | None = None, stop: Event | None = None) -> Loop:
    reader = Latest(stream) if stream.info.is_live else Prefetch(stream, 4)
    with reader:
        loop = Loop(reader, Segmenter(Config(k=4)), None, screen, pace)
        loop.run(stop or Event())
    return loop


def test_every_frame_of_a_file_is_shown() -> None:
    screen = Hands()
    assert run(Stream(0, 0.1, 0.2), screen).frames == 3
    assert len(screen.shown) == 3


def test_the_status_has_k_rate_and_dropped_frames() -> None:
    screen = Hands()
    run(Stream(0, 0.1, 0.2), screen)
    k, rate, dropped = screen.shown[-1].split("   ")
    assert k == "K 4"
    assert float(rate.removesuffix(" fps")) > 0
    assert dropped == "0 dropped"


def test_plus_and_minus_change_k_within_its_bounds() -> None:
    assert run(Stream(0), Hands("q")).k == 4
    assert run(Stream(0, 1), Hands("+++q"), Pace()).k == 7
    assert run(Stream(0, 1), Hands("--q"), Pace()).k == 2
    assert run(Stream(0, 1), Hands("-" * 9 + "q"), Pace()).k == 1
    assert run(Stream(0, 1), Hands("+" * 99 + "q"), Pace()).k == K_MAX


def test_l_locks_the_palette_and_says_so_and_l_again_unlocks_it() -> None:
    screen = Hands("l")
    run(Stream(0, 0.1, 0.2), screen)
    assert "palette locked" in screen.shown[-1]
    screen = Hands("lL")
    run(Stream(0, 0.1, 0.2, 0.3), screen)
    assert "palette locked" not in screen.shown[-1]


def test_a_locked_palette_keeps_its_k_until_it_is_unlocked() -> None:
    screen = Hands("l+")
    assert run(Stream(0, 0.1, 0.2, 0.3), screen).k == 4
    screen = Hands("l+l+")
    assert run(Stream(0, 0.1, 0.2, 0.3, 0.4, 0.5), screen).k == 5


def test_c_fits_the_palette_anew_and_so_unlocks_it() -> None:
    screen = Hands("lc")
    run(Stream(0, 0.1, 0.2, 0.3), screen)
    assert any("palette locked" in status for status in screen.shown)
    assert "palette locked" not in screen.shown[-1]


def test_a_key_is_answered_in_the_status_at_once() -> None:
    screen = Hands("+ q")
    run(Stream(0, 30), screen, Pace())
    assert screen.shown[1].startswith("K 5")
    assert screen.shown[2].endswith("paused")


def test_q_and_escape_and_a_closed_window_end_it() -> None:
    for key in ("q", "Q", "\x1b"):
        assert run(Stream(0, 30), Hands(key), Pace()).frames == 1
    closed = Hands()
    closed.is_open = False
    assert run(Stream(0, 30), closed, Pace()).frames <= 1


def test_a_pause_holds_a_file_where_it_is() -> None:
    screen = PausedFor(asked=30)
    loop = run(Stream(0, 0.01, 0.02), screen, Pace())
    assert screen.shown_while_paused == 0
    assert loop.frames == 3


class PausedFor(Hands):
    """Pauses after the first frame, and goes on when it has been asked for keys so many times."""

    def __init__(self, asked: int) -> None:
        super().__init__(" ")
        self._until = asked
        self.shown_while_paused = 0
        self._paused = False

    def show(self, bgr: NDArray[np.uint8], status: str) -> None:
        # the pause itself is shown once, with the old picture
        self.shown_while_paused += self._paused and "paused" not in status
        super().show(bgr, status)

    def key(self, seconds: float) -> str | None:
        key = super().key(seconds)
        if key == " ":
            self._paused = True
            self.asked = 0
        if self._paused and self.asked == self._until:
            self._paused = False
            return " "
        return key


def test_a_paused_cameras_frames_are_let_go_and_do_not_count_as_dropped() -> None:
    times = [number / 100 for number in range(40)]
    screen = Hands(" ")
    with Latest(Stream(*times), paced=True) as reader:
        loop = Loop(reader, Segmenter(Config(k=4)), None, screen, None)
        loop.run(Event())
    assert loop.frames == 1
    # a busy machine may miss one; without letting go it would be all of them
    assert loop.dropped < 20


def test_a_request_to_stop_is_heard_in_a_long_gap() -> None:
    stop = Event()
    screen = Hands()
    shown = screen.show

    def show_and_stop(bgr: NDArray[np.uint8], status: str) -> None:
        shown(bgr, status)
        stop.set()

    screen.show = show_and_stop  # type: ignore[method-assign]
    start = monotonic()
    assert run(Stream(0, 60), screen, Pace(), stop).frames == 1
    assert monotonic() - start < 5


class FailedRecorder:
    """A recorder whose disk is full."""

    failure = SinkError("no space left on the disk")
    dropped = 3

    def take(self, time: Fraction, bgr: NDArray[np.uint8], *, wait: bool) -> None:
        return


def with_failed_recorder(screen: Hands) -> Loop:
    with Prefetch(Stream(*(number / 10 for number in range(20))), 4) as reader:
        loop = Loop(reader, Segmenter(Config(k=4)), FailedRecorder(), screen, None)  # type: ignore[arg-type]
        loop.run(Event())
    return loop


def test_a_failed_recording_does_not_end_the_picture_and_is_shown() -> None:
    screen = Hands()
    assert with_failed_recorder(screen).frames == 20
    assert "recording failed" in screen.shown[-1]


def test_with_no_picture_a_failed_recording_ends_it() -> None:
    assert with_failed_recorder(Hands(has_picture=False)).frames == 0

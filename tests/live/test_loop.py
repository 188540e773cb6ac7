"""The loop of a live session, seen through a screen that presses keys and remembers what it was shown."""

from __future__ import annotations

from threading import Event
from time import monotonic
from typing import TYPE_CHECKING

import numpy as np
import pytest

from live_seg.config import K_MAX
from live_seg.live.controls import controls
from live_seg.pipeline import Latest
from live_seg.pipeline.timing import Pace
from tests import oracle
from tests.clock import Clock
from tests.live_session import FOUR, Hands, Stream, play
from tests.pipeline.test_writer import Blocking, Failing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from live_seg.frame import Frame
    from live_seg.view.hud.dashboard import Dashboard

TWENTY = tuple(number / 10 for number in range(20))


@pytest.fixture(autouse=True)
def _messages_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    # for longer than two seconds, which a busy machine may take to come to an assertion
    monkeypatch.setattr(controls, "MESSAGE_SECONDS", 600.0)


def test_every_frame_of_a_file_is_shown() -> None:
    screen = Hands()
    assert play(Stream(0, 0.1, 0.2), screen).loop.frames == 3
    assert len(screen.pictures) == 3


def test_the_figures_are_those_of_the_session() -> None:
    screen = Hands()
    play(Stream(0, 0.1, 0.2), screen)
    status = screen.shown[-1].status
    assert (status.k, status.dropped, status.source_rate) == (4, 0, 10)
    assert status.shown_rate > 0
    assert status.latency is None


def test_where_the_newest_frame_wins_the_figures_have_its_latency_and_the_rate_that_comes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock, shown = Clock(), Event()
    clock.replace(monkeypatch, "live_seg.pipeline.reader", "live_seg.pipeline.timing")

    class Camera(Stream):
        """Each frame comes at its time by the clock, once the one before has been shown."""

        def __iter__(self) -> Iterator[Frame]:
            start = clock.now
            for frame in super().__iter__():
                assert frame.index == 0 or shown.wait(60)
                shown.clear()
                clock.now = start + float(frame.time)
                yield frame

    class Telling(Hands):
        def show(self, bgr: NDArray[np.uint8], dashboard: Dashboard) -> None:
            super().show(bgr, dashboard)
            shown.set()

    screen, camera = Telling(), Camera(0, 0.02, 0.04, 0.06)
    play(camera, screen, reader=Latest(camera))
    status = screen.shown[-1].status
    assert status.latency is not None
    assert -1e-9 < status.latency < 0.02 + 1e-9  # the next frame may have come when it is noted
    assert status.source_rate == pytest.approx(50)


def test_plus_and_minus_change_k_within_its_bounds() -> None:
    assert play(Stream(0), Hands("q")).k == 4
    assert play(Stream(0, 1), Hands("+++q"), Pace()).k == 7
    assert play(Stream(0, 1), Hands("--q"), Pace()).k == 2
    assert play(Stream(0, 1), Hands("-" * 9 + "q"), Pace()).k == 1
    assert play(Stream(0, 1), Hands("+" * 99 + "q"), Pace()).k == K_MAX


def test_a_key_is_answered_in_the_picture_at_once() -> None:
    screen = Hands("+ q")
    play(Stream(0, 30), screen, Pace())
    assert screen.shown[1].message == "K = 5"
    assert screen.shown[1].status.k == 5
    assert screen.shown[2].status.is_paused


def test_another_view_is_shown_before_the_next_frame_comes() -> None:
    screen = Hands("vq")
    play(Stream(0, 30, picture=oracle.scene()), screen, Pace())
    assert not np.array_equal(screen.pictures[0], screen.pictures[1])
    assert screen.shown[1].message == "overlay"


def test_another_k_is_seen_while_the_picture_is_held() -> None:
    screen = Hands(" --q")
    play(Stream(0, 30, picture=FOUR), screen, Pace())
    colours = [len(np.unique(picture.reshape(-1, 3), axis=0)) for picture in screen.pictures]
    assert colours[-1] == 2


def test_l_locks_the_palette_and_says_so_and_l_again_unlocks_it() -> None:
    screen = Hands("l")
    play(Stream(0, 0.1, 0.2), screen)
    assert screen.shown[-1].status.is_locked
    screen = Hands("lL")
    play(Stream(0, 0.1, 0.2, 0.3), screen)
    assert not screen.shown[-1].status.is_locked


def test_a_locked_palette_keeps_its_k_until_it_is_unlocked() -> None:
    screen = Hands("l+")
    assert play(Stream(0, 0.1, 0.2, 0.3), screen).k == 4
    assert any(dashboard.message == "the palette is locked; L unlocks it" for dashboard in screen.shown)
    assert play(Stream(0, 0.1, 0.2, 0.3, 0.4, 0.5), Hands("l+l+")).k == 5


def test_c_fits_the_palette_anew_and_so_unlocks_it() -> None:
    screen = Hands("lc")
    play(Stream(0, 0.1, 0.2, 0.3), screen)
    assert any(dashboard.status.is_locked for dashboard in screen.shown)
    assert not screen.shown[-1].status.is_locked


def test_q_and_escape_and_a_closed_window_end_it() -> None:
    for key in ("q", "Q", "\x1b"):
        assert play(Stream(0, 30), Hands(key), Pace()).loop.frames == 1
    closed = Hands()
    closed.is_open = False
    assert play(Stream(0, 30), closed, Pace()).loop.frames <= 1


def test_a_pause_holds_a_file_where_it_is() -> None:
    screen = PausedFor(asked=30)
    played = play(Stream(0, 0.01, 0.02), screen, Pace())
    assert screen.shown_while_paused == 0
    assert played.loop.frames == 3
    assert played.controls.pauses.seconds > 0


class PausedFor(Hands):
    """Pauses after the first frame, and goes on when it has been asked for keys so many times."""

    def __init__(self, asked: int) -> None:
        super().__init__(" ")
        self._until = asked
        self.shown_while_paused = 0
        self._paused = False

    def show(self, bgr: NDArray[np.uint8], dashboard: Dashboard) -> None:
        # the pause itself is shown once, with the old picture
        self.shown_while_paused += self._paused and not dashboard.status.is_paused
        super().show(bgr, dashboard)

    def key(self, seconds: float) -> str | None:
        key = super().key(seconds)
        if key == " ":
            self._paused = True
            self.asked = 0
        if self._paused and self.asked == self._until:
            self._paused = False
            return " "
        return key


def test_a_step_shows_one_frame_and_holds_it() -> None:
    screen = Hands("..q")
    assert play(Stream(0, 30, 60, 90), screen, Pace()).loop.frames == 3
    assert screen.shown[-1].status.is_paused


def test_a_paused_cameras_frames_are_let_go_and_do_not_count_as_dropped() -> None:
    reader = Latest(Stream(*(number / 100 for number in range(40))), paced=True)
    played = play(Stream(0), UntilTheEnd(" ", reader), reader=reader)
    assert played.loop.frames == 1
    # a busy machine may miss one; without letting go it would be all of them
    assert reader.dropped < 20


def test_a_step_shows_a_paused_cameras_next_frame() -> None:
    reader = Latest(Stream(*(number / 100 for number in range(40))), paced=True)
    assert play(Stream(0), UntilTheEnd(" .", reader), reader=reader).loop.frames == 2


class UntilTheEnd(Hands):
    """Quits when the source has ended, which a picture that is held does not."""

    def __init__(self, keys: str, reader: Latest) -> None:
        super().__init__(keys)
        self._reader = reader

    def key(self, seconds: float) -> str | None:
        return "q" if self._reader.ended else super().key(seconds)


def test_a_request_to_stop_is_heard_in_a_long_gap() -> None:
    stop = Event()

    class Stopping(Hands):
        def show(self, bgr: NDArray[np.uint8], dashboard: Dashboard) -> None:
            super().show(bgr, dashboard)
            stop.set()

    gap = 600
    start = monotonic()
    assert play(Stream(0, gap), Stopping(), Pace(), stop).loop.frames == 1
    assert monotonic() - start < gap / 2


def test_while_no_frame_comes_the_picture_is_drawn_anew_with_what_there_is_to_say() -> None:
    class Waiting(Hands):
        updates = 0

        def update(self, dashboard: Dashboard) -> None:
            super().update(dashboard)
            self.updates += 1

        def key(self, seconds: float) -> str | None:
            super().key(seconds)
            return "q" if self.updates == 3 else None

    assert play(Stream(0, 60), Waiting(), Pace()).loop.frames == 1


def test_a_click_picks_a_segment_and_again_drops_it() -> None:
    screen = Hands(((0, 0), (0, 0), "q"))
    play(Stream(0, 30, picture=FOUR), screen, Pace())
    assert [len(dashboard.picked) for dashboard in screen.shown[:3]] == [0, 1, 0]
    assert screen.shown[1].message == "1 picked"


def test_a_click_side_by_side_picks_in_both_halves() -> None:
    width = FOUR.shape[1]
    screen = Hands(("v", "v", "v", (1, 1), (width + 1, 1), "q"))
    play(Stream(0, 30, picture=FOUR), screen, Pace())
    assert screen.pictures[3].shape[1] == 2 * width
    assert [len(dashboard.picked) for dashboard in screen.shown[4:6]] == [1, 0]


def test_a_click_in_the_mirrored_picture_picks_what_is_seen_there() -> None:
    screen = Hands(("m", (0, 0), "q"))
    played = play(Stream(0, 30, picture=FOUR), screen, Pace())
    (label,) = played.controls.settings.picked
    palette = played.segmenter.palette
    assert palette is not None
    np.testing.assert_allclose(palette.colours[label], FOUR[0, -1], atol=1)  # rounded in CIELAB


def test_a_click_on_the_strip_picks_that_segment() -> None:
    assert play(Stream(0, 30, picture=FOUR), Hands((2, "q")), Pace()).controls.settings.picked == {2}


def test_a_pick_goes_where_its_colour_goes_when_segments_are_merged() -> None:
    screen = Hands(((0, 0), " ", "-", "-", "q"))
    played = play(Stream(0, 30, picture=FOUR), screen, Pace())
    (label,) = played.controls.settings.picked
    assert screen.pictures[-1][0, 0].tolist() == played.segmenter.palette.colours[label].tolist()  # type: ignore[union-attr]


def test_m_mirrors_the_picture_and_again_does_not() -> None:
    screen = Hands("mmq")
    play(Stream(0, 30, picture=FOUR), screen, Pace())
    np.testing.assert_array_equal(screen.pictures[1], screen.pictures[0][:, ::-1])
    np.testing.assert_array_equal(screen.pictures[2], screen.pictures[0])


def test_f_fills_the_screen() -> None:
    screen = Hands("fq")
    play(Stream(0, 30), screen, Pace())
    assert screen.times_full == 1


def test_h_shows_the_card_and_i_hides_the_figures() -> None:
    screen = Hands("hiq")
    play(Stream(0, 30), screen, Pace())
    assert screen.shown[1].keys
    assert not screen.shown[1].is_plain
    assert screen.shown[2].is_plain


class UntilKnown(Hands):
    """Opens the elbow analysis, and presses the rest when it is whole."""

    def __init__(self, rest: str) -> None:
        super().__init__("e")
        self._rest = rest

    def key(self, seconds: float) -> str | None:
        if self._rest and self.shown and (state := self.shown[-1].analysis) and state.is_whole:
            self._keys, self._rest = list(self._rest), ""
        return super().key(seconds)


def test_e_measures_the_elbow_a_applies_its_k_and_e_closes_it() -> None:
    screen = UntilKnown("aeq")
    played = play(Stream(0, 60, picture=FOUR), screen, Pace(), k=7)
    assert played.k == 4
    seen = [dashboard.analysis for dashboard in screen.shown]
    assert seen[0] is None
    assert any(state is not None and state.suggestion == 4 for state in seen)
    assert seen[-1] is None


def test_a_without_an_analysis_says_what_to_press() -> None:
    screen = Hands("aq")
    assert play(Stream(0, 30), screen, Pace()).k == 4
    assert screen.shown[1].message == "measure the elbow first: press E"


def test_a_session_that_ends_in_an_analysis_ends_it() -> None:
    play(Stream(0, 30, picture=FOUR), Hands("eq"), Pace())


def test_r_records_and_again_ends_the_recording(tmp_path: Path) -> None:
    class UntilSaved(Hands):
        def key(self, seconds: float) -> str | None:
            saved = self.shown and (self.shown[-1].message or "").startswith("saved")
            return "q" if saved else super().key(seconds)

    screen = UntilSaved("r.....r")
    played = play(Stream(*TWENTY, 99), screen, Pace(), folder=tmp_path)
    (recording,) = played.recordings.finished
    assert recording.path.parent == tmp_path
    assert recording.frames == 5
    assert any(dashboard.status.recording for dashboard in screen.shown)
    assert screen.shown[-1].status.recording is None


def test_s_saves_what_is_seen_the_frame_and_the_labels(tmp_path: Path) -> None:
    played = play(Stream(0, 0.1, 0.2, picture=FOUR), Hands("s"), folder=tmp_path)
    assert sorted(played.snapshots.paths) == sorted(tmp_path.iterdir())
    assert sorted(path.stem.rsplit("-", 1)[1] for path in tmp_path.iterdir()) == ["frame", "labels", "view"]


def test_a_snapshot_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    class UntilSaid(Hands):
        def key(self, seconds: float) -> str | None:
            said = self.shown and "cannot write" in (self.shown[-1].message or "")
            return "q" if said else super().key(seconds)

    folder = tmp_path / "gone"
    assert play(Stream(0, 60), UntilSaid("s"), Pace(), folder=folder).snapshots.paths == []


def test_a_failed_recording_does_not_end_the_picture() -> None:
    assert play(Stream(*TWENTY), Hands(), sink=Failing()).loop.frames == 20


def test_with_no_picture_a_failed_recording_ends_it() -> None:
    stream = Stream(*(number / 10 for number in range(2000)))
    assert play(stream, Hands(has_picture=False), sink=Failing()).loop.frames < 2000


def test_keys_are_handled_while_a_sink_is_full() -> None:
    class UntilFull(Hands):
        """Presses q when it has been asked for keys many times without another picture."""

        def show(self, bgr: NDArray[np.uint8], dashboard: Dashboard) -> None:
            super().show(bgr, dashboard)
            self.asked = 0

        def key(self, seconds: float) -> str | None:
            super().key(seconds)
            if not sink.busy.is_set() or self.asked < 20:
                return None
            sink.go.set()  # so that the session can end
            return "q"

    sink, screen = Blocking(), UntilFull()
    played = play(Stream(*(number / 10 for number in range(20))), screen, sink=sink)
    assert played.loop.frames == 5  # one is being written, and four wait
    assert sink.ended == ["whole"]


def test_a_still_picture_stays_until_it_is_quit_or_gone_on_from() -> None:
    for key in ("q", " "):
        assert play(Stream(0), StillPressing(key), Pace(), stays=True).loop.frames == 1


class StillPressing(Hands):
    """Waits until the picture is held, and then presses a key."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self._last = key

    def key(self, seconds: float) -> str | None:
        super().key(seconds)
        return self._last if self.shown and self.shown[-1].status.is_paused else None


def test_the_last_frame_that_is_stepped_to_stays() -> None:
    screen = StillSeeing()
    assert play(Stream(0, 30, 60), screen, Pace()).loop.frames == 3
    assert screen.updates_at_the_end >= 2


class StillSeeing(Hands):
    """Steps to the end and looks at the last picture for a while."""

    def __init__(self) -> None:
        super().__init__("...")
        self.updates_at_the_end = 0

    def update(self, dashboard: Dashboard) -> None:
        super().update(dashboard)
        self.updates_at_the_end += len(self.pictures) >= 3

    def key(self, seconds: float) -> str | None:
        return "q" if self.updates_at_the_end >= 2 else super().key(seconds)


def test_frames_that_are_stepped_to_are_counted_apart() -> None:
    loop = play(Stream(0, 30, 60), Hands("..q"), Pace()).loop
    assert (loop.frames, loop.stepped) == (3, 2)


def test_before_the_first_frame_keys_say_that_there_is_no_picture(tmp_path: Path) -> None:
    pressed = Event()

    class Late(Stream):
        """A camera that takes its time."""

        def __iter__(self) -> Iterator[Frame]:
            pressed.wait(60)
            yield from super().__iter__()

    class Early(Hands):
        def key(self, seconds: float) -> str | None:
            if not keys:
                pressed.set()
            return keys.pop(0) if keys else None

    keys = ["e", "r", "s"]
    played = play(Late(0), Early(), folder=tmp_path)
    assert played.controls.message == "there is no picture yet"
    assert list(tmp_path.iterdir()) == []


def test_a_session_of_so_many_seconds_ends_though_no_frame_comes() -> None:
    over = Event()

    class Silent(Stream):
        """A stream that says nothing after its first frame."""

        def __iter__(self) -> Iterator[Frame]:
            yield from super().__iter__()
            over.wait(60)

    reader = Latest(Silent(0))
    assert play(Silent(0), Hands(), reader=reader, duration=0.05).loop.frames <= 1
    over.set()
    assert reader._thread  # noqa: SLF001
    reader._thread.join()  # noqa: SLF001  # a session leaves one behind that is stuck in a read


def test_a_key_closes_the_card_so_that_what_it_brings_is_seen() -> None:
    screen = Hands("h+q")
    play(Stream(0, 30), screen, Pace())
    assert screen.shown[1].keys
    assert screen.shown[2].keys is None
    assert screen.shown[2].message == "K = 5"


def test_at_the_bounds_of_k_that_is_said() -> None:
    screen = Hands("-q")
    play(Stream(0, 30), screen, Pace(), k=1)
    assert screen.shown[1].message == "K cannot be less than 1"


def test_a_cut_out_without_a_pick_says_what_to_do() -> None:
    screen = Hands(("v", "v", "v", "v", (0, 0), "b", "q"))
    play(Stream(0, 30, picture=FOUR), screen, Pace())
    assert screen.shown[4].message == "cutout; click what to keep"
    assert screen.shown[6].message == "background: remove"

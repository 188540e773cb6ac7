"""The recordings of a session: each is a file of its own, and a failure does not end the session."""

from __future__ import annotations

from contextlib import contextmanager
from fractions import Fraction
from threading import Event
from time import monotonic, sleep
from typing import TYPE_CHECKING

import numpy as np
import pytest

from live_seg.errors import SinkError, one_line
from live_seg.frame import StreamInfo
from live_seg.live import recordings as module
from live_seg.live.recordings import Recordings
from live_seg.pipeline import FanOut
from tests import media
from tests.platforms import posix_only
from tests.results import as_camera, result_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from live_seg.segment import Segmentation

    View = Callable[[Segmentation], NDArray[np.uint8]]

INFO = StreamInfo(64, 48, Fraction(30), is_live=True)
PICTURE = np.full((48, 64, 3), 90, np.uint8)
DEADLINE = 20.0


class Session:
    """The part of a session that records."""

    def __init__(self, folder: Path, *, drops: bool = False, view: View = as_camera) -> None:
        self.outputs = FanOut()
        self.recordings = Recordings(self.outputs, INFO, view, folder, drops=drops)

    def show(self, time: Fraction, picture: NDArray[np.uint8] = PICTURE) -> None:
        self.outputs.put(result_of(picture, time=time))
        self.recordings.watch(time)

    def show_many(self, count: int, first: int = 0) -> None:
        for index in range(first, first + count):
            self.show(Fraction(index, 30))

    def news(self) -> list[str]:
        """Wait for news."""
        end = monotonic() + DEADLINE
        while not (said := self.recordings.news()):
            assert monotonic() < end, "no news"
            sleep(0.01)
        return said


class Stuck:
    """A view that waits until `go` is set, like an encoder that writes to a disk that does not respond."""

    def __init__(self) -> None:
        self.go = Event()

    def __call__(self, segmentation: Segmentation) -> NDArray[np.uint8]:
        assert self.go.wait(DEADLINE)
        return segmentation.frame.bgr


@contextmanager
def session(folder: Path, *, drops: bool = False, view: View = as_camera) -> Iterator[Session]:
    """A session that records, until the end of the block."""
    one = Session(folder, drops=drops, view=view)
    try:
        yield one
    finally:
        one.outputs.close()
    one.recordings.collect()


@pytest.fixture
def _looks_at_every_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WATCH_INTERVAL", 0.0)


def test_nothing_is_recorded_before_a_recording_is_started(tmp_path: Path) -> None:
    with session(tmp_path) as one:
        one.show_many(3)
        assert not one.recordings.is_on
        assert one.recordings.state is None
    assert list(tmp_path.iterdir()) == []


def test_a_recording_starts_at_0_and_keeps_the_intervals(tmp_path: Path) -> None:
    times = [Fraction(n, 90_000) for n in (900_000, 903_000, 912_345, 990_000)]
    with session(tmp_path) as one:
        one.recordings.begin(64, 48, tmp_path / "out.mp4")
        for time in times:
            one.show(time)
    assert media.picture_times(tmp_path / "out.mp4") == [time - times[0] for time in times]


def test_the_report_has_path_length_and_frames(tmp_path: Path) -> None:
    with session(tmp_path) as one:
        one.recordings.begin(64, 48, tmp_path / "out.mp4")
        one.show_many(5)
    (recording,) = one.recordings.finished
    assert (recording.path, recording.frames, recording.dropped) == (tmp_path / "out.mp4", 5, 0)
    assert recording.seconds == pytest.approx(5 / 30)
    assert recording.losses == ()


def test_frames_that_come_faster_than_they_are_encoded_are_counted(tmp_path: Path) -> None:
    slow = Stuck()

    with session(tmp_path, drops=True, view=slow) as one:
        one.recordings.begin(64, 48, tmp_path / "out.mp4")
        one.show_many(60)
        slow.go.set()
    (recording,) = one.recordings.finished
    assert recording.dropped > 0
    assert recording.frames + recording.dropped == 60
    assert len(media.picture_times(tmp_path / "out.mp4")) == recording.frames
    assert f"lacks {recording.dropped} frames" in recording.losses[0]


def test_a_recording_without_a_name_is_named_by_the_time_in_its_folder(tmp_path: Path) -> None:
    with session(tmp_path) as one:
        path = one.recordings.begin(64, 48)
        one.show_many(3)
    assert path.parent == tmp_path
    assert path.name.startswith("live_seg-")
    assert path.suffix == ".mp4"
    assert len(media.picture_times(path)) == 3


def test_recordings_of_one_second_have_names_and_times_of_their_own(tmp_path: Path) -> None:
    with session(tmp_path) as one:
        paths = []
        for first in (0, 30, 60):
            paths.append(one.recordings.begin(64, 48))
            one.show_many(3, first)
            one.recordings.end()
    assert len(set(paths)) == 3
    for path in paths:
        assert media.picture_times(path)[0] == 0
    assert [recording.frames for recording in one.recordings.finished] == [3, 3, 3]


def test_a_recording_that_is_ended_is_finished_while_the_session_goes_on(tmp_path: Path) -> None:
    with session(tmp_path) as one:
        path = one.recordings.begin(64, 48, tmp_path / "out.mp4")
        one.show_many(31)
        one.recordings.end()
        assert not one.recordings.is_on
        one.show_many(5, 31)
        assert one.news() == ["saved out.mp4, 0:01"]
        assert len(media.picture_times(path)) == 31


def test_starting_another_recording_ends_the_one_before(tmp_path: Path) -> None:
    with session(tmp_path) as one:
        one.recordings.begin(64, 48, tmp_path / "a.mp4")
        one.show_many(2)
        one.recordings.begin(64, 48, tmp_path / "b.mp4")
        one.show_many(4)
    assert [recording.frames for recording in one.recordings.finished] == [2, 4]


@pytest.mark.usefixtures("_looks_at_every_frame")
def test_length_and_size_are_known_while_it_records(tmp_path: Path) -> None:
    with session(tmp_path) as one:
        one.recordings.begin(64, 48)
        one.show_many(61)
        end = monotonic() + DEADLINE
        while not (state := one.recordings.state) or state.size == 0:
            assert monotonic() < end, "the file does not grow"
            one.show(Fraction(60, 30))
        assert state.seconds == 2
        assert not state.has_failed


def test_a_recording_without_frames_leaves_no_file_and_says_so(tmp_path: Path) -> None:
    with session(tmp_path) as one:
        one.recordings.begin(64, 48, tmp_path / "out.mp4")
        one.recordings.end()
        assert one.news() == [f"nothing was recorded to {tmp_path / 'out.mp4'}"]
    assert list(tmp_path.iterdir()) == []


def test_a_recording_that_cannot_be_started_raises_and_nothing_is_on(tmp_path: Path) -> None:
    with session(tmp_path / "gone") as one:
        with pytest.raises(SinkError, match="does not exist"):
            one.recordings.begin(64, 48)
        assert not one.recordings.is_on


def test_a_recording_outlives_a_failing_session(tmp_path: Path) -> None:
    def fail() -> None:
        with session(tmp_path) as one:
            one.recordings.begin(64, 48, tmp_path / "out.mp4")
            one.show_many(5)
            raise RuntimeError("the camera fell off")

    with pytest.raises(RuntimeError, match="fell off"):
        fail()
    assert len(media.picture_times(tmp_path / "out.mp4")) == 5


def test_a_file_that_cannot_get_its_name_is_a_failure_and_stays_under_its_partial_name(tmp_path: Path) -> None:
    with session(tmp_path) as one:
        one.recordings.begin(64, 48, tmp_path / "out.mp4")
        one.show_many(1)
        (tmp_path / "out.mp4").mkdir()
    assert one.recordings.finished == []
    assert "out.part.mp4" in one_line(one.outputs.failures[0])
    assert len(media.picture_times(tmp_path / "out.part.mp4")) == 1


@posix_only  # Windows does not remove a file that is open
@pytest.mark.usefixtures("_looks_at_every_frame")
def test_a_file_that_somebody_removes_is_a_failure_and_another_can_be_started(tmp_path: Path) -> None:
    with session(tmp_path) as one:
        one.recordings.begin(64, 48, tmp_path / "a.mp4")
        # wait until the encoder has opened the file; before that, it would create the file again
        shown, end = 0, monotonic() + DEADLINE
        while (tmp_path / "a.part.mp4").stat().st_size == 0:
            assert monotonic() < end, "nothing is written"
            one.show_many(1, shown)
            shown += 1
        (tmp_path / "a.part.mp4").unlink()
        one.show_many(1, shown)
        assert "a.part.mp4 is gone" in str(one.outputs.new_failures()[0])
        assert not one.recordings.is_on
        assert one.recordings.state is not None
        assert one.recordings.state.has_failed
        one.recordings.begin(64, 48, tmp_path / "b.mp4")
        one.show_many(2)
        one.recordings.end()
        assert one.news() == ["saved b.mp4, 0:00"]
    assert [recording.path.name for recording in one.recordings.finished] == ["b.mp4"]
    assert len(one.outputs.failures) == 1


@pytest.mark.usefixtures("_looks_at_every_frame")
def test_a_file_that_does_not_grow_is_a_failure(tmp_path: Path) -> None:
    # a view that blocks keeps the encoder from writing, as a disk that does not respond does
    stuck = Stuck()

    with FanOut() as outputs:
        recordings = Recordings(outputs, INFO, stuck, tmp_path, drops=True)
        recordings.begin(64, 48, tmp_path / "out.mp4")
        for second in range(8):
            outputs.put(result_of(PICTURE, time=Fraction(second)))
            recordings.watch(Fraction(second))
        assert "does not grow any more" in str(outputs.new_failures()[0])
        stuck.go.set()
    assert recordings.finished == []


def test_a_session_gives_up_a_stuck_recording_that_it_waits_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "GROWTH_TIMEOUT", 0.2)
    stuck = Stuck()

    with FanOut() as outputs:
        recordings = Recordings(outputs, INFO, stuck, tmp_path, drops=False)
        recordings.begin(64, 48, tmp_path / "out.mp4")
        frames, end = 0, monotonic() + DEADLINE
        while not outputs.failures:
            assert monotonic() < end, "it waits forever"
            if outputs.wait_for_room(0.01):
                outputs.put(result_of(PICTURE, time=Fraction(frames, 30)))
                frames += 1
            else:
                recordings.watch_stalled()
        assert frames in {module.QUEUE, module.QUEUE + 1}  # all that wait, and perhaps one that is being written
        assert "does not grow any more" in str(outputs.failures[0])
        assert outputs.wait_for_room(0)
        stuck.go.set()


@pytest.mark.usefixtures("_looks_at_every_frame")
def test_a_gap_of_any_length_is_no_failure(tmp_path: Path) -> None:
    for gap in (6, 10, 3600):
        path = tmp_path / f"{gap}.mp4"
        times = [0, 1, 2, 2 + gap, 3 + gap]
        with session(tmp_path) as one:
            one.recordings.begin(64, 48, path)
            for time in times:
                one.show(Fraction(time))
        assert one.outputs.failures == ()
        assert media.picture_times(path) == times


def test_frames_of_another_shape_are_letterboxed_and_remarked(tmp_path: Path) -> None:
    with session(tmp_path) as one:
        one.recordings.begin(64, 48, tmp_path / "out.mp4")
        one.show(Fraction(0))
        one.show(Fraction(1), np.full((48, 128, 3), 200, np.uint8))
    first, second = media.pictures_in(tmp_path / "out.mp4")
    assert first.shape == second.shape == (48, 64, 3)
    assert second[24].min() > 150
    assert second[4].max() < 40
    (recording,) = one.recordings.finished
    assert recording.remarks == (f"{tmp_path / 'out.mp4'}: frames of 128x48 were letterboxed into 64x48",)

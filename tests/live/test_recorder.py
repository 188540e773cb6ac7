"""The recorder of a live session."""

from __future__ import annotations

import signal
from fractions import Fraction
from threading import Event
from typing import TYPE_CHECKING

import numpy as np
import pytest

from live_seg.errors import SinkError
from live_seg.frame import StreamInfo
from live_seg.live.recorder import Recorder
from tests import media

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

INFO = StreamInfo(64, 48, Fraction(30), is_live=True)
PICTURE = np.full((48, 64, 3), 90, np.uint8)


def test_a_recording_starts_at_0_and_keeps_the_intervals(tmp_path: Path) -> None:
    times = [Fraction(n, 90_000) for n in (900_000, 903_000, 912_345, 990_000)]
    with Recorder(tmp_path / "out.mp4", INFO, overwrite=False) as recorder:
        for time in times:
            recorder.take(time, PICTURE, wait=True)
    assert media.picture_times(tmp_path / "out.mp4") == [time - times[0] for time in times]


def test_what_became_of_it_is_told(tmp_path: Path) -> None:
    with Recorder(tmp_path / "out.mp4", INFO, overwrite=False) as recorder:
        for index in range(5):
            recorder.take(Fraction(index, 30), PICTURE, wait=True)
    assert recorder.recording is not None
    assert (recorder.recording.path, recorder.recording.frames) == (tmp_path / "out.mp4", 5)
    assert recorder.recording.dropped == 0
    assert recorder.recording.losses == ()


def test_pictures_that_come_faster_than_they_are_written_are_counted(tmp_path: Path) -> None:
    big = np.random.default_rng(0).integers(0, 256, (720, 1280, 3), dtype=np.uint8)
    info = StreamInfo(1280, 720, Fraction(30))
    with Recorder(tmp_path / "out.mp4", info, overwrite=False) as recorder:
        for index in range(60):
            recorder.take(Fraction(index, 30), big, wait=False)
    recording = recorder.recording
    assert recording is not None
    assert recording.dropped > 0
    assert recording.frames + recording.dropped == 60
    assert len(media.picture_times(tmp_path / "out.mp4")) == recording.frames


def test_nothing_recorded_leaves_no_file(tmp_path: Path) -> None:
    with Recorder(tmp_path / "out.mp4", INFO, overwrite=False) as recorder:
        pass
    assert recorder.recording is None
    assert list(tmp_path.iterdir()) == []


def test_a_recording_outlives_a_failing_session(tmp_path: Path) -> None:
    def fail() -> None:
        with Recorder(tmp_path / "out.mp4", INFO, overwrite=False) as recorder:
            recorder.take(Fraction(0), PICTURE, wait=True)
            raise RuntimeError("the camera fell off")

    with pytest.raises(RuntimeError, match="fell off"):
        fail()
    assert len(media.picture_times(tmp_path / "out.mp4")) == 1


def test_a_recording_cut_short_by_a_mistake_of_ours_is_not_passed_off_as_whole(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / "out.mp4", INFO, overwrite=False)

    def record_something_wrong() -> None:
        with recorder:
            recorder.take(Fraction(0), PICTURE, wait=True)
            while True:
                recorder.take(Fraction(1), np.zeros((48, 64, 5), np.uint8), wait=True)

    with pytest.raises(Exception, match=r"(?i)shape|channel|dimension"):
        record_something_wrong()
    assert recorder.recording is None
    assert "out.part.mp4" in str(recorder.failure)
    assert not (tmp_path / "out.mp4").exists()


def test_an_interrupted_end_leaves_a_file_that_plays_and_names_it(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / "out.mp4", INFO, overwrite=False)

    def record_and_interrupt() -> None:
        with recorder:
            for index in range(5):
                recorder.take(Fraction(index, 30), PICTURE, wait=True)
            while recorder._sink.frames_written < 5:  # noqa: SLF001
                pass
            recorder._writer._sink = Stuck()  # noqa: SLF001
            signal.setitimer(signal.ITIMER_REAL, 0.2)  # SIGALRM, while the end waits for the writer
            recorder.take(Fraction(6, 30), PICTURE, wait=True)

    before = signal.signal(signal.SIGALRM, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt) as caught:
            record_and_interrupt()
    finally:
        signal.signal(signal.SIGALRM, before)
    assert str(tmp_path / "out.part.mp4") in caught.value.__notes__[0]
    assert media.picture_times(tmp_path / "out.part.mp4")


class Stuck:
    """A sink whose disk takes its time."""

    def write(self, time: Fraction, bgr: NDArray[np.uint8]) -> None:
        Event().wait(1.0)


def test_a_failure_is_kept_and_does_not_end_the_session(tmp_path: Path) -> None:
    with Recorder(tmp_path / "out.mp4", INFO, overwrite=False) as recorder:
        recorder.take(Fraction(0), PICTURE, wait=True)
        (tmp_path / "out.mp4").mkdir()  # something else takes the file's place
    assert isinstance(recorder.failure, SinkError)
    assert "out.part.mp4" in str(recorder.failure)
    assert recorder.recording is None
    assert len(media.picture_times(tmp_path / "out.part.mp4")) == 1


def test_pictures_of_another_shape_are_put_whole_within_the_first_ones_size(tmp_path: Path) -> None:
    with Recorder(tmp_path / "out.mp4", INFO, overwrite=False) as recorder:
        recorder.take(Fraction(0), PICTURE, wait=True)
        recorder.take(Fraction(1), np.full((48, 128, 3), 200, np.uint8), wait=True)
    first, second = media.pictures_in(tmp_path / "out.mp4")
    assert first.shape == second.shape == (48, 64, 3)
    assert second[24].min() > 150
    assert second[4].max() < 40


def test_while_it_records_its_length_and_the_size_of_its_file_are_known(tmp_path: Path) -> None:
    with Recorder(tmp_path / "out.mp4", INFO, overwrite=False) as recorder:
        for index in range(91):
            recorder.take(Fraction(index, 30), PICTURE, wait=True)
        recorder._file._looked = 0.0  # noqa: SLF001  # it looks twice a second
        recorder.take(Fraction(91, 30), PICTURE, wait=True)
        assert recorder.state.seconds == pytest.approx(91 / 30)
        assert recorder.state.size > 0
    assert recorder.recording is not None
    assert recorder.recording.seconds == pytest.approx(92 / 30)  # the last picture is shown too


def test_a_file_that_somebody_removes_is_said(tmp_path: Path) -> None:
    with Recorder(tmp_path / "out.mp4", INFO, overwrite=False) as recorder:
        recorder.take(Fraction(0), PICTURE, wait=True)
        (tmp_path / "out.part.mp4").unlink()
        recorder._file._looked = 0.0  # noqa: SLF001  # it looks twice a second
        recorder.take(Fraction(1, 30), PICTURE, wait=True)
        assert "out.part.mp4 is gone" in str(recorder.failure)
    assert recorder.recording is None


def test_a_file_that_does_not_grow_any_more_is_said(tmp_path: Path) -> None:
    with Recorder(tmp_path / "out.mp4", INFO, overwrite=False) as recorder:
        recorder.take(Fraction(0), PICTURE, wait=True)
        recorder._writer._sink = Swallowing()  # noqa: SLF001  # a disk that takes everything and keeps nothing
        for second in range(1, 8):
            recorder._file._looked = 0.0  # noqa: SLF001
            recorder.take(Fraction(second), PICTURE, wait=True)
        assert "does not grow any more" in str(recorder.failure)


class Swallowing:
    """A sink whose disk keeps nothing."""

    def write(self, time: Fraction, bgr: NDArray[np.uint8]) -> None:
        return


@pytest.mark.parametrize("gap", [6, 10, 3600])
def test_a_gap_of_any_length_is_no_reason_to_fail(gap: int, tmp_path: Path) -> None:
    with Recorder(tmp_path / "out.mp4", INFO, overwrite=False) as recorder:
        for time in (0, 1, 2, 2 + gap, 3 + gap):
            recorder._file._looked = 0.0  # noqa: SLF001  # it looks twice a second
            recorder.take(Fraction(time), PICTURE, wait=True)
        assert recorder.failure is None
    assert media.picture_times(tmp_path / "out.mp4") == [0, 1, 2, 2 + gap, 3 + gap]


def test_pictures_of_another_size_are_remarked(tmp_path: Path) -> None:
    with Recorder(tmp_path / "out.mp4", INFO, overwrite=False) as recorder:
        recorder.take(Fraction(0), np.zeros((24, 32, 3), np.uint8), wait=True)
    assert recorder.recording is not None
    assert recorder.recording.remarks == (f"{tmp_path / 'out.mp4'}: pictures of 32x24 were put whole into 64x48",)

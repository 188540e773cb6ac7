"""Recordings that are begun and ended while a session goes on."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest

from live_seg.errors import SinkError
from live_seg.frame import StreamInfo
from live_seg.live.recordings import Recordings
from live_seg.pipeline import BackgroundTask
from tests import media

if TYPE_CHECKING:
    from pathlib import Path

INFO = StreamInfo(64, 48, Fraction(30), is_live=True)
PICTURE = np.full((48, 64, 3), 90, np.uint8)


def take(recordings: Recordings, count: int, first: int = 0) -> None:
    for index in range(first, first + count):
        recordings.take(Fraction(index, 30), PICTURE, wait=True)


def news(recordings: Recordings) -> list[str]:
    while not (said := recordings.news()):
        pass
    return said


def lose(recordings: Recordings, partial: Path) -> None:
    """Remove the file of the recording under way, so that this is noticed."""
    take(recordings, 1)
    partial.unlink()
    recordings._current._file._looked = 0.0  # type: ignore[union-attr]  # noqa: SLF001  # it looks twice a second
    take(recordings, 1, 1)


def test_before_one_is_begun_nothing_is_recorded(tmp_path: Path) -> None:
    with Recordings(INFO, tmp_path, overwrite=False) as recordings:
        take(recordings, 3)
        assert not recordings.is_on
        assert recordings.state is None
    assert list(tmp_path.iterdir()) == []


def test_one_that_nobody_named_is_named_by_the_time_in_its_folder(tmp_path: Path) -> None:
    with Recordings(INFO, tmp_path, overwrite=False) as recordings:
        path = recordings.begin(64, 48)
        take(recordings, 3)
    assert path.parent == tmp_path
    assert path.name.startswith("live_seg-")
    assert path.suffix == ".mp4"
    assert len(media.picture_times(path)) == 3


def test_each_gets_a_name_of_its_own_and_its_own_time_from_0(tmp_path: Path) -> None:
    with Recordings(INFO, tmp_path, overwrite=False) as recordings:
        paths = []
        for first in (0, 30, 60):
            paths.append(recordings.begin(64, 48))
            take(recordings, 3, first)
            recordings.end()
            news(recordings)
    assert len(set(paths)) == 3
    for path in paths:
        assert media.picture_times(path)[0] == 0
    assert [recording.frames for recording in recordings.finished] == [3, 3, 3]


def test_one_that_is_ended_is_finished_while_the_session_goes_on(tmp_path: Path) -> None:
    with Recordings(INFO, tmp_path, overwrite=False) as recordings:
        path = recordings.begin(64, 48, tmp_path / "out.mp4")
        take(recordings, 31)
        recordings.end()
        assert not recordings.is_on
        assert news(recordings) == ["saved out.mp4, 0:01"]
        assert len(media.picture_times(path)) == 31


def test_begun_again_the_one_before_is_ended(tmp_path: Path) -> None:
    with Recordings(INFO, tmp_path, overwrite=False) as recordings:
        recordings.begin(64, 48, tmp_path / "a.mp4")
        take(recordings, 2)
        recordings.begin(64, 48, tmp_path / "b.mp4")
        take(recordings, 4)
    assert [recording.frames for recording in recordings.finished] == [2, 4]


def test_how_it_is_doing_is_known(tmp_path: Path) -> None:
    with Recordings(INFO, tmp_path, overwrite=False) as recordings:
        recordings.begin(64, 48)
        take(recordings, 61)
        state = recordings.state
        assert state is not None
        assert state.seconds == 2
        assert not state.has_failed


def test_one_of_no_picture_is_said_and_leaves_no_file(tmp_path: Path) -> None:
    with Recordings(INFO, tmp_path, overwrite=False) as recordings:
        recordings.begin(64, 48, tmp_path / "out.mp4")
        recordings.end()
        assert news(recordings) == [f"nothing was recorded to {tmp_path / 'out.mp4'}"]
    assert list(tmp_path.iterdir()) == []


def test_where_none_can_be_begun_that_is_raised_and_nothing_is_on(tmp_path: Path) -> None:
    with Recordings(INFO, tmp_path / "gone", overwrite=False) as recordings:
        with pytest.raises(SinkError, match="does not exist"):
            recordings.begin(64, 48)
        assert not recordings.is_on


def test_a_failure_is_said_once_and_kept(tmp_path: Path) -> None:
    with Recordings(INFO, tmp_path, overwrite=False) as recordings:
        recordings.begin(64, 48, tmp_path / "out.mp4")
        lose(recordings, tmp_path / "out.part.mp4")
        assert recordings.has_failed
        assert "is gone" in news(recordings)[0]
        assert recordings.news() == []
        assert recordings.state is not None
        assert recordings.state.has_failed
    assert "is gone" in str(recordings.failures[0])
    assert recordings.finished == []


def test_after_a_failure_another_can_be_begun(tmp_path: Path) -> None:
    with Recordings(INFO, tmp_path, overwrite=False) as recordings:
        recordings.begin(64, 48, tmp_path / "out.mp4")
        take(recordings, 1)
        (tmp_path / "out.mp4").mkdir()
        recordings.begin(64, 48, tmp_path / "second.mp4")
        take(recordings, 5)
    assert [recording.path.name for recording in recordings.finished] == ["second.mp4"]
    assert len(recordings.failures) == 1


def test_two_that_are_begun_in_one_second_get_names_of_their_own(tmp_path: Path) -> None:
    with Recordings(INFO, tmp_path, overwrite=False) as recordings:
        for first in (0, 30, 60):
            recordings.begin(64, 48)
            take(recordings, 2, first)
            recordings.end()
    assert recordings.failures == []
    assert len({recording.path for recording in recordings.finished}) == 3


def test_a_failure_that_was_said_is_not_said_again_over_the_next_ones_news(tmp_path: Path) -> None:
    with Recordings(INFO, tmp_path, overwrite=False) as recordings:
        recordings.begin(64, 48, tmp_path / "a.mp4")
        lose(recordings, tmp_path / "a.part.mp4")
        assert "is gone" in news(recordings)[0]
        recordings.begin(64, 48, tmp_path / "b.mp4")
        take(recordings, 2)
        recordings.end()
        assert news(recordings) == ["saved b.mp4, 0:00"]
    assert len(recordings.failures) == 1


def test_an_interrupt_while_one_is_finished_still_finishes_the_one_under_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(work: BackgroundTask[None]) -> None:
        work.join()
        raise KeyboardInterrupt

    def record_two() -> None:
        with Recordings(INFO, tmp_path, overwrite=False) as recordings:
            recordings.begin(64, 48, tmp_path / "a.mp4")
            take(recordings, 3)
            recordings.begin(64, 48, tmp_path / "b.mp4")
            take(recordings, 4)
            monkeypatch.setattr(BackgroundTask, "result", interrupted)

    with pytest.raises(KeyboardInterrupt) as caught:
        record_two()
    assert "a.mp4 is still being finished" in caught.value.__notes__[0]
    assert len(media.picture_times(tmp_path / "b.mp4")) == 4

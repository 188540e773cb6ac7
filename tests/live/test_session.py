"""Live sessions without a window; test_window has those with one."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

import live_seg
from live_seg.config import Config
from live_seg.errors import ConfigError, SinkError, SourceError
from live_seg.live.run import run_session
from live_seg.live.session import Session
from live_seg.report.progress import Lines
from live_seg.segment.palette_file import read_palette
from live_seg.sink.outputs import Outputs
from tests import media
from tests.platforms import posix_only

if TYPE_CHECKING:
    from pathlib import Path

    from live_seg.live.session_report import SessionReport

CONFIG = Config(k=3, sample_size=1024)


def run(session: Session) -> SessionReport:
    return run_session(session, Lines(io.StringIO()))


def test_every_frame_of_a_file_is_shown(clip: Path) -> None:
    ended = run(Session(str(clip), CONFIG, window=False))
    assert (ended.frames, ended.dropped, ended.k, ended.signal) == (25, 0, 3, None)


def test_in_realtime_a_file_takes_its_own_time(clip: Path) -> None:
    ended = run(Session(str(clip), CONFIG, window=False, realtime=True))
    assert ended.elapsed >= 0.95
    assert ended.frames + ended.dropped == 25


def test_in_realtime_it_is_said_how_late_frames_are(clip: Path) -> None:
    ended = run(Session(str(clip), CONFIG, window=False, realtime=True))
    assert ended.delay is not None
    assert 0 <= ended.delay < ended.elapsed
    assert f"99 % shown within {1000 * ended.delay:.0f} ms of their time" in ended.describe()


def test_frames_that_wait_for_each_other_are_never_late(clip: Path) -> None:
    ended = run(Session(str(clip), CONFIG, window=False))
    assert ended.delay is None
    assert "within" not in ended.describe()


def test_duration_ends_a_session_by_the_times_of_its_frames(clip: Path) -> None:
    assert run(Session(str(clip), CONFIG, window=False, duration=0.4)).frames == 10


def test_a_recording_has_every_frame_at_its_time(clip: Path, tmp_path: Path) -> None:
    ended = run(Session(str(clip), CONFIG, record=tmp_path / "out.mp4", window=False))
    assert [recording.frames for recording in ended.recordings] == [25]
    assert media.picture_times(tmp_path / "out.mp4") == media.picture_times(clip)


def test_the_demo_needs_no_camera(tmp_path: Path) -> None:
    ended = run(Session("demo", CONFIG, record=tmp_path / "out.mp4", duration=0.5, window=False))
    assert ended.frames == 15
    assert len(media.picture_times(tmp_path / "out.mp4")) == 15


def test_a_missing_camera_is_said() -> None:
    with pytest.raises(SourceError, match="camera 99"):
        run(Session("99", CONFIG, window=False))


def test_labels_and_statistics_of_every_frame_are_written(clip: Path, tmp_path: Path) -> None:
    labels, stats, palette = tmp_path / "l.mkv", tmp_path / "s.csv", tmp_path / "p.json"
    ended = run(Session(str(clip), CONFIG, window=False, outputs=Outputs(palette, str(labels), stats=stats)))
    with live_seg.open_source(clip) as source:
        times = [frame.time for frame in source]
    kept = list(live_seg.read_labels(labels))
    assert [time for time, *_ in kept] == times
    table = pd.read_csv(stats)
    assert table.frame.unique().tolist() == list(range(25))
    last = table[table.frame == 24]
    assert last.area.tolist() == np.bincount(kept[-1][1].ravel(), minlength=3).tolist()
    colours = [tuple(colour) for colour in kept[-1][2].colours.tolist()]
    assert list(read_palette(palette)) == colours
    assert not ended.losses
    assert not ended.failures


def test_labels_are_those_of_the_picture_that_is_shown(clip: Path, tmp_path: Path) -> None:
    for name, mirror in (("a.npz", False), ("b.npz", True)):
        run(Session(str(clip), CONFIG, window=False, mirror=mirror, outputs=Outputs(labels=str(tmp_path / name))))
    for (_, one, _), (_, other, _) in zip(
        live_seg.read_labels(tmp_path / "a.npz"), live_seg.read_labels(tmp_path / "b.npz"), strict=True
    ):
        np.testing.assert_array_equal(one[:, ::-1], other)


def test_two_outputs_cannot_have_one_place(clip: Path, tmp_path: Path) -> None:
    place = tmp_path / "a.mkv"
    with pytest.raises(ConfigError, match="record and labels are both"):
        run(Session(str(clip), CONFIG, record=place, window=False, outputs=Outputs(labels=str(place))))


def test_a_recording_never_replaces_its_source(clip: Path) -> None:
    before = clip.read_bytes()
    with pytest.raises(ConfigError, match="is the input"):
        run(Session(str(clip), CONFIG, record=clip, window=False, overwrite=True))
    assert clip.read_bytes() == before


def test_a_recording_that_exists_is_refused_before_the_source_is_opened(tmp_path: Path) -> None:
    (tmp_path / "out.mp4").write_text("mine")
    with pytest.raises(SinkError, match="overwrite=True"):
        run(Session("99", CONFIG, record=tmp_path / "out.mp4", window=False))
    assert (tmp_path / "out.mp4").read_text() == "mine"


def test_what_happened_is_described(clip: Path, tmp_path: Path) -> None:
    said = run(Session(str(clip), CONFIG, record=tmp_path / "out.mp4", window=False)).describe()
    assert "25 frames" in said
    assert "0 dropped" in said
    assert "out.mp4" in said


def test_how_far_the_elbow_goes_is_checked_before_anything_is_opened() -> None:
    with pytest.raises(ConfigError, match="k_max is 0; it must be a whole number from 1 to 64"):
        Session("demo", CONFIG, k_max=0)


@posix_only  # Windows does not remove a file that is open
def test_what_fails_on_the_way_is_in_the_result(clip: Path, tmp_path: Path) -> None:
    (tmp_path / "first").mkdir()
    session = Session(str(clip), CONFIG, record=tmp_path / "first" / "out.mp4", window=False)
    progress = RemovingWhenAsked(tmp_path / "first" / "out.part.mp4")
    ended = run_session(session, progress)
    assert ended.recordings == ()
    # it is noticed while the file grows, or at its end
    assert re.search(r"out(\.part)?\.mp4.* (failed|gone)", ended.failures[0])


class RemovingWhenAsked(Lines):
    """Progress that removes a file at the first frame."""

    def __init__(self, path: Path) -> None:
        super().__init__(io.StringIO())
        self._path = path

    def advance(self, note: str = "") -> None:
        self._path.unlink(missing_ok=True)

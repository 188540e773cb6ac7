"""Process: a video in, a segmented video out."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import cv2  # noqa: F401  # before av: the other way round, OpenCV's windows hang
import av
import numpy as np
import pytest

import live_seg
from live_seg.config import Config
from live_seg.errors import ConfigError, SinkError, SourceError
from live_seg.pipeline.interrupts import Interrupts
from live_seg.processing.job import Job
from live_seg.processing.run import run as run_job
from live_seg.processing.video_report import VideoReport
from live_seg.report.progress import Lines
from live_seg.segment.palette_file import read_palette
from live_seg.sink.outputs import Outputs
from tests import media
from tests.media import Film, moving_square, write_video
from tests.platforms import posix_only
from tests.processes import wait_until

if TYPE_CHECKING:
    from pathlib import Path

CONFIG = Config(k=3)


def run(clip: Path | str, out: Path, *, overwrite: bool = False) -> VideoReport:
    done = run_job(Job((str(clip),), str(out), CONFIG, overwrite=overwrite), Lines(io.StringIO()), Interrupts())
    assert isinstance(done, VideoReport)
    return done


def test_output_has_every_picture_at_its_time(clip: Path, tmp_path: Path) -> None:
    run(clip, tmp_path / "out.mp4")
    assert media.picture_times(tmp_path / "out.mp4") == media.picture_times(clip)


def test_sound_is_copied_packet_for_packet(clip: Path, tmp_path: Path) -> None:
    run(clip, tmp_path / "out.mp4")
    assert media.sound_packets(tmp_path / "out.mp4") == media.sound_packets(clip)


def test_pictures_are_those_of_a_segmenter_in_the_palettes_colours(clip: Path, tmp_path: Path) -> None:
    run(clip, tmp_path / "out.mp4")
    segmenter = live_seg.Segmenter(CONFIG)
    for frame, written in zip(live_seg.open_source(clip), media.pictures_in(tmp_path / "out.mp4"), strict=True):
        expected = live_seg.recolour(segmenter.segment(frame)).astype(int)
        # 4:2:0 video smears colours where they meet; most of a picture is not an edge
        assert np.median(np.abs(written.astype(int) - expected)) <= 3


def test_the_same_input_gives_the_same_bytes(clip: Path, tmp_path: Path) -> None:
    for name in ("one.mp4", "two.mp4"):
        run(clip, tmp_path / name)
    assert (tmp_path / "one.mp4").read_bytes() == (tmp_path / "two.mp4").read_bytes()


def test_the_result_says_what_was_written(clip: Path, tmp_path: Path) -> None:
    done = run(clip, tmp_path / "out.mp4")
    assert (done.frames, done.width, done.height, float(done.duration), done.has_sound) == (25, 64, 48, 1.0, True)
    assert (done.losses, done.remarks, done.signal) == ((), (), None)


@pytest.mark.parametrize("shown", [Fraction(1, 25), Fraction(3)])
def test_the_last_picture_is_shown_as_long_as_in_the_source(shown: Fraction, tmp_path: Path) -> None:
    slides = Film(times=(Fraction(0), Fraction(2), Fraction(4)), hold=shown, options=(("bf", "0"),))
    source = write_video(tmp_path / "in.mp4", moving_square(3), slides)
    assert run(source, tmp_path / "out.mp4").duration == 4 + shown
    with av.open(tmp_path / "out.mp4") as written:
        assert written.duration == (4 + shown) * av.time_base


def test_varying_intervals_are_kept(tmp_path: Path) -> None:
    times = tuple(Fraction(n, 30) for n in (0, 1, 2, 10, 11, 30, 45))
    source = write_video(tmp_path / "in.mp4", moving_square(7), Film(times=times, time_base=Fraction(1, 90_000)))
    run(source, tmp_path / "out.mp4")
    assert media.picture_times(tmp_path / "out.mp4") == list(times)


def test_an_odd_size_is_padded_and_said(tmp_path: Path) -> None:
    source = write_video(tmp_path / "in.mkv", moving_square(3, 63, 47), Film(codec="ffv1", pixel_format="bgr0"))
    done = run(source, tmp_path / "out.mp4")
    assert media.pictures_in(tmp_path / "out.mp4")[0].shape == (48, 64, 3)
    assert any("padded from 63x47 to 64x48" in remark for remark in done.remarks)


def test_a_file_that_ends_early_is_written_as_far_as_it_goes(clip: Path, tmp_path: Path) -> None:
    whole = write_video(tmp_path / "whole.mp4", noise(60), Film(sound="aac"))
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(whole.read_bytes()[: int(whole.stat().st_size * 0.6)])
    done = run(cut, tmp_path / "out.mp4")
    assert 10 < done.frames < 55
    assert len(done.losses) == 1
    assert "of 2.4 s" in done.losses[0]
    assert len(media.picture_times(tmp_path / "out.mp4")) == done.frames


def noise(count: int) -> list[media.Picture]:
    """Pictures that compress badly: each takes its part of the file."""
    rng = np.random.default_rng(0)
    return [rng.integers(0, 256, (48, 64, 3), dtype=np.uint8) for _ in range(count)]


@pytest.mark.parametrize("source", ["0", "demo", "/dev/video0"])
def test_what_has_no_end_is_refused(source: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="has no end"):
        run(source, tmp_path / "out.mp4")


def test_the_input_is_never_the_output(clip: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.mp4"
    link.hardlink_to(clip)
    before = clip.read_bytes()
    with pytest.raises(ConfigError, match="is the input"):
        run(clip, link, overwrite=True)
    assert clip.read_bytes() == before


def test_an_existing_output_is_refused_before_any_work(clip: Path, tmp_path: Path) -> None:
    (tmp_path / "out.mp4").write_text("mine")
    with pytest.raises(SinkError, match="overwrite=True"):
        run(clip, tmp_path / "out.mp4")
    assert (tmp_path / "out.mp4").read_text() == "mine"


def test_an_existing_output_is_replaced_when_asked_for(clip: Path, tmp_path: Path) -> None:
    (tmp_path / "out.mp4").write_text("old")
    run(clip, tmp_path / "out.mp4", overwrite=True)
    assert len(media.picture_times(tmp_path / "out.mp4")) == 25


def test_a_failing_source_leaves_an_existing_output_as_it_was(tmp_path: Path) -> None:
    broken = write_video(tmp_path / "in.mp4", noise(20))
    data = bytearray(broken.read_bytes())
    start = data.index(b"mdat") + 8
    data[start:] = bytes(len(data) - start)  # the index is whole, not one picture is left
    broken.write_bytes(data)
    (tmp_path / "out.mp4").write_text("old")
    with pytest.raises(SourceError, match="not one frame"):
        run(broken, tmp_path / "out.mp4", overwrite=True)
    assert (tmp_path / "out.mp4").read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.mp4", "out.mp4"]


@pytest.fixture(scope="module")
def long_clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two minutes of video with sound."""
    return write_video(tmp_path_factory.mktemp("long") / "in.mp4", moving_square(3000), Film(sound="aac"))


@posix_only
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_finishes_the_output(number: signal.Signals, long_clip: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.mp4"
    child = subprocess.Popen(
        [sys.executable, "-m", "live_seg", "process", str(long_clip), "-o", str(out)],
        stdout=subprocess.PIPE,
        text=True,
    )
    wait_until(child, lambda: any(part.stat().st_size > 4096 for part in tmp_path.glob("out.part*")))  # a fragment
    os.kill(child.pid, number)
    said, _ = child.communicate(timeout=20)
    assert child.returncode == 128 + number
    pictures = len(media.picture_times(out))
    assert 0 < pictures < 3000
    assert f"{pictures} frames" in said
    assert abs(media.sound_seconds(out) - pictures / 25) < 0.2


def test_the_last_frames_palette_is_written_and_labels_another_run(clip: Path, tmp_path: Path) -> None:
    palette = tmp_path / "palette.json"
    run_job(
        Job((str(clip),), str(tmp_path / "a.mp4"), CONFIG, outputs=Outputs(palette=palette)),
        Lines(io.StringIO()),
        Interrupts(),
    )
    colours = read_palette(palette)
    assert len(colours) == CONFIG.k
    locked = Job(
        (str(clip),), str(tmp_path / "b.mp4"), Config(palette=colours), outputs=Outputs(palette=tmp_path / "again.json")
    )
    run_job(locked, Lines(io.StringIO()), Interrupts())
    assert read_palette(tmp_path / "again.json") == colours


def test_a_palette_that_exists_is_refused_before_any_work(clip: Path, tmp_path: Path) -> None:
    (tmp_path / "palette.json").write_text("mine")
    job = Job((str(clip),), str(tmp_path / "out.mp4"), CONFIG, outputs=Outputs(palette=tmp_path / "palette.json"))
    with pytest.raises(SinkError, match=r"palette\.json exists"):
        run_job(job, Lines(io.StringIO()), Interrupts())
    assert not (tmp_path / "out.mp4").exists()
    assert (tmp_path / "palette.json").read_text() == "mine"


def test_a_palette_that_appears_meanwhile_leaves_no_partial_video(clip: Path, tmp_path: Path) -> None:
    job = Job((str(clip),), str(tmp_path / "out.mp4"), CONFIG, outputs=Outputs(palette=tmp_path / "palette.json"))

    class Late(Lines):
        def begin(self, name: str, frames: int | None, unit: str = "frames") -> None:
            super().begin(name, frames, unit)
            (tmp_path / "palette.json").write_text("mine")  # after the check of the outputs

    with pytest.raises(SinkError, match=r"palette\.json exists"):
        run_job(job, Late(io.StringIO()), Interrupts())
    assert [path.name for path in tmp_path.iterdir()] == ["palette.json"]


def test_a_pick_after_the_last_frame_is_said(clip: Path, tmp_path: Path) -> None:
    report = live_seg.process(clip, tmp_path / "out.mp4", k=3, picks=["5,5@0.96", "5,5@0.98"])
    assert report.remarks == ("nothing was picked at 5,5@0.98: the last frame is at 0.960 s",)


@pytest.mark.parametrize("part", [{"end": 0.5}, {"start": 0.2, "duration": 0.5}])
def test_a_pick_after_a_given_end_is_refused_before_any_work(part: dict[str, Any], clip: Path, tmp_path: Path) -> None:
    message = r"pick is 5,5@0\.5, and the part of the video lasts 0\.5 s; choose an earlier time, or a later end"
    with pytest.raises(ConfigError, match=message):
        live_seg.process(clip, tmp_path / "out.mp4", k=3, picks="5,5@0.5", **part)
    assert list(tmp_path.iterdir()) == []

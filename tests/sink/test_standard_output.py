"""Standard output as the place of a video: only the video goes there, and its reader may end at any time."""

from __future__ import annotations

import fcntl
import subprocess
import sys
from fractions import Fraction
from io import BytesIO
from typing import TYPE_CHECKING

import cv2  # noqa: F401  # before av: the other way round, OpenCV's windows hang
import av
import numpy as np
import pytest

from live_seg.errors import ConfigError, SinkError
from live_seg.frame import StreamInfo
from live_seg.sink import VideoSink
from tests.media import pictures_in
from tests.platforms import posix_only

if TYPE_CHECKING:
    from pathlib import Path

HEADER = b"YUV4MPEG2 W64 H48 F25:1 Ip A1:1 C444 XCOLORRANGE=LIMITED\n"


def command(source: Path, *options: str) -> list[str]:
    return [sys.executable, "-m", "live_seg", "process", str(source), "-o", "-", "-k", "2", *options]


def test_matroska_goes_to_standard_output_and_the_report_elsewhere(clip: Path, tmp_path: Path) -> None:
    ran = subprocess.run(command(clip), cwd=tmp_path, capture_output=True, check=True)
    with av.open(BytesIO(ran.stdout), "r") as container:
        assert container.format.name == "matroska,webm"
        assert [stream.type for stream in container.streams] == ["video", "audio"]
        assert sum(1 for _ in container.decode(video=0)) == 25
    assert b"25 frames" in ran.stderr
    assert list(tmp_path.iterdir()) == []


def test_y4m_has_every_picture_at_full_colour_resolution(clip: Path, tmp_path: Path) -> None:
    ran = subprocess.run(command(clip, "--format", "y4m"), capture_output=True, check=True)
    assert ran.stdout.startswith(HEADER)
    size = len(b"FRAME\n") + 3 * 48 * 64
    assert len(ran.stdout) == len(HEADER) + 25 * size
    (tmp_path / "out.y4m").write_bytes(ran.stdout)
    exact = [sys.executable, "-m", "live_seg", "process", str(clip), "-o", "exact.mkv", "-k", "2", "--codec", "ffv1"]
    subprocess.run(exact, cwd=tmp_path, check=True, capture_output=True)
    for shown, expected in zip(pictures_in(tmp_path / "out.y4m"), pictures_in(tmp_path / "exact.mkv"), strict=True):
        assert np.abs(shown.astype(int) - expected).max() <= 2


@posix_only
@pytest.mark.parametrize("form", ["mkv", "y4m"])
def test_a_reader_that_ends_early_ends_the_run_without_a_word(form: str, clip: Path) -> None:
    with subprocess.Popen(
        command(clip, "--format", form), stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0
    ) as ran:
        assert ran.stdout is not None
        assert ran.stderr is not None
        # so small that the program has to wait for its reader
        fcntl.fcntl(ran.stdout, fcntl.F_SETPIPE_SZ, 4096)
        assert ran.stdout.read(100)
        ran.stdout.close()
        told = ran.stderr.read()
    assert (ran.returncode, told) == (5, b"")


def test_json_and_a_video_cannot_both_go_to_standard_output(clip: Path) -> None:
    ran = subprocess.run(command(clip, "--json"), capture_output=True, check=False)
    assert (ran.returncode, ran.stdout) == (2, b"")
    assert b"'--json' prints to standard output" in ran.stderr


def test_a_format_of_standard_output_is_refused_for_a_file(clip: Path, tmp_path: Path) -> None:
    arguments = [sys.executable, "-m", "live_seg", "process", str(clip), "-o", "out.mkv", "--format", "y4m"]
    ran = subprocess.run(arguments, cwd=tmp_path, capture_output=True, check=False)
    assert ran.returncode == 2
    assert b"--format is y4m; it is for output -" in ran.stderr


def test_a_terminal_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with (tmp_path / "terminal").open("w") as terminal:
        monkeypatch.setattr(sys, "stdout", terminal)
        monkeypatch.setattr("os.isatty", lambda number: number == terminal.fileno())
        with pytest.raises(ConfigError, match="standard output is a terminal"):
            VideoSink("-", StreamInfo(64, 48, Fraction(25)))


def test_closed_standard_output_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    with pytest.raises(SinkError, match="standard output is closed"):
        VideoSink("-", StreamInfo(64, 48, Fraction(25)))

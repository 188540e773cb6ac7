"""Whole sessions on streams that die, recordings read while they grow, and what is left of a session that is killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from itertools import pairwise
from typing import TYPE_CHECKING

import av.error

from live_seg.source.network.network_source import TIMEOUT
from tests.media import picture_times
from tests.processes import NOT_MEASURED, wait_until
from tests.streams import MjpegServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

import pytest

SECONDS = 20


@pytest.fixture
def children() -> Iterator[list[subprocess.Popen[str]]]:
    """Processes that are killed at the end of a test, whatever becomes of it."""
    started: list[subprocess.Popen[str]] = []
    yield started
    for child in started:
        child.kill()
        child.communicate()


def run(children: list[subprocess.Popen[str]], *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "live_seg", *arguments, "--no-window", "--json"]
    pipe = subprocess.PIPE
    child = subprocess.Popen(command, env=os.environ | NOT_MEASURED, stdout=pipe, stderr=pipe, text=True)
    children.append(child)
    return child


def readable(path: Path) -> int:
    """How many pictures of a file under way can be read by another process."""
    with suppress(OSError, av.error.FFmpegError):
        return len(picture_times(path))
    return 0


def test_a_recording_goes_on_with_a_true_gap_when_a_dead_server_is_back(
    children: list[subprocess.Popen[str]], tmp_path: Path
) -> None:
    part = tmp_path / "out.part.mp4"
    with MjpegServer() as camera:
        child = run(children, "live", camera.address, "--record", str(tmp_path / "out.mp4"))
        wait_until(child, lambda: readable(part) > 0)
    before = readable(part)
    with MjpegServer(port=camera.port) as again:
        wait_until(child, lambda: again.count > 0 and readable(part) > before + 25)
        child.send_signal(signal.SIGINT)
        out, _ = child.communicate(timeout=SECONDS)
    ended = json.loads(out)
    assert child.returncode == 128 + signal.SIGINT
    assert "the stream was away once" in ended["losses"][0]
    times = picture_times(tmp_path / "out.mp4")
    # the first try comes after half a second
    assert 0.4 < max(later - earlier for earlier, later in pairwise(times)) < TIMEOUT
    assert len(times) == ended["recordings"][0]["frames"]


def test_another_process_can_read_a_recording_as_it_grows_and_after_a_kill(
    children: list[subprocess.Popen[str]], tmp_path: Path
) -> None:
    part = tmp_path / "out.part.mp4"
    child = run(children, "demo", "--realtime", "--record", str(tmp_path / "out.mp4"))
    wait_until(child, lambda: readable(part) > 0)
    first = readable(part)
    wait_until(child, lambda: readable(part) > first)
    seen = readable(part)
    child.kill()
    child.communicate()
    assert readable(part) >= seen
    times = picture_times(part)
    # at the speed of the clock
    assert all(later - earlier < 1 for earlier, later in pairwise(times))
    assert abs(float(times[-1]) - (len(times) - 1) / 30) < 1
    assert not (tmp_path / "out.mp4").exists()


def test_a_file_that_is_removed_while_it_is_recorded_ends_a_session_without_a_picture(
    children: list[subprocess.Popen[str]], tmp_path: Path
) -> None:
    part = tmp_path / "out.part.mp4"
    child = run(children, "demo", "--realtime", "--record", str(tmp_path / "out.mp4"))
    wait_until(child, lambda: readable(part) > 0)
    part.unlink()
    _, said = child.communicate(timeout=SECONDS)
    assert child.returncode == 5
    assert "out.part.mp4 is gone; somebody has removed it" in said
    assert "Traceback" not in said

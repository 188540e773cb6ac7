"""Whole sessions on streams that die, recordings read while they grow, and what is left of a session that is killed."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from contextlib import suppress
from fractions import Fraction
from itertools import pairwise
from time import monotonic
from typing import TYPE_CHECKING

import av.error

from live_seg.source.reconnect import PAUSES
from tests.media import picture_times
from tests.platforms import posix_only
from tests.processes import DEADLINE, wait_until
from tests.streams import MjpegServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

import pytest

MILLISECOND = 0.001
"""More than a time stamp is rounded by."""


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
    child = subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True)
    children.append(child)
    return child


def readable(path: Path) -> list[Fraction]:
    """The times of the frames that another process can read from a file while it is written."""
    with suppress(OSError, av.error.FFmpegError):
        return picture_times(path)
    return []


@posix_only
def test_a_recording_goes_on_with_a_true_gap_when_a_dead_server_is_back(
    children: list[subprocess.Popen[str]], tmp_path: Path
) -> None:
    part = tmp_path / "out.part.mp4"
    with MjpegServer() as camera:
        child = run(children, "live", camera.address, "--record", str(tmp_path / "out.mp4"))
        wait_until(child, lambda: readable(part))
    with MjpegServer(port=camera.port) as again:
        wait_until(child, lambda: again.requests)
        # Times in the file start with the first frame, which came after the first request. A frame with a later time
        # than the second request came after that, whatever was still on its way from the dead server.
        back = again.requests[0] - camera.requests[0]
        wait_until(child, lambda: max(readable(part), default=0) > back)
        child.send_signal(signal.SIGINT)
        out, _ = child.communicate(timeout=DEADLINE)
    lasted = monotonic() - camera.requests[0]
    ended = json.loads(out)
    assert child.returncode == 128 + signal.SIGINT
    assert "the stream was away once" in ended["losses"][0]
    times = picture_times(tmp_path / "out.mp4")
    # at least the pause before the first try, and all of it by the clock of this test
    assert max(later - earlier for earlier, later in pairwise(times)) > PAUSES[0] - MILLISECOND
    assert back < times[-1] < lasted
    assert len(times) == ended["recordings"][0]["frames"]


def test_another_process_can_read_a_recording_as_it_grows_and_after_a_kill(
    children: list[subprocess.Popen[str]], tmp_path: Path
) -> None:
    part = tmp_path / "out.part.mp4"
    # not in real time, where a busy machine drops frames
    child = run(children, "demo", "--record", str(tmp_path / "out.mp4"))
    wait_until(child, lambda: readable(part))
    first = readable(part)
    wait_until(child, lambda: len(readable(part)) > len(first))
    seen = readable(part)
    child.kill()
    child.communicate()
    times = picture_times(part)
    assert len(times) >= len(seen)
    assert times == [Fraction(index, 30) for index in range(len(times))]
    assert not (tmp_path / "out.mp4").exists()


@posix_only  # Windows does not remove a file that is open
def test_a_file_that_is_removed_while_it_is_recorded_ends_a_session_without_a_picture(
    children: list[subprocess.Popen[str]], tmp_path: Path
) -> None:
    part = tmp_path / "out.part.mp4"
    child = run(children, "demo", "--realtime", "--record", str(tmp_path / "out.mp4"))
    wait_until(child, lambda: readable(part))
    part.unlink()
    _, said = child.communicate(timeout=DEADLINE)
    assert child.returncode == 5
    assert "out.part.mp4 is gone; somebody has removed it" in said
    assert "Traceback" not in said

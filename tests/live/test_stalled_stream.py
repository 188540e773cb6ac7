"""The command on a network stream: it records, and it is quit while a read is stalled, without abort or hang."""

from __future__ import annotations

import io
import json
import signal
import subprocess
import sys
from itertools import pairwise
from time import monotonic
from typing import TYPE_CHECKING

import pytest

from live_seg.config import Config
from live_seg.live.session import Session, live
from live_seg.report.progress import Lines
from tests import media
from tests.streams import Delivery, MjpegServer, RtspServer

if TYPE_CHECKING:
    from pathlib import Path

WITHIN = 2.0
"""Seconds from the signal to the end of the process."""

LONG = 30.0

LEAVE_WHILE_PYTHON_IS_TAKEN_DOWN = """
import gc, sys, time
from live_seg.pipeline import Latest
from live_seg.cli import run
from live_seg.source.network.network_source import NetworkSource

class Slow:
    def __del__(self, sleep=time.sleep):
        sleep(1.5)

def main():
    with Latest(NetworkSource(sys.argv[1], timeout=1.2)) as frames:
        while frames.silent_for < 0.1:
            frames.take(0.05)
    return 7

slow = Slow()
run.main = main
run.console()
"""


@pytest.mark.parametrize("kind", [MjpegServer, RtspServer])
def test_quit_during_a_stalled_read_ends_the_process_with_its_recording(
    kind: type[MjpegServer | RtspServer], tmp_path: Path
) -> None:
    out = tmp_path / "out.mp4"
    options = ["--no-window", "--json", "-k", "3", "--record", str(out)]
    with (
        kind(Delivery(60, "silence")) as camera,
        subprocess.Popen(
            [sys.executable, "-m", "live_seg", "live", camera.address, *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as child,
    ):
        try:
            assert camera.silent.wait(LONG)
            assert child.poll() is None
            # it is on its way to the picture: a signal now would find the read running
            child.send_signal(signal.SIGTERM)
            asked = monotonic()
            said, complaints = child.communicate(timeout=LONG)
            took = monotonic() - asked
        finally:
            child.kill()
    assert child.returncode == 128 + signal.SIGTERM
    assert complaints == ""
    ended = json.loads(said)
    assert took < WITHIN
    if ended["frames"]:
        assert len(media.picture_times(out)) == ended["frames"]


def test_a_read_that_returns_while_python_is_taken_down_does_not_abort_the_process() -> None:
    with MjpegServer(Delivery(10, "silence")) as camera:
        done = subprocess.run(
            [sys.executable, "-c", LEAVE_WHILE_PYTHON_IS_TAKEN_DOWN, camera.address],
            capture_output=True,
            text=True,
            timeout=LONG,
            check=False,
        )
    assert done.returncode == 7, done.stderr


def test_a_stream_that_comes_and_goes_is_recorded_with_its_gaps(tmp_path: Path) -> None:
    out = tmp_path / "out.mp4"
    with MjpegServer(Delivery(5)) as camera:
        session = Session(camera.address, Config(k=3, sample_size=1024), record=out, duration=0.8, window=False)
        ended = live(session, Lines(io.StringIO()))
    times = media.picture_times(out)
    assert ended.frames == len(times)
    # the first pause is half a second
    assert any(later - earlier > 0.45 for earlier, later in pairwise(times))
    assert any("the stream was away" in loss for loss in ended.losses)

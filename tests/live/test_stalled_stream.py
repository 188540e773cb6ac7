"""The command on a network stream: it records, and it is quit while a read is stalled, without abort or hang."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from itertools import pairwise
from threading import Thread
from time import sleep
from typing import TYPE_CHECKING

import pytest

from live_seg.config import Config
from live_seg.live.run import run_session
from live_seg.live.session import Session
from live_seg.report.progress import Lines
from live_seg.source.reconnect import PAUSES
from tests import media
from tests.platforms import posix_only
from tests.processes import wait_until
from tests.streams import Delivery, MjpegServer, RtspServer

if TYPE_CHECKING:
    from pathlib import Path

LONG = 60.0
"""Seconds. No test takes as long, however busy the machine is."""

MILLISECOND = 0.001
"""More than a time stamp is rounded by."""

IN_A_READ_OF_TWICE_AS_LONG = f"""
import os, pathlib
from live_seg.cli import run
from live_seg.pipeline import Latest
from live_seg.source.network.network_source import NetworkSource

def silent_for(reader, get=Latest.silent_for.fget):
    if reader.running_for and get(reader) > 0.5:
        pathlib.Path(os.environ["STALLED"]).touch()
    return get(reader)

Latest.silent_for = property(silent_for)
NetworkSource.__init__.__defaults__ = ({2 * LONG}, *NetworkSource.__init__.__defaults__[1:])
run.console()
"""
"""The command with a read that returns only after twice `LONG`: whoever waits for it has not ended by then.

It makes the file `STALLED` when frames have come and then none for half a second.
"""

LEAVE_WHILE_PYTHON_IS_TAKEN_DOWN = """
import gc, os, sys, time
from live_seg.pipeline import Latest
from live_seg.cli import run
from live_seg.source.network.network_source import NetworkSource

class Slow:
    def __del__(self, write=os.write, sleep=time.sleep):
        write(1, b"taken down")
        sleep(1.5)

def main():
    with Latest(NetworkSource(sys.argv[1])) as frames:
        frames.start()
        while frames.take(0.05) is None:
            pass
        while frames.silent_for < 0.1:
            frames.take(0.05)
    return 7

slow = Slow()
run.main = main
run.console()
"""


@posix_only
@pytest.mark.parametrize("kind", [MjpegServer, RtspServer])
def test_quit_during_a_stalled_read_ends_the_process_with_its_recording(
    kind: type[MjpegServer | RtspServer], tmp_path: Path
) -> None:
    out, stalled = tmp_path / "out.mp4", tmp_path / "stalled"
    options = ["--no-window", "--json", "-k", "3", "--record", str(out)]
    with (
        kind(Delivery(60, "silence")) as camera,
        subprocess.Popen(
            [sys.executable, "-c", IN_A_READ_OF_TWICE_AS_LONG, "live", camera.address, *options],
            env=os.environ | {"STALLED": str(stalled)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as child,
    ):
        try:
            wait_until(child, stalled.exists)
            child.send_signal(signal.SIGTERM)
            said, complaints = child.communicate(timeout=LONG)
        finally:
            child.kill()
    assert child.returncode == 128 + signal.SIGTERM
    assert complaints == ""
    ended = json.loads(said)
    assert len(media.picture_times(out)) == ended["frames"] > 0


def test_a_read_that_returns_while_python_is_taken_down_does_not_abort_the_process() -> None:
    with (
        MjpegServer(Delivery(10, "silence")) as camera,
        subprocess.Popen(
            [sys.executable, "-c", LEAVE_WHILE_PYTHON_IS_TAKEN_DOWN, camera.address],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as child,
    ):
        try:
            assert child.stdout is not None
            child.stdout.read(1)  # Python is being taken down, or has ended before that
            camera.closing.set()  # which ends the read
            _, complaints = child.communicate(timeout=LONG)
        finally:
            child.kill()
    assert child.returncode == 7, complaints


def test_a_stream_that_comes_and_goes_is_recorded_with_its_gaps(tmp_path: Path) -> None:
    out = tmp_path / "out.mp4"
    with MjpegServer(Delivery(5)) as camera:
        quitter = Thread(target=quit_at_request, args=[camera, 4])
        quitter.start()
        session = Session(camera.address, Config(k=3, sample_size=1024), record=out, duration=LONG, window=False)
        ended = run_session(session, Lines(io.StringIO()))
        quitter.join()
    times = media.picture_times(out)
    assert ended.frames == len(times)
    assert any(later - earlier > PAUSES[0] - MILLISECOND for earlier, later in pairwise(times))
    assert any("the stream was away" in loss for loss in ended.losses)


def quit_at_request(camera: MjpegServer, number: int) -> None:
    """Press Ctrl-C when a camera has been asked for pictures for the n-th time, or never if it is not."""
    for _ in range(int(LONG / 0.02)):
        if camera.count >= number:
            signal.raise_signal(signal.SIGINT)
            return
        sleep(0.02)

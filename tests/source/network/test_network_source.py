"""Network streams, from real servers on loopback."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from fractions import Fraction
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import islice, pairwise
from threading import Thread
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest

from live_seg.errors import ConfigError, SourceError
from live_seg.source.network.network_source import OPTIONS, VARIABLE, NetworkSource, _options
from live_seg.source.open import open_source
from tests.media import moving_square
from tests.streams import Delivery, MjpegServer, RtspServer, StreamServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SERVERS = [MjpegServer, RtspServer]
IMPATIENT = 0.6
"""Seconds, for servers that never answer."""


@pytest.fixture(params=SERVERS, ids=["mjpeg", "rtsp"])
def kind(request: pytest.FixtureRequest) -> type[StreamServer]:
    """A kind of server: called with what it is to deliver."""
    found: type[StreamServer] = request.param
    return found


def server(kind: type[StreamServer], *deliveries: Delivery, port: int = 0) -> StreamServer:
    return (MjpegServer if kind is MjpegServer else RtspServer)(*deliveries, port=port)


def test_a_stream_is_live_and_has_the_size_of_its_frames(kind: type[StreamServer]) -> None:
    with server(kind) as camera, NetworkSource(camera.address) as source:
        assert source.info.is_live
        assert (source.info.width, source.info.height) == (64, 48)
        assert source.info.frame_count is None
        assert {frame.bgr.shape for frame in islice(source, 10)} == {(48, 64, 3)}


def test_a_streams_frames_are_the_pictures_that_were_sent_none_left_out(kind: type[StreamServer]) -> None:
    with server(kind, Delivery(25)) as camera, NetworkSource(camera.address) as source:
        got = [frame.bgr.copy() for frame in source]
    # the last one of H.264 stays in the parser, which waits for the next
    assert 24 <= len(got) <= 25
    for picture, sent in zip(got, moving_square(25), strict=False):
        assert np.abs(picture.astype(int) - sent).mean() < 8


def test_times_are_those_of_arrival_strictly_increasing_from_zero(kind: type[StreamServer]) -> None:
    with server(kind) as camera, NetworkSource(camera.address) as source:
        frames = list(islice(source, 20))
    assert frames[0].time == 0
    assert all(later.time > earlier.time for earlier, later in pairwise(frames))
    assert all(frame.time % source.info.time_base == 0 for frame in frames)
    assert [frame.index for frame in frames] == list(range(20))


def test_a_stream_that_the_server_ends_ends(kind: type[StreamServer]) -> None:
    with server(kind, Delivery(40)) as camera, NetworkSource(camera.address) as source:
        assert len(list(source)) >= 39
        assert list(source) == []
        assert source.damage is None


def test_a_stream_that_falls_silent_fails_when_its_time_is_over(kind: type[StreamServer]) -> None:
    with server(kind, Delivery(40, "silence")) as camera, NetworkSource(camera.address, IMPATIENT) as source:
        frames = iter(source)
        assert len(list(islice(frames, 38))) == 38
        with pytest.raises(SourceError, match=r"/video has sent no frame for 0\.6 s"):
            list(frames)


def test_a_size_that_changes_in_mid_stream_is_scaled_to_the_first() -> None:
    with Changing() as camera, NetworkSource(camera.address) as source:
        pictures = [frame.bgr.copy() for frame in source]
    assert [picture.shape for picture in pictures] == [(48, 64, 3)] * 10
    large = moving_square(5, 128, 96)
    for picture, sent in zip(pictures[5:], large, strict=True):
        assert np.abs(picture.astype(int) - cv2.resize(sent, (64, 48), interpolation=cv2.INTER_AREA)).mean() < 8


class Changing(MjpegServer):
    """Sends pictures of one size, and then of another."""

    def pictures(self) -> Iterator[tuple[int, Delivery]]:
        for width, height in ((64, 48), (128, 96)):
            yield from ((number, Delivery(width=width, height=height)) for number in range(5))


def test_after_close_there_are_no_frames_and_closing_twice_is_fine(kind: type[StreamServer]) -> None:
    with server(kind) as camera:
        source = NetworkSource(camera.address)
        frames = iter(source)
        next(frames)
        source.close()
        source.close()
        assert next(frames, None) is None


def test_an_address_is_opened_as_a_source(kind: type[StreamServer]) -> None:
    with server(kind) as camera, open_source(camera.address) as source:
        assert isinstance(source, NetworkSource)
        assert next(iter(source)).time == 0


def test_a_scheme_may_be_in_capitals(kind: type[StreamServer]) -> None:
    with server(kind) as camera, NetworkSource(camera.address.replace(camera.scheme, camera.scheme.upper())) as source:
        assert next(iter(source)).index == 0


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *words: object) -> None:
        return


@pytest.fixture
def web(clip: Path) -> Iterator[str]:
    """A web server with the clip."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(clip.parent))) as files:
        thread = Thread(target=files.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{files.server_address[1]}"
        files.shutdown()
    thread.join()


def test_a_video_file_on_a_web_server_is_a_recording_with_its_own_times(web: str) -> None:
    with NetworkSource(f"{web}/clip.mp4") as source:
        assert not source.info.is_live
        assert source.info.frame_count == 25
        assert [frame.time for frame in source] == [Fraction(index, 25) for index in range(25)]
        assert source.damage is None


def test_a_recording_is_read_on_to_the_frame_that_is_shown_at_a_time(web: str) -> None:
    for seconds, index in {0.0: 0, 0.3: 7, 0.4: 10, 0.93: 23}.items():
        with NetworkSource(f"{web}/clip.mp4") as source:
            assert [next(source.frames_from(seconds)).index, next(iter(source)).index] == [index, index + 1]
    with NetworkSource(f"{web}/clip.mp4") as source:
        assert list(source.frames_from(1.1)) == []


def test_a_recording_that_breaks_off_is_damage(web: str, clip: Path) -> None:
    # the sound ends each second; this is the head of a file whose index promises a second of pictures
    whole = clip.read_bytes()
    (clip.parent / "cut.mp4").write_bytes(whole[: whole.index(b"mdat") + (len(whole) - whole.index(b"mdat")) // 4])
    with NetworkSource(f"{web}/cut.mp4") as source:
        assert len(list(source)) < 12
        assert source.damage is not None
        assert "of 1.0 s" in source.damage


def failure(address: str) -> str:
    with pytest.raises(SourceError) as caught:
        NetworkSource(address, IMPATIENT)
    assert "\n" not in str(caught.value)
    # with --debug the chain of causes is printed: no password may be in it
    assert caught.value.__cause__ is None
    return str(caught.value)


@pytest.mark.parametrize("scheme", ["http", "rtsp", "tcp"])
def test_a_port_that_nobody_listens_on_is_said(scheme: str) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"{scheme}://127.0.0.1:{unused.getsockname()[1]}/video"
        assert failure(address) == f"{address} cannot be opened: connection refused: nothing listens on that port"


@pytest.mark.parametrize("scheme", ["http", "rtsp"])
def test_a_host_that_is_not_known_is_said(scheme: str) -> None:
    assert "the host no-such.invalid is unknown" in failure(f"{scheme}://no-such.invalid/video")


def test_a_path_that_is_not_there_is_said(kind: type[StreamServer]) -> None:
    with server(kind) as camera:
        assert "does not have this path (404)" in failure(camera.address.replace("video", "gone"))


def test_a_password_that_is_missing_or_wrong_is_said_and_never_shown() -> None:
    with RtspServer() as camera:
        told = failure(camera.address.replace("://", "://me:hunter2@").replace("video", "locked"))
    assert "a user name and a password are needed" in told
    assert "hunter2" not in told
    assert "me:***@127.0.0.1" in told


def test_a_page_that_is_no_video_is_said() -> None:
    with MjpegServer() as camera:
        assert "there is no video stream at this address" in failure(camera.address.replace("video", "page"))


def test_a_server_that_never_answers_is_said(kind: type[StreamServer]) -> None:
    with server(kind, Delivery(0, "silence")) as camera:
        assert "no answer within 0.6 s" in failure(camera.address)


def test_a_server_that_speaks_something_else_is_one_line() -> None:
    with MjpegServer() as camera:
        assert "cannot be opened" in failure(camera.address.replace("http", "rtsp"))


def test_a_failed_opening_leaves_the_environment_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    failure("http://127.0.0.1:1/video")
    assert VARIABLE not in os.environ
    monkeypatch.setenv(VARIABLE, "rtsp_transport;tcp")
    failure("http://127.0.0.1:1/video")
    assert os.environ[VARIABLE] == "rtsp_transport;tcp"


def test_streams_that_are_opened_at_once_all_get_the_options(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    first, second = _options(), _options()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert os.environ[VARIABLE] == OPTIONS
    second.__exit__(None, None, None)
    assert VARIABLE not in os.environ


def test_the_users_own_options_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    # this server speaks TCP only
    monkeypatch.setenv(VARIABLE, "rtsp_transport;udp")
    with RtspServer() as camera:
        assert "cannot be opened" in failure(camera.address)


@pytest.mark.parametrize("address", ["rtsp://", "gopher://host/x", "http://host:99999/x", "http://host/a b"])
def test_a_malformed_address_is_a_configuration_error(address: str) -> None:
    with pytest.raises(ConfigError, match="address is") as caught:
        open_source(address)
    assert "\n" not in str(caught.value)


def test_the_command_line_says_one_line_and_nothing_of_the_libraries(kind: type[StreamServer]) -> None:
    with server(kind) as camera:
        address = camera.address.replace("video", "gone")
        done = subprocess.run(
            [sys.executable, "-m", "live_seg", "live", address, "--no-window"],
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 3
    assert done.stderr == f"live-seg: {address} cannot be opened: the server does not have this path (404)\n"

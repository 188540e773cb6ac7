"""Cameras on the network, on loopback: MJPEG over HTTP as IP cameras and phones give it, and H.264 over RTSP."""

from __future__ import annotations

import re
import socket
import struct
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, repeat
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Event, Thread
from time import monotonic
from typing import TYPE_CHECKING, Literal, Self

import cv2  # before av: the other way round, OpenCV's windows hang
import av

from tests.media import moving_square

if TYPE_CHECKING:
    from collections.abc import Iterator

BOUNDARY = "frame"
RTSP_CLOCK = 90_000
RATE = 25


@dataclass(frozen=True)
class Delivery:
    """What one connection gets: so many pictures (None: without end), and then its end or silence."""

    pictures: int | None = None
    then: Literal["end", "silence"] = "end"
    width: int = 64
    height: int = 48

    def numbers(self) -> range:
        """Of the pictures."""
        return range(1_000_000 if self.pictures is None else self.pictures)


class StreamServer(ThreadingTCPServer):
    """A server in threads while its block lasts. Each connection gets the next delivery, and then the last one again.

    Attributes:
        silent: set when a connection has got all its pictures, and now nothing.
        requests: when each connection asked for pictures, of `time.monotonic`.
    """

    allow_reuse_address = True
    scheme: str

    def __init__(self, handler: type[StreamRequestHandler], *deliveries: Delivery, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), handler)
        self.port: int = self.server_address[1]
        self.deliveries = chain(deliveries[:-1], repeat(deliveries[-1] if deliveries else Delivery()))
        self.closing = Event()
        self.silent = Event()
        self.requests: list[float] = []
        self._connections: list[socket.socket] = []
        self._thread = Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, name="stream server")

    @property
    def address(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}/video"

    @property
    def count(self) -> int:
        """Number of connections that asked for pictures."""
        return len(self.requests)

    def get_request(self) -> tuple[socket.socket, object]:
        connection, client = super().get_request()
        self._connections.append(connection)
        return connection, client

    def handle_error(self, request: object, client_address: object) -> None:
        return  # a client that has gone, or this server closing

    def pictures(self) -> Iterator[tuple[int, Delivery]]:
        """The numbers of the pictures of the next delivery; then the silence, if that is to follow."""
        self.requests.append(monotonic())
        delivery = next(self.deliveries)
        for number in delivery.numbers():
            if self.closing.is_set():
                return
            yield number, delivery
        if delivery.then == "silence":
            self.silent.set()
            self.closing.wait()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *failure: object) -> None:
        self.closing.set()
        self.shutdown()
        for connection in self._connections:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # gone already
        self.server_close()
        self._thread.join()


class MjpegServer(StreamServer):
    """`/video` is a stream of JPEGs, `/page` no video, all else is not found."""

    scheme = "http"

    def __init__(self, *deliveries: Delivery, port: int = 0) -> None:
        super().__init__(_Mjpeg, *deliveries, port=port)


class _Mjpeg(StreamRequestHandler):
    server: MjpegServer

    def handle(self) -> None:
        path = self.rfile.readline().split()[1].decode()
        while self.rfile.readline().strip():
            pass
        if path == "/video":
            self._send_video()
        elif path == "/page":
            self._answer("200 OK", "text/html", b"<html><body>A camera's own page</body></html>")
        else:
            self._answer("404 Not Found", "text/plain", b"gone")

    def _answer(self, status: str, kind: str, body: bytes) -> None:
        head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        self.wfile.write(head.encode() + body)

    def _send_video(self) -> None:
        kind = f"multipart/x-mixed-replace; boundary={BOUNDARY}"
        self.wfile.write(f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nConnection: close\r\n\r\n".encode())
        jpegs: dict[tuple[int, int], list[bytes]] = {}
        for number, delivery in self.server.pictures():
            size = (delivery.width, delivery.height)
            if size not in jpegs:
                jpegs[size] = [cv2.imencode(".jpg", picture)[1].tobytes() for picture in moving_square(25, *size)]
            jpeg = jpegs[size][number % 25]
            part = f"--{BOUNDARY}\r\nContent-Type: image/jpeg\r\nContent-Length: {len(jpeg)}\r\n\r\n"
            self.wfile.write(part.encode() + jpeg + b"\r\n")


class RtspServer(StreamServer):
    """`/video` is H.264 over TCP (RTP interleaved), `/locked` wants a password, all else is not found."""

    scheme = "rtsp"

    def __init__(self, *deliveries: Delivery, port: int = 0) -> None:
        super().__init__(_Rtsp, *deliveries, port=port)


class _Rtsp(StreamRequestHandler):
    server: RtspServer

    def handle(self) -> None:
        while (request := self.rfile.readline().decode().split()) and not self.server.closing.is_set():
            method, address = request[:2]
            headers = {}
            while line := self.rfile.readline().decode().strip():
                name, _, value = line.partition(":")
                headers[name.lower()] = value.strip()
            path = re.sub(r"rtsp://[^/]+", "", address)
            number = headers["cseq"]
            if method == "OPTIONS":
                self._answer("200 OK", number, "Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN")
            elif path.startswith("/locked"):
                self._answer("401 Unauthorized", number, 'WWW-Authenticate: Basic realm="camera"')
            elif not path.startswith("/video"):
                self._answer("404 Not Found", number)
            elif method == "DESCRIBE":
                self._answer("200 OK", number, "Content-Type: application/sdp", body=_SESSION)
            elif method == "SETUP" and "TCP" not in headers["transport"]:
                self._answer("461 Unsupported Transport", number)
            elif method == "SETUP":
                self._answer("200 OK", number, "Transport: RTP/AVP/TCP;unicast;interleaved=0-1", "Session: 1")
            else:
                self._answer("200 OK", number, "Session: 1")
                if method == "PLAY":
                    self._send_video()
                return

    def _answer(self, status: str, number: str, *headers: str, body: str = "") -> None:
        lines = [f"RTSP/1.0 {status}", f"CSeq: {number}", *headers, f"Content-Length: {len(body)}", "", body]
        self.wfile.write("\r\n".join(lines).encode())

    def _send_video(self) -> None:
        sequence = 0
        units: list[list[bytes]] = []
        for number, delivery in self.server.pictures():
            units = units or h264(delivery.width, delivery.height)
            picture = units[number % len(units)]
            for place, unit in enumerate(picture):
                last = place == len(picture) - 1
                packet = rtp(unit, sequence, number * RTSP_CLOCK // RATE, last=last)
                self.wfile.write(b"$\0" + struct.pack(">H", len(packet)) + packet)
                sequence += 1


_SESSION = "\r\n".join(
    [
        "v=0",
        "o=- 1 1 IN IP4 127.0.0.1",
        "s=camera",
        "t=0 0",
        "m=video 0 RTP/AVP 96",
        f"a=rtpmap:96 H264/{RTSP_CLOCK}",
        "a=fmtp:96 packetization-mode=1",
        "a=control:track1",
        "",
    ]
)


def rtp(unit: bytes, sequence: int, timestamp: int, *, last: bool) -> bytes:
    """An RTP packet of payload type 96; `last` marks the end of a picture."""
    return struct.pack(">BBHII", 0x80, 96 | last << 7, sequence & 0xFFFF, timestamp, 1) + unit


def h264(width: int, height: int) -> list[list[bytes]]:
    """Network abstraction units of a second of pictures, the first of each second with all that a decoder needs."""
    encoder = av.CodecContext.create("libx264", "w")
    assert isinstance(encoder, av.VideoCodecContext)
    encoder.width, encoder.height, encoder.pix_fmt = width, height, "yuv420p"
    encoder.framerate = Fraction(RATE)
    encoder.options = {"tune": "zerolatency", "preset": "ultrafast", "x264-params": "slices=1"}
    packets = []
    for picture in [*moving_square(RATE, width, height), None]:
        packets += encoder.encode(None if picture is None else av.VideoFrame.from_ndarray(picture, "bgr24"))
    return [[unit for unit in re.split(b"\0\0\0?\1", bytes(packet)) if unit] for packet in packets]

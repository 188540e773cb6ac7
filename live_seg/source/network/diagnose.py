"""Why a network address could not be opened. OpenCV says only that it could not."""

from __future__ import annotations

import os
import socket
from urllib.parse import urlsplit

import cv2  # noqa: F401  # before av: the other way round, OpenCV's windows hang
import av
import av.error

OPTIONS = {"rtsp_transport": "tcp"}

# The first match counts. The text of an error ends with the address, including its password.
CAUSES: dict[type[Exception], str] = {
    av.error.InvalidDataError: "there is no video stream at this address",
    av.error.HTTPUnauthorizedError: "a user name and a password are needed (user:password@ before the host)",
    av.error.HTTPForbiddenError: "the server denies access (403)",
    av.error.HTTPNotFoundError: "the server does not have this path (404)",
    av.error.HTTPError: "the server answered with an error",
    ConnectionRefusedError: "connection refused: nothing listens on that port",
    EOFError: "the server closed the connection",
    av.error.ProtocolNotFoundError: "this protocol is not supported",
}


def why_refused(address: str, timeout: float) -> str:
    """The cause in a few words, found by trying again with another reader.

    Args:
        address: as `checked_address` returns it.
        timeout: seconds that this may take.
    """
    host = urlsplit(address).hostname
    try:
        if host:
            socket.getaddrinfo(host, None)
    except OSError:
        return f"the host {host} is unknown"
    try:
        with av.open(address, options=OPTIONS, timeout=(timeout, timeout)) as stream:
            return "OpenCV lacks its codec" if stream.streams.video else "the stream has no video"
    except av.error.ExitError:
        return f"no answer within {timeout:g} s"
    except (av.error.FFmpegError, OSError, ValueError) as error:
        known = (cause for kind, cause in CAUSES.items() if isinstance(error, kind))
        return next(known, None) or _of_system(error)


def _of_system(error: Exception) -> str:
    number = getattr(error, "errno", None)
    # FFmpeg's own error numbers are far from those of the system
    return os.strerror(number).lower() if isinstance(number, int) and 0 < number < 1000 else "the connection failed"

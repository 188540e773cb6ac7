"""Why a network address could not be opened: OpenCV says only that it could not."""

from __future__ import annotations

import os
import socket
from urllib.parse import urlsplit

import cv2  # noqa: F401  # before av: the other way round, OpenCV's windows hang
import av
import av.error

OPTIONS = {"rtsp_transport": "tcp"}

# the first that fits; an error's own text ends in the address, with the password in it
CAUSES: dict[type[Exception], str] = {
    av.error.InvalidDataError: "what is there is no video stream",
    av.error.HTTPUnauthorizedError: "it wants a user name and a password, as user:password@ before the host",
    av.error.HTTPForbiddenError: "the server does not allow it (403)",
    av.error.HTTPNotFoundError: "the server has nothing by that path (404)",
    av.error.HTTPError: "the server answered with an error",
    ConnectionRefusedError: "connection refused: nothing listens on that port",
    EOFError: "the server closed the connection",
    av.error.ProtocolNotFoundError: "this protocol is not built in",
}


def why_refused(address: str, timeout: float) -> str:
    """The cause in a few words, found by trying again with another reader.

    Args:
        address: as `checked_address` gives it.
        timeout: seconds that this may take.
    """
    host = urlsplit(address).hostname
    try:
        if host:
            socket.getaddrinfo(host, None)
    except OSError:
        return f"the host {host} is not known"
    try:
        with av.open(address, options=OPTIONS, timeout=(timeout, timeout)) as stream:
            return "OpenCV lacks its codec" if stream.streams.video else "there is no video in it"
    except av.error.ExitError:
        return f"no answer within {timeout:g} s"
    except (av.error.FFmpegError, OSError, ValueError) as error:
        known = (cause for kind, cause in CAUSES.items() if isinstance(error, kind))
        return next(known, None) or _of_system(error)


def _of_system(error: Exception) -> str:
    number = getattr(error, "errno", None)
    # FFmpeg's numbers of its own are far from the system's
    return os.strerror(number).lower() if isinstance(number, int) and 0 < number < 1000 else "the connection failed"

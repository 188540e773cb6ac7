"""OpenCV's image decoder. The warnings of its libraries are returned, not printed on standard error."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from tempfile import TemporaryFile
from threading import Lock

import cv2
import numpy as np
from cv2.typing import MatLike

COMPLAINT = re.compile(
    rb"(?:Corrupt JPEG data|Premature end of JPEG|Invalid (?:SOS|progressive) param|Inconsistent progression"
    rb"|Unknown Adobe color|libpng (?:warning|error)|\[ ?(?:WARN|ERROR|INFO)|OpenCV TIFF)[^\n]*\n?"
)
"""The lines of libjpeg, libpng and OpenCV, by their beginning."""

_one_at_a_time = Lock()


def decode(data: bytes, complaints: list[str]) -> tuple[MatLike | None, bytes | None]:
    """Decode an image as it is stored: its depth, channels and transparency; most formats are not rotated.

    Args:
        data: the file.
        complaints: gets what the libraries say about it, line by line.

    Returns:
        The pixels, or None if there are none; and the image's Exif block, or None.

    Raises:
        cv2.error: the image is too large for OpenCV or for the memory.
    """
    with _captured_complaints(complaints):
        pixels, kinds, blocks = cv2.imdecodeWithMetadata(np.frombuffer(data, np.uint8), flags=cv2.IMREAD_UNCHANGED)
    found = dict(zip(np.asarray(kinds).ravel().tolist(), blocks, strict=True))
    exif = found.get(cv2.IMAGE_METADATA_EXIF)
    return pixels, None if exif is None else np.asarray(exif).tobytes()


@contextmanager
def _captured_complaints(complaints: list[str]) -> Iterator[None]:
    """Capture the lines that libraries write to standard error. What others write at the same time is passed on.

    libjpeg and libpng print from C, and only this tells a damaged JPEG from a whole one. A line that another thread
    writes at the moment of the change may be lost.
    """
    with _one_at_a_time:  # a process has one standard error
        before = _standard_error()
        captured = _unnamed_file()
        os.dup2(captured, 2)
        try:
            yield
        finally:
            if before is None:
                os.close(2)
            else:
                os.dup2(before, 2)
                os.close(before)
            said = _content(captured)
            os.close(captured)
            complaints += [line.decode(errors="replace").strip() for line in COMPLAINT.findall(said)]
            others = COMPLAINT.sub(b"", said)
            if others and before is not None:
                with suppress(OSError):  # a full disk, or a pipe that nobody reads: not our error
                    os.write(2, others)


def _unnamed_file() -> int:
    """A file without a name. A pipe would block whoever writes more than it holds."""
    try:
        import fcntl

        captured = os.memfd_create("complaints")
    except (ImportError, AttributeError):  # not on Linux
        with TemporaryFile() as file:
            return os.dup(file.fileno())
    # otherwise two threads that write at once would overwrite each other
    fcntl.fcntl(captured, fcntl.F_SETFL, os.O_APPEND)
    return captured


def _content(captured: int) -> bytes:
    size = os.fstat(captured).st_size
    if hasattr(os, "pread"):  # not on Windows; elsewhere another thread's write may move the place for `read`
        return os.pread(captured, size, 0)
    os.lseek(captured, 0, os.SEEK_SET)
    return os.read(captured, size)


def _standard_error() -> int | None:
    """A duplicate of standard error; None if it is closed. Then its number is occupied, so that no file gets it."""
    try:
        return os.dup(2)
    except OSError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        if nowhere != 2:
            os.dup2(nowhere, 2)
            os.close(nowhere)
        return None

"""OpenCV's decoder of images, with what it complains of in hand instead of on standard error."""

from __future__ import annotations

import os
import re
from contextlib import contextmanager, suppress
from tempfile import TemporaryFile
from threading import Lock
from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cv2.typing import MatLike

COMPLAINT = re.compile(
    rb"(?:Corrupt JPEG data|Premature end of JPEG|Invalid (?:SOS|progressive) param|Inconsistent progression"
    rb"|Unknown Adobe color|libpng (?:warning|error)|\[ ?(?:WARN|ERROR|INFO)|OpenCV TIFF)[^\n]*\n?"
)
"""How the lines of libjpeg, libpng and OpenCV begin."""

_one_at_a_time = Lock()


def decode(data: bytes, complaints: list[str]) -> tuple[MatLike | None, bytes | None]:
    """Decode an image as it is stored: depth, channels and transparency; of most formats not turned.

    Args:
        data: the file.
        complaints: gets what the libraries say about it, line by line.

    Returns:
        The pixels, or None where they cannot be had, and the image's Exif block, or None.

    Raises:
        cv2.error: the image is larger than OpenCV takes, or than memory.
    """
    with _overheard(complaints):
        pixels, kinds, blocks = cv2.imdecodeWithMetadata(np.frombuffer(data, np.uint8), flags=cv2.IMREAD_UNCHANGED)
    found = dict(zip(np.asarray(kinds).ravel().tolist(), blocks, strict=True))
    exif = found.get(cv2.IMAGE_METADATA_EXIF)
    return pixels, None if exif is None else np.asarray(exif).tobytes()


@contextmanager
def _overheard(complaints: list[str]) -> Iterator[None]:
    """Take the lines that libraries write to standard error; what others write meanwhile goes on to it.

    libjpeg and libpng print from C, and that is the only way in which a damaged JPEG is told from a whole one. Of what
    another thread writes in the very moment of the change, a line may be lost.
    """
    with _one_at_a_time:  # there is one standard error for all threads
        before = _standard_error()
        notes = _scratch()
        os.dup2(notes, 2)
        try:
            yield
        finally:
            if before is None:
                os.close(2)
            else:
                os.dup2(before, 2)
                os.close(before)
            said = os.pread(notes, os.fstat(notes).st_size, 0)
            os.close(notes)
            complaints += [line.decode(errors="replace").strip() for line in COMPLAINT.findall(said)]
            others = COMPLAINT.sub(b"", said)
            if others and before is not None:
                with suppress(OSError):  # a full disk, a pipe that nobody reads: it was not ours to begin with
                    os.write(2, others)


def _scratch() -> int:
    """A file without a name; a pipe would hold up whoever writes more than it holds."""
    try:
        import fcntl

        notes = os.memfd_create("complaints")
    except (ImportError, AttributeError):  # not on Linux
        with TemporaryFile() as file:
            return os.dup(file.fileno())
    # two threads that write at once would write over each other
    fcntl.fcntl(notes, fcntl.F_SETFL, os.O_APPEND)
    return notes


def _standard_error() -> int | None:
    """A second number for standard error; None if it is closed, and then its own is taken, so that no file gets it."""
    try:
        return os.dup(2)
    except OSError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        if nowhere != 2:
            os.dup2(nowhere, 2)
            os.close(nowhere)
        return None

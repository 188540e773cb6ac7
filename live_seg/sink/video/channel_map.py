"""Sound in QuickTime files with an order of channels of its own, which PyAV before version 19 cannot hold.

It frees the list of channels twice, and the process is aborted. Nothing but the file itself tells of it before.
"""

from __future__ import annotations

import re
from pathlib import Path

import cv2  # noqa: F401  # before av: the other way round, OpenCV's windows hang
import av

CHANNELS = re.compile(rb"chan....(..)(..)", re.DOTALL)
"""The box with the order of channels (QuickTime File Format, `chan`): the two halves of its tag."""
BITMAP, BY_DESCRIPTION, PLAIN = 1, 0, 2
"""The first half of a tag that says that a list of bits follows, in FFmpeg's order; or that each channel is described.
Tags of up to two channels name orders that FFmpeg has, too."""
HEADER, LARGEST = 16, 64 << 20


def aborts_pyav(path: Path) -> bool:
    """Whether PyAV cannot be asked for the channels of a file."""
    if int(av.__version__.split(".")[0]) >= 19:
        return False
    for kind, channels in CHANNELS.findall(_movie_header(path)):
        code = int.from_bytes(kind)
        if code == BY_DESCRIPTION or (code != BITMAP and int.from_bytes(channels) > PLAIN):
            return True
    return False


def _movie_header(path: Path) -> bytes:
    """The box `moov` of a QuickTime or MP4 file; nothing for other files."""
    size, place = path.stat().st_size, 0
    with path.open("rb") as file:
        while place < size:
            file.seek(place)
            header = file.read(HEADER)
            length = int.from_bytes(header[:4])
            if length == 1:  # 64 bits
                length = int.from_bytes(header[8:])
            if header[4:8] == b"moov":
                return header[8:] + file.read(min(length, LARGEST))
            if length < 8 or not header[4:8].isalnum():
                break
            place += length
    return b""

"""Detects QuickTime files with a custom channel layout, which abort the process in PyAV before version 19.

PyAV frees the list of channels twice. Only the file itself can be checked, because asking PyAV for the layout aborts.
"""

from __future__ import annotations

import re
from pathlib import Path

from live_seg.media_input import PYAV

CHANNELS = re.compile(rb"chan....(..)(..)", re.DOTALL)
"""The channel layout box (QuickTime File Format, `chan`): the two halves of its layout tag."""
BITMAP, BY_DESCRIPTION, PLAIN = 1, 0, 2
"""First half of a layout tag: a channel bitmap follows, in FFmpeg's order; or a description of each channel follows.
The third number is the largest number of channels for which all other tags name layouts that FFmpeg supports."""
HEADER, LARGEST = 16, 64 << 20


def aborts_pyav(path: Path) -> bool:
    """Whether asking PyAV for the channel layout of a file aborts the process."""
    if PYAV >= 19:
        return False
    for kind, channels in CHANNELS.findall(_movie_header(path)):
        code = int.from_bytes(kind)
        if code == BY_DESCRIPTION or (code != BITMAP and int.from_bytes(channels) > PLAIN):
            return True
    return False


def _movie_header(path: Path) -> bytes:
    """The `moov` box of a QuickTime or MP4 file; empty for other files."""
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

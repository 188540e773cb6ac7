"""The end of a video as its header gives it, for formats where FFmpeg does not, or not if the file is truncated."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

ASF_FILE_PROPERTIES = bytes.fromhex("a1dcab8c47a9cf118ee400c00c205365")
"""Identifier of the object that holds the file's size and duration (ASF specification, 3.2)."""
ASF_HEADER = 1 << 16
"""Number of bytes that are searched for the object."""

TS_PACKET, TS_SYNC = 188, b"\x47"
"""Size of a packet of a transport stream, and its first byte."""


def is_cut_riff(path: Path) -> bool:
    """Whether a file consists of RIFF chunks, as AVI does, and ends within one of them."""
    with path.open("rb") as file:
        size, place = path.stat().st_size, 0
        while place < size and (header := file.read(8))[:4] == b"RIFF":
            length = int.from_bytes(header[4:], "little")
            place += len(header) + length + length % 2
            file.seek(place)
    return place > size + 1  # the last padding may be missing


def end_of_cut_asf(path: Path) -> Fraction | None:
    """The duration in seconds in the header of an ASF file, if the file is truncated; otherwise None."""
    with path.open("rb") as file:
        head = file.read(ASF_HEADER)
    if (place := head.find(ASF_FILE_PROPERTIES)) < 0:
        return None
    size, duration, preroll = (int.from_bytes(head[place + at : place + at + 8], "little") for at in (40, 64, 80))
    if size <= path.stat().st_size:
        return None
    return Fraction(duration, 10_000_000) - Fraction(preroll, 1000)


def tagged_end(text: str | None) -> Fraction | None:
    """The end of a track in seconds, from Matroska's "00:00:10.000000000"; None for anything else."""
    try:
        hours, minutes, seconds = (text or "").split(":")
        return 3600 * int(hours) + 60 * int(minutes) + Fraction(seconds)
    except ValueError:
        return None


def is_cut_transport_stream(path: Path) -> bool:
    """Whether a file is an MPEG transport stream that ends within a packet (ISO 13818-1, 2.4.3.2)."""
    with path.open("rb") as file:
        head = file.read(2 * TS_PACKET + 1)
    return head[::TS_PACKET] == TS_SYNC * 3 and path.stat().st_size % TS_PACKET > 0

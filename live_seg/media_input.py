"""Reads media files with PyAV: whatever the encoding of their tags, and with times that go on where the clock jumps."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

import cv2  # noqa: F401  # before av: the other way round, OpenCV's windows hang
import av
from av.container import InputContainer
from av.format import Flags
from av.packet import Packet
from av.stream import Stream

from live_seg.continuous_times import ContinuousTimes

# From version 19 on, PyAV accepts tags in any encoding by itself, and no longer knows the argument.
_ANY_TAGS: dict[str, Any] = {"metadata_errors": "replace"} if int(av.__version__.split(".")[0]) < 19 else {}

MOTION_JPEG = (".mjpeg", ".mjpg")
"""Suffixes of files of JPEG pictures one after the other. FFmpeg takes some of them for one picture."""
MOST_HOLES = 10_000
"""Damaged stretches after which a file is read on."""
MOST_TRACKS = 64
"""Tracks that a limit is set for. FFmpeg looks for pictures of the first ones before it opens a file."""


def open_input(path: Path, max_pixels: int | None = None) -> InputContainer:
    """Open a media file.

    Args:
        path: the file.
        max_pixels: tracks with larger pictures get the size 0x0, and no memory is taken for them where the format has
            a list of its tracks; None for no limit.

    Raises:
        FFmpegError, OSError: it cannot be read.
    """
    # absolute, because FFmpeg reads what comes before a colon as a protocol
    address, options = path.absolute(), dict(_ANY_TAGS)
    if path.suffix.lower() in MOTION_JPEG:
        options["format"] = "mjpeg"
    if max_pixels is not None:
        options["stream_options"] = [{"max_pixels": str(max_pixels)}] * MOST_TRACKS
    opened: InputContainer
    try:
        opened = av.open(address, **options)
    except ValueError:  # MPEG, whose tracks are found by reading, takes no such options
        opened = av.open(address, **_ANY_TAGS)
    return opened


def may_jump(container: InputContainer) -> bool:
    """Whether the clock of such a file may jump, as in a transport stream."""
    return bool(Flags(container.format.flags) & Flags.ts_discont)


def packets_of(container: InputContainer, tracks: Collection[int]) -> Iterator[Packet[Any] | None]:
    """The packets of some tracks of a file, by index, with times that go on where the clock of the file jumps.

    None stands for a damaged stretch of the file, after which it is read on.
    """
    if not may_jump(container):
        yield from _demuxed(container, [container.streams[track] for track in tracks])
        return
    times = ContinuousTimes()
    # all tracks share the clock
    for packet in _demuxed(container, [*container.streams.video, *container.streams.audio]):
        if packet is not None:
            times.correct(packet)
        if packet is None or packet.stream.index in tracks:
            yield packet


def _demuxed(container: InputContainer, streams: Sequence[Stream]) -> Iterator[Packet[Any] | None]:
    """The packets of some tracks, and None for each damaged stretch."""
    for _ in range(MOST_HOLES):
        try:
            yield from container.demux(*streams)
        except BlockingIOError:  # in a stretch that is no MPEG, FFmpeg stops from time to time
            yield None
        else:
            return

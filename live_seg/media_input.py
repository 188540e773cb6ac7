"""Reads media files with PyAV: whatever the encoding of their tags, and with times that go on where the clock jumps."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import cv2  # noqa: F401  # before av: the other way round, OpenCV's windows hang
import av
from av.container import InputContainer
from av.format import Flags
from av.packet import Packet

from live_seg.continuous_times import ContinuousTimes

# From version 19 on, PyAV accepts tags in any encoding by itself, and no longer knows the argument.
_ANY_TAGS: dict[str, Any] = {"metadata_errors": "replace"} if int(av.__version__.split(".")[0]) < 19 else {}


def open_input(path: Path) -> InputContainer:
    """Open a media file.

    Raises:
        FFmpegError, OSError: it cannot be read.
    """
    # absolute, because FFmpeg reads what comes before a colon as a protocol
    opened: InputContainer = av.open(path.absolute(), **_ANY_TAGS)
    return opened


def may_jump(container: InputContainer) -> bool:
    """Whether the clock of such a file may jump, as in a transport stream."""
    return bool(Flags(container.format.flags) & Flags.ts_discont)


def packets_of(container: InputContainer, tracks: Collection[int]) -> Iterator[Packet[Any]]:
    """The packets of some tracks of a file, by index, with times that go on where the clock of the file jumps."""
    if not may_jump(container):
        yield from container.demux(*(container.streams[track] for track in tracks))
        return
    times = ContinuousTimes()
    # all tracks share the clock
    for packet in container.demux(*container.streams.video, *container.streams.audio):
        times.correct(packet)
        if packet.stream.index in tracks:
            yield packet

"""Reads media files with PyAV: tags may have any encoding, and times continue if the clock jumps."""

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
from av.video.frame import VideoFrame

from live_seg.continuous_times import ContinuousTimes

PYAV = int(av.__version__.split(".")[0])
"""The major version of PyAV."""
# PyAV 19 and later always accept tags in any encoding, and no longer have this argument.
_ANY_TAGS: dict[str, Any] = {"metadata_errors": "replace"} if PYAV < 19 else {}

MOTION_JPEG = (".mjpeg", ".mjpg")
"""Suffixes of raw Motion JPEG, a sequence of JPEG pictures. FFmpeg takes some of these files for a single picture."""
MOST_HOLES = 10_000
"""Number of damaged stretches after which reading stops."""


def open_input(path: Path, max_pixels: int | None = None) -> InputContainer:
    """Open a media file.

    Args:
        path: the file.
        max_pixels: tracks with larger pictures get the size 0x0, and their pictures are not decoded; None for no limit.

    Raises:
        FFmpegError, OSError: it cannot be read.
    """
    # absolute, because FFmpeg takes the text before a colon for a protocol
    address, options = path.absolute(), dict(_ANY_TAGS)
    if path.suffix.lower() in MOTION_JPEG:
        options["format"] = "mjpeg"
    if max_pixels is not None:
        options["options"] = {"max_pixels": str(max_pixels)}
    opened: InputContainer = av.open(address, **options)
    return opened


def side_data_of(picture: VideoFrame, kind: str) -> bytes | None:
    """The side data of a decoded picture, by its name in PyAV; None if there is none."""
    try:
        found: Any = picture.side_data.get(kind)
    except ValueError:  # PyAV does not know one of the picture's kinds of side data, such as Exif
        return None
    return None if found is None else bytes(found)


def may_jump(container: InputContainer) -> bool:
    """Whether the format allows jumps of the clock, as in a transport stream."""
    return bool(Flags(container.format.flags) & Flags.ts_discont)


def packets_of(container: InputContainer, tracks: Collection[int]) -> Iterator[Packet[Any] | None]:
    """The packets of some tracks of a file, by index. Times continue if the clock of the file jumps.

    None stands for a damaged stretch, after which reading continues.
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
        except IndexError:  # PyAV fails at the end of a file if a track appeared after the file was opened
            return
        except BlockingIOError:  # FFmpeg may stop several times within a stretch that is not MPEG
            yield None
        else:
            return

"""Label files in Matroska (.mkv): what is in them, and reading them.

- Labels are the first video track, FFV1 in 8-bit gray: a lossless codec that FFmpeg and most players read.
- With regions there is a second video track, FFV1 in 16-bit gray: a pixel is an index into the record's ids.
- The records are the lines of a text track, one for each frame. The last line says how many frames there are.

The clock of the file has ticks of a millisecond. The exact times are in the records.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from typing import Any

import cv2  # noqa: F401  # before av: the other way round, OpenCV's windows hang
import av
import av.error
from av.container import InputContainer
from av.packet import Packet
from av.video.frame import VideoFrame

from live_seg.errors import SourceError
from live_seg.label_files.record import FORMAT, VERSION, Pixels, Record, parsed, record_from_json
from live_seg.label_files.stored import Part, Stored, damaged, has_no_regions, stored
from live_seg.media_input import open_input
from live_seg.size_limit import MEGAPIXEL, check_size

TAG = "LIVE_SEG_FORMAT"
"""The tag of the file that holds `FORMAT` and `VERSION`."""
TICK = Fraction(1, 1000)
"""Length of a tick of the file's clock, in seconds. FFmpeg supports no other clock in Matroska."""
END = "frames"
"""The key of the last line, which holds the number of frames."""
SIGNATURE = b"\x1a\x45\xdf\xa3"
"""The first bytes of every Matroska file."""


def frames_in(path: Path, part: Part, max_megapixels: float) -> Iterator[Stored]:
    """The frames of a Matroska file, one after another.

    Raises:
        SourceError: it is not a label file, holds no regions, or is damaged.
    """
    try:
        container = open_input(path, round(max_megapixels * MEGAPIXEL))
    except (av.error.FFmpegError, OSError) as error:
        raise SourceError(f"{path} cannot be read as a label file: {error}") from error
    with container:
        tag = container.metadata.get(TAG, "")
        if not tag.startswith(FORMAT):
            raise SourceError(f"{path} is a video without labels; 'live-seg process --labels' writes label files")
        if tag != f"{FORMAT} {VERSION}":
            raise SourceError(f"{path} has format {tag!r}, expected '{FORMAT} {VERSION}'; install a newer live_seg")
        videos = container.streams.video
        if part == "regions" and len(videos) == 1:
            raise has_no_regions(path)
        if len(videos) <= int(part == "regions") or not container.streams.subtitles:
            raise damaged(path, 0, "its header lacks a track")
        codec = videos[int(part == "regions")].codec_context
        check_size(path, codec.width, codec.height, max_megapixels)
        if not codec.width * codec.height:
            raise SourceError(
                f"{path}: the size of its pictures is unknown, or above the limit of {max_megapixels:g} megapixels; "
                f"set a higher one (max_megapixels)"
            )
        yield from _frames(container, path, part)


def _frames(container: InputContainer, path: Path, part: Part) -> Iterator[Stored]:
    """The frames. Each packet of the track is paired with the line that has the same index and time."""
    index, before = 0, None
    for packet, line in _pairs(container, int(part == "regions")):
        try:
            content = parsed(bytes(line))
        except ValueError as error:
            raise damaged(path, index, f"its record cannot be read: {error}") from error
        if packet is None:
            if content.get(END) != index:
                raise damaged(path, index, f"frames are missing: {content.get(END)} were written")
            return
        if packet.pts != line.pts:
            raise damaged(path, index, "its record is that of another frame")
        try:
            record: Record = record_from_json(content, before)
        except ValueError as error:
            raise damaged(path, index, str(error)) from error
        yield stored(path, index, record, _decoded(packet, path, index), part)
        index, before = index + 1, record
    raise damaged(path, index, "the end of the file is missing")


def _pairs(container: InputContainer, track: int) -> Iterator[tuple[Packet[Any] | None, Packet[Any]]]:
    """The packets of a video track, each with its line. The last line comes with None."""
    video, text = container.streams.video[track], container.streams.subtitles[0]
    packets: deque[Packet[Any]] = deque()
    lines: deque[Packet[Any]] = deque()
    with suppress(av.error.FFmpegError):  # the file is truncated
        for packet in container.demux(video, text):
            if packet.size:
                (packets if packet.stream is video else lines).append(packet)
            while packets and lines:
                yield packets.popleft(), lines.popleft()
    while lines and not packets:
        yield None, lines.popleft()


def _decoded(packet: Packet[Any], path: Path, index: int) -> Pixels:
    """The picture of a packet, as an array (H, W)."""
    try:
        for picture in packet.decode():
            if isinstance(picture, VideoFrame):
                pixels: Any = picture.to_ndarray()
                return pixels  # type: ignore[no-any-return]  # PyAV's arrays have no dtype
    except (av.error.FFmpegError, ValueError) as error:
        raise damaged(path, index, f"it cannot be decoded: {error}") from error
    raise damaged(path, index, "it cannot be decoded")

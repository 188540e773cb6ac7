"""Counts the pictures that a container holds, without decoding, for comparison with those that were decoded."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import cv2  # noqa: F401  # before av: the other way round, OpenCV's windows hang
import av.error

from live_seg.media_input import open_input, packets_of
from live_seg.source.file.container import Container

VP8_IS_SHOWN = 0x10
"""Bit of the first byte of a VP8 frame (RFC 6386, 9.1). Frames that are not shown serve only as references."""

MPEG4_NOT_CODED = 12
"""Bytes. MPEG-4 packets up to this size repeat the picture before."""


class Held(NamedTuple):
    """What a container holds.

    Attributes:
        packets: number of packets of the track.
        pictures: number of pictures from the first keyframe on, including those that cannot be decoded.
        is_damaged: whether the container is damaged: several packets are incomplete.
        shown: duration of the last decoded picture in seconds, or None if the container does not give it.
        end: time at which the last of the counted packets ends, in seconds after the container's start.
        unread: the share of the file after the last packet, from 0 to 1.
    """

    packets: int
    pictures: int
    is_damaged: bool
    shown: Fraction | None
    end: Fraction
    unread: float


def held_pictures(path: Path, container: Container, last: Fraction, is_wanted: Callable[[], bool]) -> Held:
    """Count the pictures of a file's video track.

    Args:
        path: the file.
        container: description of the file and of the track to count.
        last: the time of the last decoded picture, in seconds after the container's start.
        is_wanted: called for each packet, because a large file takes a while; counting stops if it returns False.
    """
    last_pts = round((last + container.origin) / container.time_base)
    first_pts: int | None = None
    packets, pictures, corrupt, shown, end, read_to = 0, 0, 0, None, Fraction(0), 0
    with suppress(av.error.FFmpegError), open_input(path) as opened:
        has_all_tracks = container.end_is_of_file or container.is_fragmented
        tracks = range(len(opened.streams)) if has_all_tracks else [container.track]
        for packet in packets_of(opened, tracks):
            if not is_wanted():
                break
            corrupt += packet is None or packet.is_corrupt
            packets += packet is not None and packet.stream_index == container.track and packet.size > 0
            # packets that the container leaves out on purpose, as before the start of an edit
            if packet is None or packet.pts is None or not packet.size or packet.is_discard:
                continue
            read_to = max(read_to, (packet.pos or 0) + packet.size)
            end = max(end, (packet.pts + (packet.duration or 0)) * Fraction(packet.time_base or 0) - container.origin)
            if packet.stream_index != container.track:
                continue
            if first_pts is None and packet.is_keyframe:
                first_pts = packet.pts
            # pictures before the first keyframe cannot be decoded; the recording of a broadcast may start with some
            if first_pts is None or packet.pts < first_pts:
                continue
            if container.codec == "vp8" and not bytes(packet)[0] & VP8_IS_SHOWN:
                continue
            if container.codec == "mpeg4" and packet.size <= MPEG4_NOT_CODED:
                continue
            pictures += 1
            if packet.pts == last_pts and packet.duration:
                shown = packet.duration * container.time_base
    # a single incomplete packet may come from the place where two files were joined
    return Held(packets, pictures, corrupt > 1, shown, end, unread=1 - read_to / path.stat().st_size)

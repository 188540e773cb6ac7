"""Which part of a file's sound an output gets, and how packets and samples are cut to it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any

import cv2  # noqa: F401  # before av: the other way round, OpenCV's windows hang
import av
import av.error
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer, OutputContainer
from av.packet import Packet

from live_seg.media_input import open_input
from live_seg.sink.video.formats import WITH_EDIT_LISTS

NEEDED_BEFORE = 3
"""Number of packets before the first audible one that a decoder may need."""

LONGEST_WITH_EDITS, LONGEST = Fraction(1, 20), Fraction(1, 40)
"""Longest packets of a track that are copied if the track is cut, in seconds: in formats with edit lists, and in
Matroska. Tracks with longer packets are encoded again. Copied packets are whole, so the end of the sound is up to half
a packet off. MP4 cuts the start exactly (edit list); Matroska cannot, so up to one packet of sound may be missing
there."""
WITH_RESERVOIR = {"mp3"}
"""Codecs in which a packet may need the bits of several earlier ones, which only an edit list can hide."""
PEEKED = 8
"""Number of packets that are read to find out how long the packets of a track are."""

CODEC_DELAY = re.compile(rb"\x56\xaa([\x81-\x88])")
"""The element of Matroska that holds a track's codec delay in nanoseconds, and the length of its value."""

SEEKABLE = {"mov", "matroska"}
"""Formats in which seeking to a time finds the sound before it."""
FAR, BEFORE = 30, 10
"""Seconds. If a part starts later than FAR, reading begins BEFORE seconds ahead of its start, and not at the beginning
of the file: sound may be stored seconds away from pictures of the same time."""


@dataclass(frozen=True, slots=True)
class SoundPart:
    """A part of a file's sound.

    Attributes:
        path: the file.
        start: seconds from the start of the file's container. This time becomes 0.
        end: seconds from the start of the container; None for the end of the sound.
    """

    path: Path
    start: Fraction = Fraction(0)
    end: Fraction | None = None

    @property
    def is_whole(self) -> bool:
        """Whether it is all of the sound."""
        return not self.start and self.end is None

    @property
    def length(self) -> Fraction | None:
        """Seconds from start to end; None if it has no end."""
        return None if self.end is None else self.end - self.start

    def seek(self, container: InputContainer, origin: Fraction) -> None:
        """Go to a place before the start, if the start is far away and the format can do that."""
        if self.start > FAR and set(container.format.name.split(",")) & SEEKABLE:
            container.seek(round((origin + self.start - BEFORE) * av.time_base))


def is_copied_cut(part: SoundPart, stream: AudioStream, output: OutputContainer) -> bool:
    """Whether a part of a track is cut between packets, which are then copied. They must be short enough."""
    has_edits = output.format.name in WITH_EDIT_LISTS
    if part.start and not has_edits and stream.codec_context.codec.canonical_name in WITH_RESERVOIR:
        return False
    limit = LONGEST_WITH_EDITS if has_edits else LONGEST
    with open_input(Path(stream.container.name)) as container:
        packets = islice(container.demux(container.streams[stream.index]), PEEKED)
        return max((seconds_of(packet) for packet in packets if packet.size), default=Fraction(0)) <= limit


def seconds_of(packet: Packet[Any]) -> Fraction:
    """The duration of a packet; 0 if it is not known."""
    return Fraction(packet.duration or 0) * Fraction(packet.time_base or 0)


class PacketCut:
    """Chooses the packets of a track that are copied for a part of it.

    Args:
        part: the part.
        stream: the track.
        output: gets the packets.
    """

    def __init__(self, part: SoundPart, stream: AudioStream, output: OutputContainer) -> None:
        self._part = part
        self._stream = stream
        self._has_edits = output.format.name in WITH_EDIT_LISTS
        self._lead_in: Fraction | None = None

    def takes(self, packet: Packet[AudioStream]) -> bool:
        """Whether a packet is wanted. The duration of the last one is shortened, so that the sound ends with the part.

        Args:
            packet: a packet whose times count from the start of the part.
        """
        if self._part.is_whole or packet.pts is None or not packet.time_base:
            return True
        start, seconds, length = packet.pts * packet.time_base, seconds_of(packet), self._part.length
        if self._part.start and start < 0:
            if self._lead_in is None:
                # In MP4, an edit list hides what comes before 0. In Matroska everything would begin later; only what
                # the codec delay hides may come before 0.
                self._lead_in = NEEDED_BEFORE * seconds if self._has_edits else _codec_delay(self._stream)
            if start + self._lead_in < 0:
                return False
        if length is None:
            return True
        if start + seconds > length:
            packet.duration = max(1, round((length - start) / packet.time_base))
        return start + seconds / 2 < length


def _codec_delay(stream: AudioStream) -> Fraction:
    """The codec delay that a track gets in Matroska, in seconds. PyAV does not give it, but the header has it."""
    header = BytesIO()
    with av.open(header, "w", format="matroska") as trial:
        trial.add_stream_from_template(stream)
        trial.start_encoding()
    written = header.getvalue()
    if (found := CODEC_DELAY.search(written)) is None:
        return Fraction(0)
    return Fraction(int.from_bytes(written[found.end() : found.end() + (found[1][0] & 0xF)]), 10**9)


def cut_samples(frame: AudioFrame, start: Fraction, length: Fraction | None) -> AudioFrame | None:
    """The samples of a frame from 0 to `length`, if the frame starts at `start`, all in seconds. None if none are left.

    Returns:
        The frame itself if all of it is left.
    """
    first = max(0, round(-start * frame.sample_rate))
    last = frame.samples if length is None else min(frame.samples, round((length - start) * frame.sample_rate))
    if first == 0 and last == frame.samples:
        return frame
    if first >= last:
        return None
    samples = frame.to_ndarray()
    channels = 1 if frame.format.is_planar else frame.layout.nb_channels
    kept: Any = np.ascontiguousarray(samples[:, first * channels : last * channels])
    cut = AudioFrame.from_ndarray(kept, format=frame.format.name, layout=frame.layout.name)
    cut.sample_rate, cut.time_base = frame.sample_rate, frame.time_base
    if frame.pts is not None and frame.time_base:
        cut.pts = frame.pts + round(Fraction(first, frame.sample_rate) / frame.time_base)
    return cut

"""AAC of broadcasts, in which each packet has a header (ADTS, ISO 13818-7), converted for files, which have one header.

FFmpeg has a filter for this. It makes the header from the first packet, which is too late for files that have the
header at their start.
"""

from __future__ import annotations

import cv2  # noqa: F401  # before av: the other way round, OpenCV's windows hang
import av
from av.audio.stream import AudioStream
from av.packet import Packet

HEADER, HEADER_WITH_CHECKSUM = 7, 9
NOTHING_KNOWN = bytes(HEADER)


def is_adts(stream: AudioStream) -> bool:
    """Whether each packet of a track has a header."""
    return stream.codec_context.name == "aac" and not stream.codec_context.extradata


def audio_specific_config(stream: AudioStream) -> bytes:
    """The header for a file (AudioSpecificConfig, ISO 14496-3), made from the header of the first packet."""
    with av.open(stream.container.name) as container:
        packets = (bytes(packet) for packet in container.demux(container.streams[stream.index]))
        header = next((packet for packet in packets if len(packet) > HEADER), NOTHING_KNOWN)
    profile, rate = (header[2] >> 6) + 1, header[2] >> 2 & 0xF
    channels = (header[2] & 1) << 2 | header[3] >> 6
    return (profile << 11 | rate << 7 | channels << 3).to_bytes(2, "big")


def without_header(packet: Packet[AudioStream]) -> Packet[AudioStream]:
    """A packet without its header, at the same time."""
    data = bytes(packet)
    bare = av.Packet(data[HEADER if data[1] & 1 else HEADER_WITH_CHECKSUM :])
    bare.pts, bare.dts, bare.duration, bare.time_base = packet.pts, packet.dts, packet.duration, packet.time_base
    bare.is_keyframe = True
    return bare  # type: ignore[return-value]  # it gets its stream from the caller

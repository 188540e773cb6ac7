"""Whether a track may hold interlaced pictures. The first picture is not enough: each picture may differ."""

from __future__ import annotations

from collections.abc import Iterator

import cv2  # noqa: F401  # before av: the other way round, OpenCV's windows hang
from av.video.frame import VideoFrame

SPS = 7
"""Type of the H.264 NAL unit that holds a sequence parameter set."""
HIGH_PROFILES = {44, 83, 86, 100, 110, 118, 122, 128, 134, 135, 138, 139, 244}


def may_be_interlaced(codec: str, header: bytes | None, first: VideoFrame | None) -> bool:
    """Whether a track may hold interlaced pictures.

    Args:
        codec: name of its codec, as FFmpeg calls it.
        header: the header of the codec (extradata), or None.
        first: its first picture, or None if it cannot be decoded.
    """
    if codec == "h264":
        return not _has_only_frames(header or b"")
    return first is None or first.interlaced_frame or codec in {"mpeg2video", "vc1"}


def _has_only_frames(header: bytes) -> bool:
    """Whether the H.264 header says that there are no fields (ITU-T H.264, 7.3.2.1.1, `frame_mbs_only_flag`)."""
    try:
        return _frame_mbs_only(_Bits(_sequence_parameters(header)))
    except (IndexError, ValueError):
        return False


def _sequence_parameters(header: bytes) -> bytes:
    """The sequence parameter set of an MP4 or Matroska header (ISO 14496-15) or of a stream, without its type byte."""
    if header[0] == 1:
        unit = header[8 : 8 + int.from_bytes(header[6:8])]
    else:
        unit = next((unit for unit in header.split(b"\0\0\1") if unit and unit[0] & 31 == SPS), b"")
    return unit[1:].replace(b"\0\0\3", b"\0\0")


class _Bits:
    """Reads numbers from a bit stream."""

    def __init__(self, data: bytes) -> None:
        self._bits: Iterator[int] = (byte >> place & 1 for byte in data for place in range(7, -1, -1))

    def number(self, bits: int) -> int:
        value = 0
        for _ in range(bits):
            value = value * 2 + next(self._bits)
        return value

    def golomb(self) -> int:
        """Read a number in Exp-Golomb code (9.1)."""
        zeros = 0
        while not next(self._bits):
            zeros += 1
        return (1 << zeros) - 1 + self.number(zeros)


def _frame_mbs_only(bits: _Bits) -> bool:
    try:
        profile = bits.number(8)
        bits.number(16)  # constraints, level
        bits.golomb()  # identifier
        if profile in HIGH_PROFILES:
            _skip_formats(bits)
        bits.golomb()  # length of frame numbers
        order = bits.golomb()
        if order == 0:
            bits.golomb()
        elif order == 1:
            bits.number(1)
            bits.golomb()
            bits.golomb()
            for _ in range(bits.golomb()):
                bits.golomb()
        bits.golomb()  # reference frames
        bits.number(1)
        bits.golomb()  # width
        bits.golomb()  # height
        return bits.number(1) == 1
    except StopIteration:
        raise ValueError("the sequence parameter set is cut short") from None


def _skip_formats(bits: _Bits) -> None:
    """Skip the chroma format, the depths and the scaling lists."""
    chroma = bits.golomb()
    if chroma == 3:
        bits.number(1)
    bits.golomb()
    bits.golomb()
    bits.number(1)
    if bits.number(1):
        for place in range(12 if chroma == 3 else 8):
            if bits.number(1):
                _skip_scaling_list(bits, 16 if place < 6 else 64)


def _skip_scaling_list(bits: _Bits, size: int) -> None:
    last = following = 8
    for _ in range(size):
        if following:
            code = bits.golomb()
            change = (code + 1) // 2 if code % 2 else -(code // 2)
            following = (last + change) % 256
        last = following or last

"""What a container and its first picture say about HDR: transfer function, primaries and peak luminance."""

from __future__ import annotations

import struct
import sys

import cv2  # noqa: F401  # before av: the other way round, OpenCV's windows hang
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from live_seg.media_input import side_data_of
from live_seg.source.hdr import Hdr

MASTERING = struct.Struct("=72x4i")
"""The end of FFmpeg's AVMasteringDisplayMetadata: maximum luminance as a fraction, and which values are present."""
UNSPECIFIED = 2
"""Code of an unspecified transfer function (ITU-T H.273)."""


def hdr_of(stream: VideoStream, picture: VideoFrame | None) -> Hdr | None:
    """The HDR signal of a track, by its first picture, or else by its header; None for SDR."""
    by_picture = UNSPECIFIED if picture is None else int(picture.color_trc)
    transfer = int(stream.codec_context.color_trc) if by_picture == UNSPECIFIED else by_picture
    primaries = int(stream.codec_context.color_primaries if picture is None else picture.color_primaries)
    return Hdr.of(transfer, None if picture is None else _peak_of(picture), primaries=primaries)


def _peak_of(picture: VideoFrame) -> float | None:
    """Peak luminance in cd/m²: of the mastering display, or else the maximum content light level; None if unknown."""
    mastering = side_data_of(picture, "MASTERING_DISPLAY_METADATA")
    if mastering is not None and len(mastering) >= MASTERING.size:
        numerator, denominator, _, has_light = MASTERING.unpack_from(mastering)
        if has_light and numerator > 0 and denominator > 0:
            return float(numerator / denominator)
    level = side_data_of(picture, "CONTENT_LIGHT_LEVEL")
    brightest = 0 if level is None else int.from_bytes(level[:4], sys.byteorder)
    return float(brightest) or None

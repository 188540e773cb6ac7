"""How pictures become H.264: settings of x264, colours, and options of the container."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2  # noqa: F401  # before av: the other way round, OpenCV's windows hang
import av
import numpy as np
from av.container import OutputContainer
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc
from av.video.stream import VideoStream
from numpy.typing import NDArray

from live_seg.errors import SinkError
from live_seg.frame import StreamInfo
from live_seg.sink.video.yuv import to_yuv420

KEYFRAME_INTERVAL = 1
"""Seconds between keyframes, at most. Players seek to keyframes, and a fragment begins with one."""

LARGEST_SIDE = 16_384
"""Limit of x264, in pixels."""
LARGEST_AREA, MARGIN = (2**31 - 1) // 8, 128
"""Limit of FFmpeg (`av_image_check_size`), in pixels. FFmpeg first adds the margin to each side, so the limit is
in fact about 264 megapixels."""

X264 = {
    # no B-frames: their reordering needs an edit list to start at 0, which fragments do not have
    "bf": "0",
    # no macroblock tree: it reads memory that was never written (MALLOC_PERTURB_ changes the output), and the same
    # pictures must give the same bytes
    "x264-params": "mbtree=0",
}

# Each packet goes to disk at once. Packets that wait for another track are written after a second (in microseconds).
_COMMON = {"flush_packets": "1", "max_interleave_delta": "1000000"}
# Fragments while the file is written, so that it plays if the process is killed; one index at the end, so that every
# player can play it. The first index is written with the first fragment, when the start of each track is known: sound
# often starts a packet early.
_MP4 = _COMMON | {"movflags": "hybrid_fragmented+frag_keyframe+delay_moov"}
# Without bitexact, each Matroska file has a random number.
_MATROSKA = _COMMON | {"fflags": "+bitexact", "cluster_time_limit": "1000"}


@dataclass(frozen=True, slots=True)
class Encoding:
    """Settings of x264.

    Attributes:
        preset: its preset.
        crf: constant rate factor; a lower one gives better pictures and larger files.
        threads: number of threads; 0 lets x264 choose. The bytes depend on it, so a fixed number gives the same
            bytes on every machine.
    """

    preset: str
    crf: int
    threads: int


FILE = Encoding("veryfast", 24, threads=1)
RECORDING = Encoding("ultrafast", 18, threads=0)


def open_container(path: Path) -> OutputContainer:
    """Open a container for writing, in the format of the suffix."""
    # absolute, because FFmpeg treats the part before a colon as a protocol
    return av.open(path.absolute(), "w", options=_MATROSKA if path.suffix.lower() == ".mkv" else _MP4)


def check_size(size: tuple[int, int]) -> None:
    """Check that pictures of a size can be encoded: (width, height) in pixels.

    Raises:
        SinkError: they are too large.
    """
    width, height = size
    if max(size) > LARGEST_SIDE:
        raise SinkError(
            f"its pictures are {width}x{height}, and x264 takes up to {LARGEST_SIDE} pixels a side; "
            "scale the input down"
        )
    if (width + MARGIN) * (height + MARGIN) >= LARGEST_AREA:
        raise SinkError(
            f"its pictures are {width}x{height}, and FFmpeg takes less than about 264 megapixels; scale the input down"
        )


def add_video(container: OutputContainer, size: tuple[int, int], info: StreamInfo, encoding: Encoding) -> VideoStream:
    """Add an H.264 track: size is its (width, height), both even; rate, clock and pixel aspect are those of `info`."""
    stream = container.add_stream(
        "libx264", rate=info.frame_rate, options={"preset": encoding.preset, "crf": str(encoding.crf)} | X264
    )
    stream.width, stream.height = size
    stream.pix_fmt = "yuv420p"
    stream.time_base = info.time_base
    codec = stream.codec_context
    codec.time_base = info.time_base
    codec.gop_size = max(1, round(info.frame_rate * KEYFRAME_INTERVAL))
    codec.thread_count = encoding.threads
    codec.sample_aspect_ratio = info.pixel_aspect
    # without these tags players show colours that are up to 23 levels off
    codec.colorspace = Colorspace.ITU601
    codec.color_range = ColorRange.MPEG
    codec.color_primaries = ColorPrimaries.SMPTE170M
    codec.color_trc = ColorTrc.SMPTE170M
    return stream


def yuv_picture(bgr: NDArray[np.uint8]) -> av.VideoFrame:
    """Convert a picture, uint8 (H, W, 3) BGR, H and W even, to 4:2:0 in BT.601 with limited range."""
    picture = av.VideoFrame(bgr.shape[1], bgr.shape[0], "yuv420p")
    picture.colorspace, picture.color_range = Colorspace.ITU601, ColorRange.MPEG
    planes = [np.frombuffer(plane, np.uint8).reshape(plane.height, plane.line_size) for plane in picture.planes]  # type: ignore[call-overload]
    to_yuv420(bgr, *planes)
    return picture

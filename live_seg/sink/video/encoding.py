"""How pictures become H.264: x264's settings, the colours, the container's options."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2  # noqa: F401  # before av: the other way round, OpenCV's windows hang
import av
import numpy as np
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc

from live_seg.sink.video.yuv import to_yuv420

if TYPE_CHECKING:
    from pathlib import Path

    from av.container import OutputContainer
    from av.video.stream import VideoStream
    from numpy.typing import NDArray

    from live_seg.frame import StreamInfo

KEYFRAME_INTERVAL = 1
"""Seconds: players seek to keyframes, and fragments begin with them."""

X264 = {
    # no B-frames: their reordering needs an edit list to start at 0, which fragments do not have
    "bf": "0",
    # no macroblock tree: it reads memory that was never written (another MALLOC_PERTURB_ gives other bytes), and the
    # same pictures are to give the same bytes
    "x264-params": "mbtree=0",
}

# Each packet goes to disk at once. What waits for a track that has ended is written after a second (in microseconds).
_COMMON = {"flush_packets": "1", "max_interleave_delta": "1000000"}
# As fragments while it is written, so that what was written plays when the process is killed; one index at the end, so
# that every player takes it. The first index waits for the first fragment, to say where each track starts: sound often
# starts a packet early.
_MP4 = _COMMON | {"movflags": "hybrid_fragmented+frag_keyframe+delay_moov"}
# Matroska numbers its files at random, unless it is told to be exact.
_MATROSKA = _COMMON | {"fflags": "+bitexact", "cluster_time_limit": "1000"}


@dataclass(frozen=True, slots=True)
class Encoding:
    """How x264 works: its preset, its constant rate factor (lower is better and larger), its threads (0: as it likes).

    What x264 writes depends on its threads, so that a fixed number gives the same bytes whatever the number of cores.
    """

    preset: str
    crf: int
    threads: int


FILE = Encoding("veryfast", 24, threads=1)
RECORDING = Encoding("ultrafast", 18, threads=0)


def open_container(path: Path) -> OutputContainer:
    """Open a container to write to; its format is that of the path's suffix."""
    # absolute, because FFmpeg takes what stands before a colon for a protocol
    return av.open(path.absolute(), "w", options=_MATROSKA if path.suffix.lower() == ".mkv" else _MP4)


def add_video(container: OutputContainer, size: tuple[int, int], info: StreamInfo, encoding: Encoding) -> VideoStream:
    """Add an H.264 track of a size (width, height, both even) with a stream's rate, clock and pixel shape."""
    stream = container.add_stream(
        "libx264",
        rate=info.frame_rate,
        options={"preset": encoding.preset, "crf": str(encoding.crf)} | X264,
    )
    stream.width, stream.height = size
    stream.pix_fmt = "yuv420p"
    stream.time_base = info.time_base
    codec = stream.codec_context
    codec.time_base = info.time_base
    codec.gop_size = max(1, round(info.frame_rate * KEYFRAME_INTERVAL))
    codec.thread_count = encoding.threads
    codec.sample_aspect_ratio = info.pixel_aspect
    # an untagged file is shown with colours up to 23 levels off
    codec.colorspace = Colorspace.ITU601
    codec.color_range = ColorRange.MPEG
    codec.color_primaries = ColorPrimaries.SMPTE170M
    codec.color_trc = ColorTrc.SMPTE170M
    return stream


def yuv_picture(bgr: NDArray[np.uint8]) -> av.VideoFrame:
    """A picture as the codec takes it: uint8 (H, W, 3) BGR, H and W even, to 4:2:0 in BT.601, limited range."""
    picture = av.VideoFrame(bgr.shape[1], bgr.shape[0], "yuv420p")
    picture.colorspace, picture.color_range = Colorspace.ITU601, ColorRange.MPEG
    planes = [np.frombuffer(plane, np.uint8).reshape(plane.height, plane.line_size) for plane in picture.planes]  # type: ignore[call-overload]
    to_yuv420(bgr, *planes)
    return picture

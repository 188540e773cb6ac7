"""How pictures become a track of a container: encoder, colours and clock."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import cv2  # noqa: F401  # before av: the other way round, OpenCV's windows hang
import av
from av.container import OutputContainer
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc
from av.video.stream import VideoStream

from live_seg.errors import ConfigError, SinkError
from live_seg.frame import StreamInfo
from live_seg.sink.standard_output import StandardOutput
from live_seg.sink.video.codecs import LARGEST_SIDE, Settings, live_settings_of, settings_of
from live_seg.sink.video.formats import Codec, Quality, codec_for, format_of

KEYFRAME_INTERVAL = 1
"""Seconds between keyframes, at most. Players seek to keyframes, and a fragment begins with one."""

LARGEST_AREA, MARGIN = (2**31 - 1) // 8, 128
"""Limit of FFmpeg (`av_image_check_size`), in pixels. FFmpeg first adds the margin to each side, so the limit is
in fact about 264 megapixels."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """How pictures are encoded.

    Attributes:
        codec: the codec; None is the default of the format.
        quality: the quality level; None is the default of the codec.
        live: whether the pictures come from a session that must not be slowed down. Files are larger then, and there
            are no quality levels.

    Raises:
        ConfigError: it is live and has a quality.
    """

    codec: Codec | None = None
    quality: Quality | None = None
    live: bool = False

    def __post_init__(self) -> None:
        if self.live and self.quality is not None:
            raise ConfigError(f"quality is {self.quality}, and a live recording has only one; leave quality out")

    def settings(self, path: Path) -> Settings:
        """The settings of the encoder for a file.

        Raises:
            ConfigError: the format does not take the codec, the codec has no such quality level, or this
                installation of PyAV lacks the encoder.
        """
        codec = codec_for(path, self.codec)
        return live_settings_of(codec) if self.live else settings_of(codec, self.quality)


FILE = Encoding()
RECORDING = Encoding(live=True)


def open_container(path: Path, target: Path | StandardOutput) -> OutputContainer:
    """Open a container for writing.

    Args:
        path: its suffix decides the format.
        target: where to write.
    """
    kind = format_of(path)
    if isinstance(target, StandardOutput):
        return av.open(target, "w", format=kind.container, options=kind.options)
    # absolute, because FFmpeg treats the part before a colon as a protocol
    return av.open(target.absolute(), "w", format=kind.container, options=kind.options)


def check_size(size: tuple[int, int], settings: Settings) -> None:
    """Check that pictures of a size can be encoded: (width, height) in pixels.

    Raises:
        SinkError: they are too large or too small.
    """
    width, height = size
    encoder = "x264" if settings.encoder.startswith("libx264") else settings.encoder
    if max(size) > LARGEST_SIDE:
        raise SinkError(
            f"its pictures are {width}x{height}, and {encoder} takes up to {LARGEST_SIDE} pixels a side; "
            "scale the input down"
        )
    if (width + MARGIN) * (height + MARGIN) >= LARGEST_AREA:
        raise SinkError(
            f"its pictures are {width}x{height}, and FFmpeg takes less than about 264 megapixels; scale the input down"
        )
    if min(size) < settings.smallest:
        raise SinkError(
            f"its pictures are {width}x{height}, and {encoder} takes at least {settings.smallest} pixels a side; "
            "choose another codec"
        )


def add_video(
    container: OutputContainer, size: tuple[int, int], info: StreamInfo, settings: Settings, tag: str | None
) -> VideoStream:
    """Add a track of pictures. Rate, clock and pixel aspect are those of `info`.

    Args:
        container: gets the track.
        size: width and height of its pictures.
        info: the stream that they come from.
        settings: those of the encoder.
        tag: the codec tag, or None for that of FFmpeg.
    """
    # otherwise SVT-AV1 prints its settings; at 0 it prints only fatal errors
    os.environ.setdefault("SVT_LOG", "0")
    stream: VideoStream = container.add_stream(  # type: ignore[assignment]  # the encoder is a video encoder
        settings.encoder, rate=info.frame_rate, options=settings.options
    )
    stream.width, stream.height = size
    stream.pix_fmt = settings.pixel_format
    stream.time_base = info.time_base
    codec = stream.codec_context
    codec.time_base = info.time_base
    codec.gop_size = max(1, round(info.frame_rate * KEYFRAME_INTERVAL))
    codec.thread_count = settings.threads
    codec.sample_aspect_ratio = info.pixel_aspect
    if tag is not None:
        codec.codec_tag = tag
    if not settings.is_rgb:
        # without these tags players show colours that are up to 23 levels off
        codec.colorspace = Colorspace.ITU601
        codec.color_range = ColorRange.MPEG
        codec.color_primaries = ColorPrimaries.SMPTE170M
        codec.color_trc = ColorTrc.SMPTE170M
    return stream

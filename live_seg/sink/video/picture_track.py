"""The picture track of a video file: pictures in, packets out."""

from __future__ import annotations

from fractions import Fraction

import cv2
import numpy as np
from av.container import OutputContainer
from av.packet import Packet
from av.video.frame import PictureType, VideoFrame
from av.video.stream import VideoStream
from numpy.typing import NDArray

from live_seg.frame import StreamInfo
from live_seg.sink.video.codecs import Settings
from live_seg.sink.video.encoding import KEYFRAME_INTERVAL, add_video, check_size
from live_seg.sink.video.pixels import frame_of
from live_seg.view.letterbox import letterbox

LONGEST_TICKS, LONGEST_SECONDS = 1 << 30, 50_000
"""Longest interval between two frames, in ticks and in seconds. MP4 readers take an interval of 2^31 ticks or more for
an error. The clock of an MP4 is that of the stream, or a multiple of it below 20,000 ticks a second."""


class PictureTrack:
    """Encodes the pictures of one video.

    The last packet is held back until the duration of its picture is known.

    Pictures of another size than the stream's are letterboxed. 4:2:0 needs even sizes, so an odd width or height is
    padded by a pixel.

    If the first picture has an alpha channel, the track has one too, where the encoder takes it. Other pictures are put
    over black.

    Args:
        container: gets the track.
        info: size, frame rate, clock and pixel aspect of the stream.
        settings: those of the encoder.
        tag: the codec tag, or None for that of FFmpeg.
        starts_at_zero: whether the first picture's time becomes 0; otherwise all times are kept.

    Raises:
        SinkError: the pictures are too large or too small for the encoder.

    Attributes:
        size: width and height of the video, in pixels.
        last_time: time of the last picture, in seconds on the clock of the file.
        end: the end of that picture.
        repeated: number of extra pictures that were encoded to fill long gaps.
    """

    def __init__(
        self,
        container: OutputContainer,
        info: StreamInfo,
        settings: Settings,
        tag: str | None = None,
        *,
        starts_at_zero: bool,
    ) -> None:
        self.size = info.width + info.width % settings.step, info.height + info.height % settings.step
        check_size(self.size, settings)
        self.last_time = self.end = Fraction(0)
        self.repeated = 0
        self._info = info
        self._settings = settings
        self._start = None if starts_at_zero else Fraction(0)
        self._last_pts: int | None = None
        self._next_keyframe: Fraction | None = None
        self._held: Packet[VideoStream] | None = None
        self._last_picture: VideoFrame | None = None
        self._longest = min(LONGEST_TICKS, int(LONGEST_SECONDS / info.time_base))
        self._remarks: dict[str, None] = {}  # a set in order
        self._stream = add_video(container, self.size, info, settings, tag)
        if self.size != (info.width, info.height):
            self._remark(f"padded from {info.width}x{info.height} to {self.size[0]}x{self.size[1]}")

    @property
    def remarks(self) -> tuple[str, ...]:
        """What was done to the pictures or their times, one line each."""
        return tuple(self._remarks)

    def encode(self, time: Fraction, bgr: NDArray[np.uint8]) -> list[Packet[VideoStream]]:
        """Encode a picture, uint8 (H, W, 3) BGR or (H, W, 4) BGRA, that is shown from a time in seconds on.

        Times must increase. One that does not is moved to the next tick of the stream's clock, with a remark.
        """
        if self._start is None:
            self._start = time
        time -= self._start
        pts = round(time / self._info.time_base)
        if self._last_pts is not None and pts <= self._last_pts:
            pts = self._last_pts + 1
            self._remark("frames with the same or an earlier time were moved to the next tick")
        packets = self._bridge_to(pts)
        if self._last_picture is None and bgr.shape[2] == 4 and self._settings.alpha_format is not None:
            self._stream.pix_fmt = self._settings.alpha_format  # the encoder is opened with the first picture
        self._last_pts = pts
        self._last_picture = frame_of(self._fitted(bgr), self._stream.pix_fmt or self._settings.pixel_format)
        self.last_time, self.end = time, time + 1 / self._info.frame_rate
        return [*packets, *self._encode(self._last_picture, pts)]

    def _bridge_to(self, pts: int) -> list[Packet[VideoStream]]:
        """Repeat the last picture in a gap that is too long for one packet."""
        packets: list[Packet[VideoStream]] = []
        while self._last_picture is not None and self._last_pts is not None and pts - self._last_pts > self._longest:
            self._last_pts += self._longest
            self.repeated += 1
            self._remark("the frame before a long gap was repeated to fill it")
            packets += self._encode(self._last_picture, self._last_pts)
        return packets

    def _encode(self, picture: VideoFrame, pts: int) -> list[Packet[VideoStream]]:
        picture.pts, picture.time_base = pts, self._info.time_base
        picture.pict_type = PictureType.NONE
        # encoders count frames between keyframes; a camera in the dark or a still screen gives few of them
        time = pts * self._info.time_base
        if self._next_keyframe is None or time >= self._next_keyframe:
            picture.pict_type = PictureType.I
            self._next_keyframe = time + KEYFRAME_INTERVAL
        return self._but_the_last(self._stream.encode(picture))

    def flush(self, end: Fraction | None = None) -> list[Packet[VideoStream]]:
        """Get the remaining packets.

        Args:
            end: time at which the last frame ends, in seconds on the clock of the frames; None for one frame interval.
        """
        if end is not None and end - (self._start or 0) > self.last_time:
            self.end = end - (self._start or 0)
        packets = self._bridge_to(round(self.end / self._info.time_base))
        packets += self._but_the_last(self._stream.encode(None))
        if (last := self._held) is not None:
            self._held = None
            last.duration = max(1, round(self.end / last.time_base) - (last.pts or 0))
            packets.append(last)
        return packets

    def _but_the_last(self, packets: list[Packet[VideoStream]]) -> list[Packet[VideoStream]]:
        """The packet that was held back and all new ones except the last. Each lasts until the next one."""
        given: list[Packet[VideoStream]] = []
        for packet in packets:
            if self._held is not None and packet.pts is not None and self._held.pts is not None:
                self._held.duration = packet.pts - self._held.pts
                given.append(self._held)
            self._held = packet
        return given

    def _fitted(self, bgr: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """A picture in the size of the video."""
        height, width = bgr.shape[:2]
        if (width, height) != (self._info.width, self._info.height):
            size = f"{self._info.width}x{self._info.height}"
            self._remark(f"frames of {width}x{height} were letterboxed into {size}")
            bgr = letterbox(bgr, self._info.width, self._info.height)
        right, bottom = self.size[0] - self._info.width, self.size[1] - self._info.height
        if right or bottom:
            bgr = np.asarray(cv2.copyMakeBorder(bgr, 0, bottom, 0, right, cv2.BORDER_REPLICATE), np.uint8)
        return bgr

    def _remark(self, text: str) -> None:
        self._remarks[text] = None

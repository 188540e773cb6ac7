"""Decodes video files with PyAV, for those that OpenCV would decode wrongly or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import Any

import cv2  # noqa: F401  # before av: the other way round, OpenCV's windows hang
import av
import av.error
import numpy as np
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.reformatter import Interpolation, VideoReformatter
from numpy.typing import NDArray

from live_seg.errors import SourceError
from live_seg.media_input import open_input, packets_of
from live_seg.source.bit_depth import as_bgr
from live_seg.source.file.container import Container
from live_seg.source.file.decoder import Decoded
from live_seg.source.hdr import to_sdr

UNTIMED = 50
"""Number of pictures that are decoded to find the first one with a time."""
AS_OPENCV = Interpolation.BICUBIC
"""How subsampled chroma is scaled. Gray may get a tint of two levels."""
EXACT = AS_OPENCV | Interpolation.ACCURATE_RND | Interpolation.FULL_CHR_H_INT
"""The same without the tint, which would be twice as strong in HDR highlights. It takes three times as long."""
WITH_ALPHA = {"vp8": "libvpx", "vp9": "libvpx-vp9"}


class AvDecoder:
    """Decodes a video track with PyAV. If OpenCV can decode the same file, the pixels are nearly the same.

    Transparent pixels are composited over white, as in images. HDR is converted to SDR (`source.hdr`).

    Args:
        path: the file.
        container: description of the file and of the track to decode.

    Raises:
        SourceError: the track cannot be decoded.
    """

    def __init__(self, path: Path, container: Container) -> None:
        self._path = path
        self._container = container
        self._input: InputContainer | None = None
        self._reformatter = VideoReformatter()
        self.is_turned = container.orientation.is_transposed
        width, height = container.size
        self.size = (height, width) if self.is_turned else (width, height)
        self._pictures = self._open()

    @property
    def is_open(self) -> bool:
        """Whether the decoder has not been closed."""
        return self._input is not None

    def _open(self) -> Iterator[VideoFrame | None]:
        try:
            self._input = open_input(self._path)
        except (av.error.FFmpegError, OSError) as error:
            raise SourceError(f"{self._path} cannot be read as a video: {error}") from error
        codec = self._input.streams[self._container.track].codec_context
        codec.thread_type = "AUTO"
        codec.options = {"max_pixels": str(self._container.max_pixels)}
        pictures = self._decoded(self._input)
        if not self._container.starts_without_times:
            return pictures
        return with_first_times(pictures, 1 / self._container.frame_rate / self._container.time_base)

    def _decoded(self, container: InputContainer) -> Iterator[VideoFrame | None]:
        """The pictures of the track, and None for each packet that cannot be decoded."""
        # FFmpeg's own VP8 and VP9 decoders ignore transparency
        name = WITH_ALPHA.get(self._container.codec) if self._container.has_alpha else None
        with_alpha: Any = None if name is None else av.CodecContext.create(name, "r")
        try:
            for packet in packets_of(container, [self._container.track]):
                if packet is None:
                    yield None
                    continue
                try:
                    pictures = packet.decode() if with_alpha is None else with_alpha.decode(packet)
                except av.error.FFmpegError:
                    yield None
                    continue
                for picture in pictures:
                    if isinstance(picture, VideoFrame):
                        yield picture
        except av.error.FFmpegError:  # the file is truncated
            return

    def read(self) -> Decoded | None:
        """The next picture; None if it cannot be decoded, or after the last one."""
        picture = next(self._pictures, None)
        if picture is None:
            return None
        # If a container has only decoding times, FFmpeg's presentation times are wrong. The decoding times are right
        # except for a delay.
        stamp = picture.pts if self._container.has_pts else picture.dts
        time = None if stamp is None else stamp * self._container.time_base - self._container.origin
        try:
            pixels = self._pixels(picture)
        except (av.error.FFmpegError, ValueError):  # a damaged picture may have a pixel format that cannot be converted
            return None
        return Decoded(self._container.orientation.applied_to(pixels), time, picture.is_corrupt)

    def _pixels(self, picture: VideoFrame) -> NDArray[np.uint8]:
        """A picture as it is stored: uint8 (H, W, 3) BGR."""
        hdr = self._container.hdr
        if hdr is not None:
            signal: Any = self._reformatter.reformat(picture, format="bgra", interpolation=EXACT).to_ndarray()
            return as_bgr(to_sdr(signal, hdr))
        stored = "bgra" if self._container.has_alpha else "bgr24"
        return as_bgr(self._reformatter.reformat(picture, format=stored, interpolation=AS_OPENCV).to_ndarray())

    def seek(self, seconds: float) -> None:
        """Go to the keyframe before a time, or to the start if that is not possible."""
        if self._input is not None:
            target = self._container.origin + self._container.start + Fraction(seconds)
            stream = self._input.streams[self._container.track]
            try:
                self._input.seek(round(target / self._container.time_base), stream=stream)
            except av.error.FFmpegError:  # there is no index, or it is damaged
                self.restart()
            else:
                self._pictures = self._decoded(self._input)

    def restart(self) -> None:
        """Open the file again."""
        self.close()
        self._pictures = self._open()

    def close(self) -> None:
        """Release the file. May be called again."""
        if self._input is not None:
            self._input.close()
            self._input = None
            self._pictures = iter(())


def with_first_times(pictures: Iterator[VideoFrame | None], interval: Fraction) -> Iterator[VideoFrame | None]:
    """Give times to the pictures before the first one that has a time, at an interval in ticks."""
    untimed: list[VideoFrame] = []
    for picture in islice(pictures, UNTIMED):
        if picture is None:
            continue
        untimed.append(picture)
        if picture.pts is not None:
            for place, early in enumerate(reversed(untimed)):
                early.pts = picture.pts - round(place * interval)
            break
    yield from untimed
    yield from pictures

"""Which sink writes a video, by the name and format of its output."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from live_seg.errors import ConfigError
from live_seg.frame import StreamInfo
from live_seg.segment import Segmentation
from live_seg.sink.animation.animation_sink import SUFFIXES as ANIMATIONS
from live_seg.sink.animation.animation_sink import AnimationSink, is_animation_name
from live_seg.sink.output_file import check_output_path, refuse_to_write_on_input
from live_seg.sink.standard_output import check_standard_output, is_standard_output
from live_seg.sink.video.encoding import FILE, Encoding
from live_seg.sink.video.formats import FORMATS
from live_seg.sink.video.sound import has_sound
from live_seg.sink.video.sound_part import SoundPart
from live_seg.sink.video.video_path import check_video_output
from live_seg.sink.video.video_sink import VideoSink
from live_seg.view import recolour

StreamFormat = Literal["mkv", "y4m"]
"""Formats of standard output: Matroska, or YUV4MPEG2."""
SUFFIXES = (*FORMATS, *ANIMATIONS)
MovingPictures: TypeAlias = VideoSink | AnimationSink


@dataclass(frozen=True, slots=True)
class VideoOutput:
    """Where a video goes, and how it is encoded.

    Attributes:
        path: a video file, an animation, or `-` for standard output.
        encoding: how the pictures of a video file are encoded.
        stream_format: the format of standard output; None is Matroska.
    """

    path: Path
    encoding: Encoding = FILE
    stream_format: StreamFormat | None = None

    @property
    def is_animation(self) -> bool:
        """Whether it is a sequence of pictures, which `AnimationSink` writes, and not a video file."""
        return is_animation_name(self.path) or self.stream_format == "y4m"

    @property
    def has_alpha(self) -> bool:
        """Whether its pictures may have transparent pixels.

        Raises:
            ConfigError: as `check`.
        """
        if self.is_animation:
            return self.stream_format != "y4m"
        return self.encoding.settings(self.path).alpha_format is not None

    def check(self, source: str, *, overwrite: bool) -> None:
        """Check that it may be written while a source is read, before anything is opened.

        Raises:
            ConfigError: its suffix is not that of a video, its format does not take the encoding, or it is the source
                itself or a terminal.
            SinkError: nothing may be written there.
        """
        if self.stream_format is not None and not is_standard_output(self.path):
            raise ConfigError(f"stream_format is {self.stream_format}; it is for output -, and output is {self.path}")
        if not is_standard_output(self.path) and self.path.suffix.lower() not in SUFFIXES:
            endings = f"{', '.join(SUFFIXES[:-1])} or {SUFFIXES[-1]}"
            raise ConfigError(f"output is {self.path}; the name of a video must end in {endings}")
        if not self.is_animation:
            check_video_output(self.path, source, self.encoding, overwrite=overwrite)
            return
        for name, value in (("codec", self.encoding.codec), ("quality", self.encoding.quality)):
            if value is not None:
                kind = (self.stream_format or self.path.suffix[1:]).upper().replace("WEBP", "WebP")
                raise ConfigError(
                    f"{name} is {value}, but {kind} is always lossless and has no {name} to choose; leave it "
                    f"out, or write another kind of video, such as .mp4"
                )
        if is_standard_output(self.path):
            check_standard_output()
        else:
            refuse_to_write_on_input(self.path, source)
            check_output_path(self.path, overwrite=overwrite)

    def open(
        self,
        info: StreamInfo,
        sound_of: SoundPart | None,
        view: Callable[[Segmentation], NDArray[np.uint8]] = recolour,
        *,
        overwrite: bool,
    ) -> MovingPictures:
        """Open the sink.

        Raises:
            ConfigError, SourceError, SinkError: as the sinks.
        """
        if self.is_animation:
            lacks_sound = sound_of is not None and has_sound(sound_of.path)
            return AnimationSink(self.path, info, view, lacks_sound=lacks_sound, overwrite=overwrite)
        return VideoSink(self.path, info, view, encoding=self.encoding, sound_of=sound_of, overwrite=overwrite)

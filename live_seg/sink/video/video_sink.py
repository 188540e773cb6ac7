"""A video file with the source's time stamps and sound."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from fractions import Fraction
from pathlib import Path
from typing import Self

import cv2  # noqa: F401  # before av: the other way round, OpenCV's windows hang
import av
import av.error
import numpy as np
from numpy.typing import NDArray

from live_seg.arguments import TIME_MAX, exact_number
from live_seg.errors import ConfigError, SinkError, described
from live_seg.frame import StreamInfo
from live_seg.segment import Segmentation
from live_seg.sink.failures import Failures
from live_seg.sink.output_file import OutputFile
from live_seg.sink.picture import checked_picture
from live_seg.sink.standard_output import StandardOutput, is_standard_output
from live_seg.sink.video.encoding import FILE, Encoding, open_container
from live_seg.sink.video.formats import codec_for, format_of
from live_seg.sink.video.picture_track import PictureTrack
from live_seg.sink.video.sound import Sound
from live_seg.sink.video.sound_part import SoundPart
from live_seg.view import recolour


class VideoSink:
    """Writes a video file, which gets its name when it is closed.

    As a context manager it is closed at the end of the block, or abandoned if the block raises.

    Pictures of another size than the stream's are letterboxed. Most codecs need even sizes, so an odd width or height
    is padded by a pixel. `remarks` reports both.

    If the first picture has an alpha channel, the file has one too, if its codec is VP9, ProRes or FFV1. In other files
    pictures are put over black.

    Args:
        path: ends in .mp4, .m4v, .mov, .mkv or .webm; `-` writes Matroska to standard output.
        info: size, frame rate, clock and pixel aspect of the stream.
        view: makes the picture, uint8 (H, W, 3) BGR or (H, W, 4) BGRA, of a segmentation.
        encoding: how the pictures are encoded, such as `Encoding("ffv1")`, `FILE` (small) or `RECORDING` (fast) from
            `live_seg.sink.video.encoding`.
        sound_of: a file whose sound is copied, or a part of its sound, or None.
        starts_at_zero: whether the first picture's time becomes 0; otherwise all times are kept.
        overwrite: whether an existing file may be replaced.

    Attributes:
        path: the final path.
        partial: the path until the file is finished.
        frames_written: number of frames taken so far.
        has_sound: whether the file has a sound track.

    Raises:
        ConfigError: the path has another suffix, its format does not take the encoding, or an argument has the wrong
            type.
        SourceError: the file with the sound cannot be read.
        SinkError: the file cannot be created there, or the pictures are too large or too small for the encoder.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        info: StreamInfo,
        view: Callable[[Segmentation], NDArray[np.uint8]] = recolour,
        *,
        encoding: Encoding = FILE,
        sound_of: str | os.PathLike[str] | SoundPart | None = None,
        starts_at_zero: bool = False,
        overwrite: bool = False,
    ) -> None:
        _check(path, info, view, encoding, sound_of)
        self.path = Path(path)
        settings = encoding.settings(self.path)
        tag = format_of(self.path).tags.get(codec_for(self.path, encoding.codec))
        is_piped = is_standard_output(self.path)
        self._file = StandardOutput() if is_piped else OutputFile(self.path, overwrite=overwrite)
        self.partial = self._file.partial
        self.frames_written = 0
        self._view = view
        self._packets_found: int | None = None
        self._is_open = True
        self._failures = Failures()
        # A muxer that failed to write its header crashes on the next packet.
        self._muxer_works = True
        try:
            target = self._file if isinstance(self._file, StandardOutput) else self.partial
            self._container = open_container(self.path, target)
            self._pictures = PictureTrack(self._container, info, settings, tag, starts_at_zero=starts_at_zero)
            part = SoundPart(Path(sound_of)) if isinstance(sound_of, str | os.PathLike) else sound_of
            self._sound = None if part is None else Sound(part, self._container)
        except BaseException as error:
            self._file.discard()
            if isinstance(error, OSError | av.error.FFmpegError | SinkError):
                raise SinkError(f"cannot write {path}: {_cause(error)}") from error
            raise
        self.has_sound = bool(self._sound)

    def __repr__(self) -> str:
        return f"<VideoSink {self.path}: {self.size[0]}x{self.size[1]}, {self.frames_written} frames written>"

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the video, in pixels."""
        return self._pictures.size

    @property
    def duration(self) -> Fraction:
        """The end of the last frame, in seconds on the clock of the file."""
        return self._pictures.end

    @property
    def losses(self) -> tuple[str, ...]:
        """Frames that the finished file lacks: its packets are counted when it is closed."""
        wanted = self.frames_written + self._pictures.repeated
        if self._packets_found in {None, wanted}:
            return ()
        return (f"{self.path} holds {self._packets_found} of {wanted} frames",)

    @property
    def remarks(self) -> tuple[str, ...]:
        """What was done to the pictures, their times or the sound, one line each."""
        lines = [*self._pictures.remarks, *(self._sound.remarks if self._sound is not None else ())]
        return tuple(f"{self.path}: {line}" for line in lines)

    def write(self, segmentation: Segmentation) -> None:
        """Write the view of a segmentation, which is shown from its frame's time on.

        Raises:
            SinkError: the file cannot be written, for instance because the disk is full.
        """
        if not isinstance(segmentation, Segmentation):
            raise ConfigError(f"a VideoSink writes Segmentations, not {described(segmentation)}; see write_picture")
        with self._failures.noted():
            picture = self._view(segmentation)
        self.write_picture(segmentation.frame.time, picture)

    def write_picture(self, time: Fraction | float, bgr: NDArray[np.uint8]) -> None:
        """Write a picture that is shown from a time on.

        Times must increase. One that does not is moved to the next tick of the stream's clock, with a remark.

        Args:
            time: seconds.
            bgr: uint8 (H, W, 3) BGR, or (H, W, 4) BGRA.

        Raises:
            ConfigError: the time is not a number.
            FrameError: the picture has the wrong dtype or shape.
            SinkError: the file is closed or cannot be written.
        """
        if not self._is_open:
            raise SinkError(f"cannot write {self.path}: it is closed")
        if not self._muxer_works:
            raise SinkError(f"cannot write {self.path}: an earlier write failed")
        with self._failures.noted():
            self._write(time, bgr)

    def _write(self, time: Fraction | float, bgr: NDArray[np.uint8]) -> None:
        time = exact_number("time", time, -TIME_MAX, TIME_MAX)
        bgr = checked_picture(bgr, self.frames_written)
        with self._errors():
            packets = self._pictures.encode(time, bgr)
            self._muxer_works = False
            self._container.mux(packets)
            if self._sound:
                self._container.mux(list(self._sound.until(self._pictures.last_time)))
            self._muxer_works = True
        self.frames_written += 1

    def close(self, *, whole: bool = True, end: Fraction | None = None) -> None:
        """Finish the file, count its packets (see `losses`) and give it its name. May be called again.

        After a failure, `abandon` instead.

        Args:
            whole: False if the stream was stopped early: the sound then ends with the last frame.
            end: time at which the last frame ends, in seconds on the clock of the frames; None for one frame interval.

        Raises:
            SinkError: the file cannot be finished.
        """
        if not self._is_open:
            return
        if self._failures.any:
            self.abandon()
            return
        self._is_open = False
        try:
            with self._errors():
                if self.frames_written:
                    self._container.mux(self._pictures.flush(end))
                    if self._sound:
                        self._container.mux(list(self._sound.until(None if whole else self.duration)))
                self._container.close()
        finally:
            self._close_container()
        if self.frames_written == 0:
            self._file.discard()
            return
        if isinstance(self._file, OutputFile):
            with self._errors(), av.open(self.partial.absolute()) as written:
                self._packets_found = sum(1 for packet in written.demux(video=0) if packet.size)
        self._file.publish()

    def abandon(self) -> Path | None:
        """Close after a failure: what was written stays under its partial name. May be called again.

        Returns:
            The partial file, or None if nothing was written.
        """
        if self._is_open:
            self._is_open = False
            if self._muxer_works:
                with suppress(av.error.FFmpegError, OSError):
                    self._container.mux(self._pictures.flush())
            self._close_container()
        if self.frames_written == 0 or isinstance(self._file, StandardOutput):
            self._file.discard()
            return None
        return self.partial if self.partial.exists() else None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if error is None:
            try:
                self.close()
            except BaseException as unfinished:
                self.__exit__(type(unfinished), unfinished, None)
                raise
        elif partial := self.abandon():
            error.add_note(f"what was written is in {partial}")

    def _close_container(self) -> None:
        """Release the container and the source of the sound. May be called again."""
        with suppress(av.error.FFmpegError, OSError):
            self._container.close()
        if self._sound is not None:
            self._sound.close()

    @contextmanager
    def _errors(self) -> Iterator[None]:
        """Turn an error of the container into a `SinkError` that says where and why."""
        try:
            yield
        except (OSError, av.error.FFmpegError) as error:
            raise SinkError(f"writing {self.path} failed: {_cause(error)}") from error


def _check(path: object, info: object, view: object, encoding: object, sound_of: object) -> None:
    """Check the types of the arguments.

    Raises:
        ConfigError: one of them is wrong.
    """
    if not isinstance(path, str | os.PathLike):
        raise ConfigError(f"path is {described(path)}; it must be the path of a video file")
    if not isinstance(info, StreamInfo):
        raise ConfigError(f"info is {described(info)}; it must be the StreamInfo of a source")
    if min(info.width, info.height) <= 0 or info.frame_rate <= 0:
        raise ConfigError(f"info is {info.width}x{info.height}, {info.frame_rate} frames/s; all must be above 0")
    if not callable(view):
        raise ConfigError(f"view is {described(view)}; it must be a function from a Segmentation to a picture")
    if not isinstance(encoding, Encoding):
        raise ConfigError(f"encoding is {described(encoding)}; it must be an Encoding, such as FILE")
    path_of_sound = sound_of.path if isinstance(sound_of, SoundPart) else sound_of
    if path_of_sound is not None and not (isinstance(path_of_sound, str | os.PathLike) and os.fspath(path_of_sound)):
        raise ConfigError(f"sound_of is {described(sound_of)}; it must be the path of a file, or None")


def _cause(error: Exception) -> str:
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return "no space left on the disk"
    return (error.strerror if isinstance(error, OSError) else None) or str(error)

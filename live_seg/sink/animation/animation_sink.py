"""An animation: GIF or WebP in a file, or YUV4MPEG2 on standard output."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from errno import ENOSPC
from fractions import Fraction
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from live_seg.errors import ConfigError, SinkError
from live_seg.frame import StreamInfo
from live_seg.segment import Segmentation
from live_seg.sink.animation.gif import GifWriter
from live_seg.sink.animation.picture_writer import PictureWriter
from live_seg.sink.animation.webp import WebpWriter
from live_seg.sink.animation.y4m import Y4mWriter
from live_seg.sink.failures import Failures
from live_seg.sink.output_file import OutputFile
from live_seg.sink.picture import checked_picture
from live_seg.sink.standard_output import StandardOutput, is_standard_output
from live_seg.view import recolour
from live_seg.view.letterbox import letterbox

SUFFIXES = (".gif", ".webp")


class AnimationSink:
    """Writes pictures one after the other, each with its duration. The first one is shown from time 0.

    Durations are whole ticks of the format's clock. They are rounded so that the errors do not add up. If several
    pictures have the same tick, only the first one is kept; the others are lost. Pictures of another size than the
    stream's are letterboxed.

    Args:
        path: ends in .gif or .webp; `-` writes YUV4MPEG2 to standard output.
        info: size, frame rate and pixel aspect of the stream.
        view: makes the picture, uint8 (H, W, 3) BGR or (H, W, 4) BGRA, of a segmentation.
        lacks_sound: whether the source has sound, which is lost.
        overwrite: whether an existing file may be replaced.

    Attributes:
        path: the final path.
        frames_written: number of frames taken so far, without those that were lost.
        size: width and height, in pixels.
        has_sound: False.
        losses: how many pictures came too fast for the clock.

    Raises:
        ConfigError: the path has another suffix.
        SinkError: the file cannot be created there, or the pictures are too large for the format.
    """

    has_sound = False

    def __init__(
        self,
        path: str | os.PathLike[str],
        info: StreamInfo,
        view: Callable[[Segmentation], NDArray[np.uint8]] = recolour,
        *,
        lacks_sound: bool = False,
        overwrite: bool = False,
    ) -> None:
        self.path = Path(path)
        check_animation_name(self.path)
        self.size = info.width, info.height
        self.frames_written = 0
        self._left_out = 0
        self._info = info
        self._view = view
        self._remarks = {"it has no sound, unlike the source": None} if lacks_sound else {}
        self._start: Fraction | None = None
        self._end = Fraction(0)
        self._held: tuple[int, NDArray[np.uint8]] | None = None
        self._is_open = True
        self._failures = Failures()
        self._output = StandardOutput() if is_standard_output(path) else OutputFile(self.path, overwrite=overwrite)
        try:
            self._writer = self._open()
        except BaseException:
            self._output.discard()
            raise

    @property
    def duration(self) -> Fraction:
        """The end of the last frame, in seconds from the start of the first one."""
        return self._end

    @property
    def remarks(self) -> tuple[str, ...]:
        """What was done to the pictures or their times, one line each."""
        return tuple(f"{self.path}: {line}" for line in (*self._remarks, *self._writer.remarks))

    @property
    def losses(self) -> tuple[str, ...]:
        """The number of pictures that came too fast for the clock, in one line; empty if there are none."""
        if not self._left_out:
            return ()
        what = "1 picture was" if self._left_out == 1 else f"{self._left_out} pictures were"
        most = float(1 / self._writer.tick)
        return (f"{self.path}: {what} left out: it has at most {most:g} a second, at even times",)

    def write(self, segmentation: Segmentation) -> None:
        """Write the view of a segmentation, which is shown from its frame's time on.

        Raises:
            SinkError: the output cannot be written, for instance because the disk is full.
        """
        if not self._is_open:
            raise SinkError(f"cannot write {self.path}: it is closed")
        with self._failures.noted():
            self._write(segmentation)

    def _write(self, segmentation: Segmentation) -> None:
        picture = checked_picture(self._view(segmentation), self.frames_written)
        height, width = picture.shape[:2]
        if (width, height) != self.size:
            self._remarks[f"frames of {width}x{height} were letterboxed into {self.size[0]}x{self.size[1]}"] = None
            picture = letterbox(picture, *self.size)
        time = segmentation.frame.time
        if self._start is None:
            self._start = time
        at = round((time - self._start) / self._writer.tick)
        self._end = time - self._start + 1 / self._info.frame_rate
        if self._held is not None and at <= self._held[0]:
            self._left_out += 1
            return
        self._write_held(until=at)
        self._held = at, picture
        self.frames_written += 1

    def close(self, *, whole: bool = True, end: Fraction | None = None) -> None:  # noqa: ARG002  # without sound, it has one track
        """Write the last picture, and give the file its name. After a failure, `abandon` instead. May be called again.

        Args:
            whole: False if the stream was stopped early.
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
            if (
                end is not None
                and self._start is not None
                and end - self._start > self._end - 1 / self._info.frame_rate
            ):
                self._end = end - self._start
            self._write_last()
            with self._errors():
                self._file.close()
        except BaseException:
            self._release()
            raise
        if self.frames_written:
            self._output.publish()
        else:
            self._output.discard()

    def abandon(self) -> Path | None:
        """Close after a failure: what was written stays under its partial name. May be called again.

        Returns:
            The partial file, or None if there is none.
        """
        if self._is_open:
            self._is_open = False
            with suppress(SinkError):
                self._write_last()
            self._release()
        if self.frames_written == 0 or isinstance(self._output, StandardOutput):
            self._output.discard()
            return None
        return self._output.partial if self._output.partial.exists() else None

    def _open(self) -> PictureWriter:
        with self._errors():
            if isinstance(self._output, StandardOutput):
                self._file: StandardOutput | BinaryIO = self._output
                return Y4mWriter(self._output, self._info)
            kind = GifWriter if self.path.suffix.lower() == ".gif" else WebpWriter
            if max(self.size) > kind.largest:
                size = f"{self.size[0]}x{self.size[1]}"
                raise SinkError(
                    f"cannot write {self.path}: its pictures are {size}, and the format takes up to {kind.largest} "
                    "pixels a side; scale the input down"
                )
            if self._info.pixel_aspect != 1:
                self._remarks["its pixels are square, unlike those of the source"] = None
            self._file = file = self._output.partial.open("wb")
            return kind(file, *self.size)

    def _write_last(self) -> None:
        if self._held is not None:
            self._write_held(until=max(self._held[0] + 1, round(self._end / self._writer.tick)))
        with self._errors():
            self._writer.finish()

    def _write_held(self, until: int) -> None:
        """Write the held picture, because its duration is known now. If it is too long, the picture is repeated."""
        if self._held is None:
            return
        at, picture = self._held
        self._held = None
        with self._errors():
            while at < until:
                ticks = min(until - at, self._writer.longest)
                self._writer.add(picture, ticks)
                at += ticks
            if not isinstance(self._file, StandardOutput):
                self._file.flush()  # if the process is killed, only the last picture is lost

    def _release(self) -> None:
        with suppress(OSError):
            self._file.close()

    @contextmanager
    def _errors(self) -> Iterator[None]:
        """Turn an error of the file into a `SinkError` that says where and why."""
        try:
            yield
        except OSError as error:
            cause = "no space left on the disk" if error.errno == ENOSPC else error.strerror
            raise SinkError(f"writing {self.path} failed: {cause}") from error


def is_animation_name(path: Path) -> bool:
    """Whether a path is that of an animation, by its suffix."""
    return path.suffix.lower() in SUFFIXES


def check_animation_name(path: Path) -> None:
    """Check that an animation can be written under a name.

    Raises:
        ConfigError: it has another suffix.
    """
    if not is_animation_name(path) and not is_standard_output(path):
        raise ConfigError(f"output is {path}; its name must end in {' or '.join(SUFFIXES)}")

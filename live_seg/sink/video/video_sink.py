"""A video file: H.264 in MP4, QuickTime or Matroska, with the source's time stamps and sound."""

from __future__ import annotations

import errno
from contextlib import suppress
from fractions import Fraction
from typing import TYPE_CHECKING

import cv2  # before av: the other way round, OpenCV's windows hang
import av
import av.error
import numpy as np
from av.video.frame import PictureType

from live_seg.errors import ConfigError, SinkError
from live_seg.sink.output_file import OutputFile, check_place, refuse_to_write_on_input
from live_seg.sink.video.encoding import FILE, KEYFRAME_INTERVAL, Encoding, add_video, open_container, yuv_picture
from live_seg.sink.video.sound import Sound

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from av.packet import Packet
    from av.video.stream import VideoStream
    from numpy.typing import NDArray

    from live_seg.frame import StreamInfo

SUFFIXES = (".mp4", ".m4v", ".mov", ".mkv")


class VideoSink:
    """Writes pictures to a video file, which appears when it is closed.

    Sound is that of `sound_of`, a file, where given. Pictures of another size than the stream's are scaled to it;
    H.264 stores even sizes only, so an odd one gets its last column or row twice. What was done so is in `remarks`.

    Args:
        path: .mp4, .m4v, .mov or .mkv.
        info: size, rate, clock and pixel shape of the stream.
        encoding: `FILE` (small) or `RECORDING` (fast).
        sound_of: a file whose sound is copied, or None.
        overwrite: whether an existing file may be replaced.

    Raises:
        ConfigError: the path's suffix is none of those.
        SinkError: the file cannot be created there.
    """

    def __init__(
        self,
        path: Path,
        info: StreamInfo,
        *,
        encoding: Encoding = FILE,
        sound_of: Path | None = None,
        overwrite: bool = False,
    ) -> None:
        check_suffix(path)
        self._info = info
        self._size = (info.width + info.width % 2, info.height + info.height % 2)
        self._file = OutputFile(path, overwrite=overwrite)
        self._written = 0
        self._held: int | None = None
        self._last_pts: int | None = None
        self._next_key: Fraction | None = None
        self._end = Fraction(0)
        self._remarks: dict[str, None] = {}
        self._open = True
        self._muxer_is_well = True  # one whose header could not be written crashes when it gets another packet
        if self._size != (info.width, info.height):
            self._remark(f"{path}: padded from {info.width}x{info.height} to {self._size[0]}x{self._size[1]}")
        try:
            self._container = open_container(self._file.partial)
            self._stream = add_video(self._container, self._size, info, encoding)
            self._sound = Sound(sound_of, self._container) if sound_of else None
        except BaseException as error:
            self._file.discard()
            if isinstance(error, OSError | av.error.FFmpegError):
                raise SinkError(f"cannot write {path}: {_cause(error)}") from error
            raise
        if self._sound is not None and self._sound.unknown:
            self._remark(f"{path}: sound tracks of a kind that is not known were left out: {self._sound.unknown}")

    @property
    def path(self) -> Path:
        """The file's final place."""
        return self._file.path

    @property
    def partial(self) -> Path:
        """Where the file is until it is finished."""
        return self._file.partial

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the file's pictures, in pixels."""
        return self._size

    @property
    def frames_written(self) -> int:
        """Pictures taken so far."""
        return self._written

    @property
    def has_sound(self) -> bool:
        """Whether the file has a sound track."""
        return bool(self._sound)

    @property
    def loss(self) -> str | None:
        """What the finished file lacks of what was written, its packets counted anew; None if it is whole."""
        if self._held in {None, self._written}:
            return None
        return f"{self.path} holds {self._held} of {self._written} frames"

    @property
    def remarks(self) -> tuple[str, ...]:
        """What had to be done to the pictures or their times, a line each."""
        return tuple(self._remarks)

    def write(self, time: Fraction, bgr: NDArray[np.uint8]) -> None:
        """Write a picture that is shown from `time` (seconds) on.

        Times must increase; one that does not is moved to the next tick of the stream's clock, with a remark.

        Args:
            time: seconds.
            bgr: uint8 (H, W, 3) BGR.

        Raises:
            SinkError: the file cannot be written, for instance because the disk is full.
        """
        pts = round(time / self._info.time_base)
        if self._last_pts is not None and pts <= self._last_pts:
            pts = self._last_pts + 1
            self._remark(f"{self.path}: pictures with the same or an earlier time were moved to the next tick")
        self._last_pts = pts
        picture = yuv_picture(self._fitted(bgr))
        picture.pts, picture.time_base = pts, self._info.time_base
        # x264 counts pictures between keyframes; a camera in the dark, or a still screen, may give few of them
        if self._next_key is None or time >= self._next_key:
            picture.pict_type = PictureType.I
            self._next_key = time + KEYFRAME_INTERVAL
        self._end = time + 1 / self._info.frame_rate
        with self._reported():
            self._muxer_is_well = False
            self._mux(self._stream.encode(picture))
            if self._sound:
                self._container.mux(list(self._sound.until(time)))
            self._muxer_is_well = True
        self._written += 1

    def close(self, *, whole: bool = True) -> None:
        """Finish the file, count what it holds (`loss`) and give it its name. May be called again.

        Args:
            whole: False where the stream was broken off: its sound ends with the last picture.

        Raises:
            SinkError: the file cannot be finished.
        """
        if not self._open:
            return
        self._open = False
        try:
            with self._reported():
                if self._written:
                    self._mux(self._stream.encode(None))
                    if self._sound:
                        self._container.mux(list(self._sound.until(None if whole else self._end)))
                self._container.close()
        finally:
            with suppress(av.error.FFmpegError, OSError):
                self._container.close()
            self._release()
        if self._written == 0:
            self._file.discard()
            return
        self._held = self._count()
        self._file.publish()

    def abandon(self) -> Path | None:
        """Close after a failure: keep what was written under its partial name, leave the final place alone.

        Returns:
            The partial file, or None where nothing was written.
        """
        if self._open:
            self._open = False
            if self._muxer_is_well:
                with suppress(av.error.FFmpegError, OSError):
                    self._mux(self._stream.encode(None))
            with suppress(av.error.FFmpegError, OSError):
                self._container.close()
            self._release()
        if self._written == 0:
            self._file.discard()
        return self._file.partial if self._file.partial.exists() else None

    def _fitted(self, bgr: NDArray[np.uint8]) -> NDArray[np.uint8]:
        height, width = bgr.shape[:2]
        if (width, height) != (self._info.width, self._info.height):
            self._remark(
                f"{self.path}: pictures of {width}x{height} were scaled to {self._info.width}x{self._info.height}"
            )
            size = (self._info.width, self._info.height)
            bgr = np.asarray(cv2.resize(bgr, size, interpolation=cv2.INTER_NEAREST), np.uint8)
        right, bottom = self._size[0] - self._info.width, self._size[1] - self._info.height
        if right or bottom:
            bgr = np.asarray(cv2.copyMakeBorder(bgr, 0, bottom, 0, right, cv2.BORDER_REPLICATE), np.uint8)
        return bgr

    def _mux(self, packets: Iterable[Packet[VideoStream]]) -> None:
        for packet in packets:
            # the last packet's duration is that of the file's end
            packet.duration = round(1 / self._info.frame_rate / packet.time_base)
            self._container.mux(packet)

    def _count(self) -> int:
        with self._reported(), av.open(self._file.partial.absolute()) as written:
            return sum(1 for packet in written.demux(video=0) if packet.size)

    def _release(self) -> None:
        if self._sound is not None:
            self._sound.close()

    def _remark(self, text: str) -> None:
        self._remarks[text] = None

    def _reported(self) -> _Reported:
        return _Reported(self._file)


class _Reported:
    """Turns failures of the container into a `SinkError` that says where and why."""

    def __init__(self, file: OutputFile) -> None:
        self._file = file

    def __enter__(self) -> None:
        return

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, OSError | av.error.FFmpegError):
            raise SinkError(f"writing {self._file.path} failed: {_cause(error)}") from error


def check_output(path: Path, source: str, *, overwrite: bool) -> None:
    """Check, before anything is opened, that a video may be written at a path while a source is read.

    Raises:
        ConfigError: the path's suffix names no video format, or it is the source itself.
        SinkError: nothing may be written there.
    """
    check_suffix(path)
    refuse_to_write_on_input(path, source)
    check_place(path, overwrite=overwrite)


def check_suffix(path: Path) -> None:
    """Check that a path's suffix names a video format that can be written.

    Raises:
        ConfigError: it does not.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise ConfigError(f"output is {path}; its name must end in {', '.join(SUFFIXES[:-1])} or {SUFFIXES[-1]}")


def _cause(error: Exception) -> str:
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return "no space left on the disk"
    return (error.strerror if isinstance(error, OSError) else None) or str(error)

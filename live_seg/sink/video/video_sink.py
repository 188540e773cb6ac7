"""A video file: H.264 in MP4, QuickTime or Matroska, with the source's time stamps and sound."""

from __future__ import annotations

import errno
from contextlib import contextmanager, suppress
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Self

import cv2  # before av: the other way round, OpenCV's windows hang
import av
import av.error
import numpy as np
from av.video.frame import PictureType

from live_seg.errors import SinkError
from live_seg.sink.output_file import OutputFile
from live_seg.sink.video.encoding import FILE, KEYFRAME_INTERVAL, Encoding, add_video, open_container, yuv_picture
from live_seg.sink.video.sound import Sound
from live_seg.sink.video.video_path import check_suffix
from live_seg.view import recolour
from live_seg.view.letterbox import letterbox

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Iterator

    from av.packet import Packet
    from av.video.stream import VideoStream
    from numpy.typing import NDArray

    from live_seg.frame import StreamInfo
    from live_seg.segment import Segmentation


class VideoSink:
    """Writes a video file, which gets its name when it is closed.

    As a context manager it is closed at the end of the block, or abandoned if the block raises.

    Pictures of another size than the stream's are letterboxed. H.264 has even sizes only, so an odd width or height is
    padded by a pixel. `remarks` tells both.

    Args:
        path: ends in .mp4, .m4v, .mov or .mkv.
        info: size, frame rate, clock and pixel aspect of the stream.
        view: makes the picture, uint8 (H, W, 3) BGR, of a segmentation.
        encoding: how the pictures are encoded: `FILE` (small) or `RECORDING` (fast).
        sound_of: a file whose sound is copied, or None.
        starts_at_zero: whether the first picture's time becomes 0; otherwise all times are kept.
        overwrite: whether an existing file may be replaced.

    Raises:
        ConfigError: the path has another suffix.
        SinkError: the file cannot be created there.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        info: StreamInfo,
        view: Callable[[Segmentation], NDArray[np.uint8]] = recolour,
        *,
        encoding: Encoding = FILE,
        sound_of: str | os.PathLike[str] | None = None,
        starts_at_zero: bool = False,
        overwrite: bool = False,
    ) -> None:
        path = Path(path)
        check_suffix(path)
        self._info = info
        self._view = view
        self._size = (info.width + info.width % 2, info.height + info.height % 2)
        self._file = OutputFile(path, overwrite=overwrite)
        self._written = 0
        self._packets_found: int | None = None
        self._start: Fraction | None = None if starts_at_zero else Fraction(0)
        self._last_pts: int | None = None
        self._next_keyframe: Fraction | None = None
        self._end = Fraction(0)
        self._remarks: dict[str, None] = {}
        self._is_open = True
        # A muxer that failed to write its header crashes on the next packet.
        self._muxer_works = True
        if self._size != (info.width, info.height):
            self._remark(f"{path}: padded from {info.width}x{info.height} to {self._size[0]}x{self._size[1]}")
        try:
            self._container = open_container(self._file.partial)
            self._stream = add_video(self._container, self._size, info, encoding)
            self._sound = Sound(Path(sound_of), self._container) if sound_of else None
        except BaseException as error:
            self._file.discard()
            if isinstance(error, OSError | av.error.FFmpegError):
                raise SinkError(f"cannot write {path}: {_cause(error)}") from error
            raise
        if self._sound is not None and self._sound.unknown:
            self._remark(f"{path}: {self._sound.unknown} sound tracks in an unknown format were left out")

    def __repr__(self) -> str:
        return f"<VideoSink {self.path}: {self._size[0]}x{self._size[1]}, {self._written} frames written>"

    @property
    def path(self) -> Path:
        """The final path."""
        return self._file.path

    @property
    def partial(self) -> Path:
        """The file's path until it is finished."""
        return self._file.partial

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the video, in pixels."""
        return self._size

    @property
    def frames_written(self) -> int:
        """Number of frames taken so far."""
        return self._written

    @property
    def duration(self) -> Fraction:
        """The end of the last frame, in seconds on the clock of the file."""
        return self._end

    @property
    def has_sound(self) -> bool:
        """Whether the file has a sound track."""
        return bool(self._sound)

    @property
    def losses(self) -> tuple[str, ...]:
        """Frames that the finished file lacks: its packets are counted when it is closed."""
        if self._packets_found in {None, self._written}:
            return ()
        return (f"{self.path} holds {self._packets_found} of {self._written} frames",)

    @property
    def remarks(self) -> tuple[str, ...]:
        """What was done to the pictures or their times, a line each."""
        return tuple(self._remarks)

    def write(self, segmentation: Segmentation) -> None:
        """Write the view of a segmentation, which is shown from its frame's time on.

        Raises:
            SinkError: the file cannot be written, for instance because the disk is full.
        """
        self.write_picture(segmentation.frame.time, self._view(segmentation))

    def write_picture(self, time: Fraction, bgr: NDArray[np.uint8]) -> None:
        """Write a picture that is shown from a time on.

        Times must increase. One that does not is moved to the next tick of the stream's clock, with a remark.

        Args:
            time: seconds.
            bgr: uint8 (H, W, 3) BGR.

        Raises:
            SinkError: the file is closed or cannot be written.
        """
        if not self._is_open:
            raise SinkError(f"cannot write {self.path}: it is closed")
        if self._start is None:
            self._start = time
        time -= self._start
        pts = round(time / self._info.time_base)
        if self._last_pts is not None and pts <= self._last_pts:
            pts = self._last_pts + 1
            self._remark(f"{self.path}: frames with the same or an earlier time were moved to the next tick")
        self._last_pts = pts
        picture = yuv_picture(self._fitted(bgr))
        picture.pts, picture.time_base = pts, self._info.time_base
        # x264 counts frames between keyframes; a camera in the dark or a still screen gives few of them
        if self._next_keyframe is None or time >= self._next_keyframe:
            picture.pict_type = PictureType.I
            self._next_keyframe = time + KEYFRAME_INTERVAL
        self._end = time + 1 / self._info.frame_rate
        with self._errors():
            self._muxer_works = False
            self._mux(self._stream.encode(picture))
            if self._sound:
                self._container.mux(list(self._sound.until(time)))
            self._muxer_works = True
        self._written += 1

    def close(self, *, whole: bool = True) -> None:
        """Finish the file, count its packets (see `losses`) and give it its name. May be called again.

        Args:
            whole: False if the stream was stopped early: the sound then ends with the last frame.

        Raises:
            SinkError: the file cannot be finished.
        """
        if not self._is_open:
            return
        self._is_open = False
        try:
            with self._errors():
                if self._written:
                    self._mux(self._stream.encode(None))
                    if self._sound:
                        self._container.mux(list(self._sound.until(None if whole else self._end)))
                self._container.close()
        finally:
            with suppress(av.error.FFmpegError, OSError):
                self._container.close()
            self._close_sound()
        if self._written == 0:
            self._file.discard()
            return
        self._packets_found = self._count_packets()
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
                    self._mux(self._stream.encode(None))
            with suppress(av.error.FFmpegError, OSError):
                self._container.close()
            self._close_sound()
        if self._written == 0:
            self._file.discard()
        return self._file.partial if self._file.partial.exists() else None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if error is None:
            self.close()
        elif partial := self.abandon():
            error.add_note(f"what was written is in {partial}")

    def _fitted(self, bgr: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """A picture in the size of the video."""
        height, width = bgr.shape[:2]
        if (width, height) != (self._info.width, self._info.height):
            size = f"{self._info.width}x{self._info.height}"
            self._remark(f"{self.path}: frames of {width}x{height} were letterboxed into {size}")
            bgr = letterbox(bgr, self._info.width, self._info.height)
        right, bottom = self._size[0] - self._info.width, self._size[1] - self._info.height
        if right or bottom:
            bgr = np.asarray(cv2.copyMakeBorder(bgr, 0, bottom, 0, right, cv2.BORDER_REPLICATE), np.uint8)
        return bgr

    def _mux(self, packets: Iterable[Packet[VideoStream]]) -> None:
        for packet in packets:
            # the duration of the last packet gives the end of the file
            packet.duration = round(1 / self._info.frame_rate / packet.time_base)
            self._container.mux(packet)

    def _count_packets(self) -> int:
        with self._errors(), av.open(self._file.partial.absolute()) as written:
            return sum(1 for packet in written.demux(video=0) if packet.size)

    def _close_sound(self) -> None:
        if self._sound is not None:
            self._sound.close()

    def _remark(self, text: str) -> None:
        self._remarks[text] = None

    @contextmanager
    def _errors(self) -> Iterator[None]:
        """Turn an error of the container into a `SinkError` that says where and why."""
        try:
            yield
        except (OSError, av.error.FFmpegError) as error:
            raise SinkError(f"writing {self.path} failed: {_cause(error)}") from error


def _cause(error: Exception) -> str:
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return "no space left on the disk"
    return (error.strerror if isinstance(error, OSError) else None) or str(error)

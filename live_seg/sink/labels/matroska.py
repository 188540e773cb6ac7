"""Matroska label files: tracks of lossless gray pictures, and a text track with the records.

Everything is written frame by frame. If the process is killed, the partial file holds what was written so far.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from fractions import Fraction
from pathlib import Path
from typing import Any

import cv2  # noqa: F401  # before av: the other way round, OpenCV's windows hang
import av
import av.error
import numpy as np
from av.packet import Packet
from av.stream import Disposition
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange
from av.video.stream import VideoStream

from live_seg.errors import SinkError
from live_seg.frame import StreamInfo
from live_seg.label_files.matroska import END, TAG, TICK
from live_seg.label_files.record import FORMAT, VERSION, Pixels, Record, record_as_json
from live_seg.segment import Segmentation
from live_seg.sink.labels.record_of import record_of
from live_seg.sink.output_file import OutputFile
from live_seg.sink.region_table import indices_of

CONTAINER = {
    "fflags": "+bitexact",  # without it, each file has a random number
    "flush_packets": "1",  # each packet goes to disk at once
    "cluster_time_limit": "1000",  # milliseconds: the most that is lost if the process is killed
    "default_mode": "passthrough",  # players show the labels, but not the text
}
FFV1 = {"level": "3", "slices": "4", "g": "1"}
"""Each picture is encoded on its own, in four slices. Their number is fixed, because the bytes depend on it."""
FFV1_THIN = {"level": "1", "g": "1"}
"""For pictures with a single row or column, which cannot be divided into slices."""
RATE = Fraction(25)
"""Nominal frame rate if the stream has none."""


class MatroskaWriter:
    """Writes labels to a Matroska file.

    Args:
        path: the final path.
        info: gives the frame rate of the stream; None for a single image.
        overwrite: whether an existing file may be replaced.

    Raises:
        SinkError: the file cannot be created there.
    """

    sizes_may_differ = False

    def __init__(self, path: Path, info: StreamInfo | None, *, overwrite: bool) -> None:
        self._file = OutputFile(path, overwrite=overwrite)
        self.partial = self._file.partial
        self._path = path
        self._rate = info.frame_rate if info is not None and info.frame_rate > 0 else RATE
        self._held: list[Packet[Any]] = []
        self._before: Record | None = None
        self._pts = -1
        self._frames = 0
        self._videos: list[VideoStream] = []
        try:
            # absolute, because FFmpeg treats the part before a colon as a protocol
            self._container = av.open(self.partial.absolute(), "w", format="matroska", options=CONTAINER)
        except (OSError, av.error.FFmpegError) as error:
            self._file.discard()
            raise SinkError(f"cannot write {path}: {error}") from error

    def add(self, segmentation: Segmentation) -> None:
        """Take the next frame. The previous one is written now, because its duration is known."""
        indices = None if segmentation.regions is None else indices_of(segmentation.regions)
        pictures: list[Pixels] = [segmentation.labels, *([] if indices is None else [indices])]
        record = record_of(segmentation, indices)
        with self._errors():
            if not self._videos:
                self._add_tracks(pictures)
            # two frames may be less than a tick apart; their exact times are in the records
            pts = max(self._pts + 1, round(record.time / TICK))
            self._write_held(pts)
            self._held = [self._line(record_as_json(record, self._before), pts)]
            for video, picture in zip(self._videos, pictures, strict=True):
                self._held += video.encode(_gray(picture, pts))
        self._pts, self._before = pts, record
        self._frames += 1

    def finish(self, end: Fraction | None) -> None:
        """Write the last frame and the last line, which has the number of frames."""
        with self._errors():
            ends = (self._before.time if self._before else 0) + 1 / self._rate if end is None else end
            pts = max(self._pts + 1, round(ends / TICK))
            self._write_held(pts)
            for video in self._videos:
                self._container.mux(video.encode(None))
            self._container.mux(self._line(json.dumps({END: self._frames}), pts))
            self._container.close()

    def release(self) -> None:
        """Close the file. FFmpeg writes an index, as far as it can."""
        with suppress(OSError, av.error.FFmpegError):
            self._container.close()

    def publish(self) -> None:
        """Give the file its name."""
        self._file.publish()

    def discard(self) -> None:
        """Remove the file."""
        self._file.discard()

    def _add_tracks(self, pictures: list[Pixels]) -> None:
        height, width = pictures[0].shape
        for picture in pictures:
            is_labels = picture.dtype == np.uint8
            options = FFV1 if min(width, height) > 1 else FFV1_THIN
            video = self._container.add_stream("ffv1", rate=self._rate, options=options)
            video.width, video.height, video.pix_fmt = width, height, "gray" if is_labels else "gray16le"
            video.time_base = TICK
            video.metadata["title"] = "labels" if is_labels else "regions"
            video.disposition = Disposition.default if is_labels else Disposition(0)
            codec = video.codec_context
            codec.time_base = TICK
            codec.thread_count = 1  # the sink has a thread already
            codec.color_range = ColorRange.JPEG  # a level is a label, so the range must not be stretched
            self._videos.append(video)
        self._text = self._container.add_mux_stream("subrip")
        self._text.time_base = TICK
        self._text.metadata["title"] = "palettes, exact times and ids of regions"
        self._container.metadata[TAG] = f"{FORMAT} {VERSION}"

    def _line(self, text: str, pts: int) -> Packet[Any]:
        packet: Packet[Any] = Packet(f"{text}\n".encode())
        packet.stream, packet.time_base = self._text, TICK
        packet.pts = packet.dts = pts
        packet.duration = 1
        return packet

    def _write_held(self, until: int) -> None:
        """Write the packets of the previous frame, which lasts until a time in ticks."""
        for packet in self._held:
            packet.duration = until - (packet.pts or 0)
            self._container.mux(packet)
        self._held = []

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except OSError:
            raise
        except av.error.FFmpegError as error:
            raise SinkError(f"writing {self._path} failed: {error}") from error


def _gray(picture: Pixels, pts: int) -> VideoFrame:
    """A picture for the encoder: uint8 or uint16 (H, W)."""
    pixels: Any = np.ascontiguousarray(picture)
    frame = VideoFrame.from_ndarray(pixels, "gray" if picture.dtype == np.uint8 else "gray16le")
    frame.pts, frame.time_base = pts, TICK
    frame.color_range = ColorRange.JPEG
    return frame

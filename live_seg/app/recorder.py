"""A live session on record: a camera's picture never waits for the encoder, and a failure does not end the session."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from live_seg.app.workers import Writer
from live_seg.errors import LiveSegError, SinkError
from live_seg.sink.encoding import RECORDING
from live_seg.sink.video import VideoSink

if TYPE_CHECKING:
    from fractions import Fraction
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from live_seg.frame import StreamInfo

PICTURES_BEHIND = 16


@dataclass(frozen=True, slots=True)
class Recording:
    """A finished recording; `dropped` counts the pictures that came faster than they could be written.

    `losses` says in a line each what is missing from it, `remarks` what was done to its pictures.
    """

    path: Path
    frames: int
    dropped: int
    losses: tuple[str, ...]
    remarks: tuple[str, ...]


class Recorder:
    """Records pictures to a video file, from the first one's time on, in a thread of its own.

    Attributes:
        failure: why recording has ended early, or None.
        recording: what became of it; None until the block has ended, and after a failure.
    """

    def __init__(self, path: Path, info: StreamInfo, *, overwrite: bool) -> None:
        self.failure: LiveSegError | None = None
        self.recording: Recording | None = None
        self._sink = VideoSink(path, info, encoding=RECORDING, overwrite=overwrite)
        self._writer = Writer(self._sink, PICTURES_BEHIND)
        self._start: Fraction | None = None

    def take(self, time: Fraction, bgr: NDArray[np.uint8], *, wait: bool) -> None:
        """Record a picture, uint8 (H, W, 3) BGR, which must not be changed afterwards.

        Args:
            time: the frame's, in seconds.
            bgr: the picture.
            wait: whether to wait for a slow encoder; else what it has no time for is dropped and counted.
        """
        if self.failure:
            return
        if self._start is None:
            self._start = time
        try:
            if wait:
                self._writer.put(time - self._start, bgr)
            else:
                self._writer.offer(time - self._start, bgr)
        except LiveSegError as error:
            self.failure = error

    @property
    def dropped(self) -> int:
        """Pictures so far that came faster than they could be written."""
        return self._writer.refused

    def __enter__(self) -> Self:
        self._writer.__enter__()
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        try:
            self._writer.__exit__(None, None, None)
            if not self._writer.failed:
                self._sink.close()
        except LiveSegError as failure:
            self.failure = failure
        except BaseException as interruption:
            if partial := self._sink.abandon():
                interruption.add_note(f"what was recorded is in {partial}")
            raise
        if self.failure or self._writer.failed:
            partial = self._sink.abandon()
            kept = f"; what was recorded is in {partial}" if partial else ""
            self.failure = SinkError(f"{self.failure or 'recording failed'}{kept}")
        if not self.failure and self._sink.frames_written:
            missed = f"{self._sink.path} lacks {self.dropped} frames that came faster than they could be written"
            losses = (self._sink.loss, missed if self.dropped else None)
            self.recording = Recording(
                self._sink.path,
                self._sink.frames_written,
                self.dropped,
                tuple(loss for loss in losses if loss),
                self._sink.remarks,
            )

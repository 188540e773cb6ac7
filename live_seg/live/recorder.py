"""One recording: the picture never waits for the encoder, and a failure does not end the session."""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Self

from live_seg.errors import LiveSegError, SinkError
from live_seg.pipeline import Writer
from live_seg.sink.video.encoding import RECORDING
from live_seg.sink.video.video_sink import VideoSink
from live_seg.view.hud.status import OnRecord
from live_seg.view.letterbox import fitted

if TYPE_CHECKING:
    from fractions import Fraction
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from live_seg.frame import StreamInfo

PICTURES_BEHIND = 16

LOOKS = 0.5
"""Seconds between two looks at the file."""
PATIENCE = 4.0
"""Seconds of pictures in which the file has to grow: what is encoded goes to disk about once in a second."""
LONGEST = 1.0
"""Seconds that one picture counts for in that, at most."""


@dataclass(frozen=True, slots=True)
class Recording:
    """A finished recording of `seconds`; `dropped` counts the pictures that came faster than they could be written.

    `losses` says in a line each what is missing from it, `remarks` what was done to its pictures.
    """

    path: Path
    seconds: float
    frames: int
    dropped: int
    losses: tuple[str, ...]
    remarks: tuple[str, ...]


class Recorder:
    """Records pictures to a video file, from the first one's time on, in a thread of its own, until it is closed.

    Pictures of another size than the stream's are put whole within it, which is remarked.

    Attributes:
        failure: why recording has ended early, or None.
        recording: what became of it; None until it is closed, and after a failure.
    """

    def __init__(self, path: Path, info: StreamInfo, *, overwrite: bool) -> None:
        self.failure: LiveSegError | None = None
        self.recording: Recording | None = None
        self._info = info
        self._sink = VideoSink(path, info, encoding=RECORDING, overwrite=overwrite)
        self._writer = Writer(self._sink, PICTURES_BEHIND)
        self._file = _Watched(self._sink.partial)
        self._start: Fraction | None = None
        self._seconds = 0.0
        self._remarks: dict[str, None] = {}
        self._is_open = True
        self._writer.__enter__()

    @property
    def path(self) -> Path:
        """The file's final place."""
        return self._sink.path

    @property
    def partial(self) -> Path:
        """Where the file is until it is closed."""
        return self._sink.partial

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
        since = float(time - self._start) - self._seconds
        self._seconds += since
        picture = self._fitted(bgr)
        try:
            if wait:
                self._writer.put(time - self._start, picture)
            else:
                self._writer.offer(time - self._start, picture)
            self._file.look(since)
        except LiveSegError as error:
            self.failure = error

    @property
    def dropped(self) -> int:
        """Pictures so far that came faster than they could be written."""
        return self._writer.refused

    @property
    def state(self) -> OnRecord:
        """How it is doing."""
        return OnRecord(self._seconds, self._file.size, self.dropped, has_failed=self.failure is not None)

    def _fitted(self, bgr: NDArray[np.uint8]) -> NDArray[np.uint8]:
        height, width = bgr.shape[:2]
        if (width, height) != (self._info.width, self._info.height):
            size = f"{self._info.width}x{self._info.height}"
            self._remarks[f"{self.path}: pictures of {width}x{height} were put whole into {size}"] = None
        return fitted(bgr, self._info.width, self._info.height)

    def close(self) -> None:
        """Write what is waiting and finish the file. May be called again."""
        if not self._is_open:
            return
        self._is_open = False
        try:
            self._writer.__exit__(None, None, None)
            if not self._writer.failed and not self.failure:
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
                self._seconds + float(1 / self._info.frame_rate),
                self._sink.frames_written,
                self.dropped,
                tuple(loss for loss in losses if loss),
                (*self._remarks, *self._sink.remarks),
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self.close()


class _Watched:
    """A file that is being written, looked at now and then: somebody may remove it, or its disk may hang."""

    def __init__(self, path: Path) -> None:
        self.size = 0
        self._path = path
        self._looked = 0.0
        self._owed = 0.0

    def look(self, since: float) -> None:
        """Look at it, when a picture so many seconds after the one before has been handed over.

        Raises:
            SinkError: it is gone, or does not grow any more.
        """
        # after a gap nothing could have been written in it
        self._owed += min(since, LONGEST)
        if monotonic() - self._looked < LOOKS:
            return
        self._looked = monotonic()
        try:
            size = self._path.stat().st_size
        except OSError as error:
            raise SinkError(f"recording failed: {self._path} is gone; somebody has removed it") from error
        if size != self.size:
            self.size, self._owed = size, 0.0
        if self._owed > PATIENCE:
            raise SinkError(f"recording failed: {self._path} does not grow any more; does its disk answer?")

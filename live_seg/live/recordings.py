"""The recordings of a live session, one after the other: a key starts and ends them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from time import monotonic

import numpy as np
from numpy.typing import NDArray

from live_seg.errors import SinkError
from live_seg.frame import StreamInfo
from live_seg.live.snapshots import default_stem, free_paths
from live_seg.pipeline import FanOut, Writer
from live_seg.segment import Segmentation
from live_seg.sink.video.encoding import RECORDING
from live_seg.sink.video.video_sink import VideoSink
from live_seg.view.hud.status import OnRecord, duration

QUEUE = 16
"""Frames that may wait for the encoder: half a second at 30 frames/s."""

WATCH_INTERVAL = 0.5
"""Seconds between checks of the file."""
GROWTH_TIMEOUT = 4.0
"""Seconds of recorded frames in which the file must grow. The encoder writes to the disk about once a second."""
LONGEST_STEP = 1.0
"""Most seconds that one frame counts towards `GROWTH_TIMEOUT`: nothing is written during a gap."""


@dataclass(frozen=True, slots=True)
class Recording:
    """A finished recording.

    Attributes:
        path: the file.
        seconds: its length.
        frames: number of frames in it.
        dropped: number of frames that came faster than they could be encoded.
        losses: what is missing from it, one line each.
        remarks: what was done to its frames, one line each.
    """

    path: Path
    seconds: float
    frames: int
    dropped: int
    losses: tuple[str, ...]
    remarks: tuple[str, ...]


class Recordings:
    """Starts recordings, watches the one under way, and ends it in its own thread.

    Args:
        outputs: gets a sink for each recording.
        info: that of the stream.
        view: makes the recorded picture of a segmentation.
        folder: where recordings without a given name go.
        drops: whether frames are dropped when the encoder is slow; otherwise the session waits for it.
        overwrite: whether recordings with a given name may replace files.

    Attributes:
        finished: the finished recordings, in order.
    """

    def __init__(
        self,
        outputs: FanOut,
        info: StreamInfo,
        view: Callable[[Segmentation], NDArray[np.uint8]],
        folder: Path,
        *,
        drops: bool,
        overwrite: bool = False,
    ) -> None:
        self.finished: list[Recording] = []
        self._outputs = outputs
        self._info = info
        self._view = view
        self._folder = folder
        self._drops = drops
        self._overwrite = overwrite
        self._current: _UnderWay | None = None
        self._ending: list[_UnderWay] = []
        self._names: set[Path] = set()

    @property
    def is_on(self) -> bool:
        """Whether a recording is under way and has not failed."""
        return self._current is not None and self._current.writer.failure is None

    @property
    def state(self) -> OnRecord | None:
        """The state of the recording under way, for the HUD; None without one."""
        return self._current.state if self._current else None

    def begin(self, width: int, height: int, path: Path | None = None) -> Path:
        """Start a recording with frames of this size, in pixels, and return its path.

        Raises:
            SinkError: the file cannot be created.
        """
        self.end()
        info = replace(self._info, width=width, height=height)
        overwrite = self._overwrite and path is not None
        if path is None:
            place = self._folder / default_stem(datetime.now().astimezone())
            (path,) = free_paths(place, [".mp4"], taken=self._names)
        sink = VideoSink(path, info, self._view, encoding=RECORDING, starts_at_zero=True, overwrite=overwrite)
        writer = self._outputs.add(sink, depth=QUEUE, drops=self._drops)
        self._current = _UnderWay(sink, writer)
        self._names.add(path)
        return path

    def watch(self, time: Fraction) -> None:
        """Look at the file of the recording under way, after the frame at `time` seconds was handed over."""
        if self._current is not None:
            self._current.watch(time)

    def watch_stalled(self) -> None:
        """Check the recording under way while its queue is full and the session waits for it."""
        if self._current is not None:
            self._current.watch_stalled()

    def end(self) -> None:
        """End the recording under way, if there is one. Its thread finishes the file."""
        if self._current is not None:
            self._current.writer.finish()
            self._ending.append(self._current)
            self._current = None

    def news(self) -> list[str]:
        """News for the user since the last call: recordings that are finished."""
        over = [recording for recording in self._ending if recording.writer.is_over]
        self._ending = [recording for recording in self._ending if recording not in over]
        return [text for recording in over for text in self._collect(recording)]

    def collect(self) -> None:
        """Add all recordings to `finished`, after the outputs were closed."""
        self.end()
        self.news()

    def _collect(self, recording: _UnderWay) -> list[str]:
        sink, writer = recording.sink, recording.writer
        if writer.failure:
            return []  # the outputs report it
        if not sink.frames_written:
            return [f"nothing was recorded to {sink.path}"]
        dropped = f"{sink.path} lacks {writer.dropped} frames that came faster than they could be encoded"
        losses = (*sink.losses, *((dropped,) if writer.dropped else ()))
        self.finished.append(
            Recording(sink.path, float(sink.duration), sink.frames_written, writer.dropped, losses, sink.remarks)
        )
        return [f"saved {sink.path.name}, {duration(float(sink.duration))}"]


class _UnderWay:
    """A recording under way. Its file is watched: somebody may remove it, or its disk may hang."""

    def __init__(self, sink: VideoSink, writer: Writer) -> None:
        self.sink = sink
        self.writer = writer
        self._start: Fraction | None = None
        self._seconds = 0.0
        self._size = 0
        self._looked = 0.0
        self._unwritten = 0.0
        self._frames = 0
        self._stalled_since: float | None = None

    @property
    def state(self) -> OnRecord:
        return OnRecord(self._seconds, self._size, self.writer.dropped, has_failed=self.writer.failure is not None)

    def watch(self, time: Fraction) -> None:
        self._stalled_since = None
        if self._start is None:
            self._start = time
        step = float(time - self._start) - self._seconds
        self._seconds += step
        self._unwritten += min(step, LONGEST_STEP)
        if monotonic() - self._looked < WATCH_INTERVAL or self.writer.failure:
            return
        self._looked = monotonic()
        try:
            size = self.sink.partial.stat().st_size
        except OSError:
            self.writer.fail(SinkError(f"recording failed: {self.sink.partial} is gone; somebody has removed it"))
            return
        if size != self._size:
            self._size, self._unwritten = size, 0.0
        if self._unwritten > GROWTH_TIMEOUT:
            self._give_up()

    def watch_stalled(self) -> None:
        # a slow encoder still writes a frame now and then
        if self._stalled_since is None or self._frames != self.sink.frames_written:
            self._frames, self._stalled_since = self.sink.frames_written, monotonic()
        if monotonic() - self._stalled_since > GROWTH_TIMEOUT:
            self._give_up()

    def _give_up(self) -> None:
        self.writer.fail(
            SinkError(f"recording failed: {self.sink.partial} does not grow any more; does its disk respond?")
        )

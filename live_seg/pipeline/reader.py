"""A source in a thread of its own, which reads ahead.

The thread closes the source as well: an OpenCV capture must not be released while another thread reads it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from threading import Condition, Event, Thread
from threading import enumerate as enumerate_threads
from time import monotonic
from typing import Self

from live_seg.frame import Frame, StreamInfo
from live_seg.pipeline.timing import Rate
from live_seg.source import Source

TICK = 0.1
"""Seconds after which a long wait is interrupted to see whether to stop."""

JOIN_TIMEOUT = 1.0
"""Seconds to wait for a thread to end. A thread that hangs in the read of a camera ends with the process."""

READER = "live_seg source"


class Reader:
    """Owns a source from the start of its block on, and reads it from `start` on.

    There are two kinds: `Prefetch` keeps every frame until it is taken, `Latest` keeps only the newest one.

    Args:
        source: the source. Nobody else may read or close it.
        on_stop: called when the reader must stop, for a source that may wait a long time for a frame.

    Attributes:
        source: the source. Only its properties may be read.
        dropped: number of frames that were never taken.
    """

    is_whole = True
    """Whether no frame is dropped."""

    def __init__(self, source: Source, on_stop: Callable[[], object] | None = None) -> None:
        self.source = source
        self.dropped = 0
        self._on_stop = on_stop
        self._frames: deque[Frame] = deque()
        self._changed = Condition()
        self._stopping = False
        self._ended = False
        self._error: BaseException | None = None
        self._thread: Thread | None = None

    @property
    def info(self) -> StreamInfo:
        """What the source knows of its frames."""
        return self.source.info

    @property
    def rate(self) -> float:
        """Frames a second: nominal, or measured for a live source."""
        return float(self.source.info.frame_rate)

    @property
    def silent_for(self) -> float:
        """Seconds since the last frame came, for `Latest`."""
        return 0.0

    @property
    def running_for(self) -> float:
        """Seconds since the first frame came, for `Latest`."""
        return 0.0

    def delay(self, frame: Frame) -> float | None:  # noqa: ARG002  # here no frame is late
        """Seconds since a frame came or was due; None if the reader waits until frames are taken."""
        return None

    @property
    def ended(self) -> bool:
        """Whether the source has ended, its last frame is taken, and its error, if any, is raised."""
        with self._changed:
            return self._ended and not self._frames and self._error is None

    def start(self) -> None:
        """Begin to read."""
        self._thread = Thread(target=self._read, name=READER, daemon=True)
        self._thread.start()

    def take(self, timeout: float) -> Frame | None:
        """Take the next frame.

        Args:
            timeout: seconds to wait.

        Returns:
            The frame; None if none came in time, or if there are no more (`ended`).

        Raises:
            LiveSegError: the source has failed, and all earlier frames have been taken.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._frames or self._ended, timeout)
            if self._frames:
                frame = self._frames.popleft()
                self._changed.notify_all()
                return frame
            if self._error is not None:
                error, self._error = self._error, None
                raise error
            return None

    def frames_until(self, stop: Event) -> Iterator[Frame]:
        """Take frames in order, until the source ends or `stop` is set."""
        while not stop.is_set() and not self.ended:
            frame = self.take(TICK)
            if frame is not None:
                yield frame

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Stop reading and close the source. May be called again."""
        if self._thread is None:
            self.source.close()
        if self._thread is None or self._stopping:
            return
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
        if self._on_stop is not None:
            self._on_stop()
        self._thread.join(JOIN_TIMEOUT)

    def _read(self) -> None:
        try:
            with self.source as source:
                for frame in source:
                    if not self._keep(frame):
                        break
        except BaseException as error:  # noqa: BLE001  # raised again on the thread that takes
            self._error = error
        finally:
            with self._changed:
                self._ended = True
                self._changed.notify_all()

    def _keep(self, frame: Frame) -> bool:
        """Store a frame; False to stop reading."""
        raise NotImplementedError


class Prefetch(Reader):
    """Every frame of a source, in order. At most `depth` frames are read ahead; then the reader waits."""

    def __init__(self, source: Source, depth: int) -> None:
        super().__init__(source)
        self._depth = depth

    def _keep(self, frame: Frame) -> bool:
        with self._changed:
            self._changed.wait_for(lambda: self._stopping or len(self._frames) < self._depth)
            self._frames.append(frame)
            self._changed.notify_all()
            return not self._stopping


class Latest(Reader):
    """The newest frame of a source. A frame that was not taken before the next one came is dropped and counted.

    Args:
        source: the source.
        paced: whether a frame comes no sooner than its time, so that a file plays like a camera.
        on_stop: called when the reader is to stop.
    """

    is_whole = False

    def __init__(self, source: Source, *, paced: bool = False, on_stop: Callable[[], object] | None = None) -> None:
        super().__init__(source, on_stop)
        self._paced = paced
        self._started: float | None = None
        self._came = monotonic()
        self._rate = Rate()

    @property
    def silent_for(self) -> float:
        """Seconds since the last frame came; before the first one, since `start`."""
        return monotonic() - self._came

    @property
    def rate(self) -> float:
        """Frames that came in the last second, taken or not."""
        with self._changed:
            return self._rate.per_second

    @property
    def running_for(self) -> float:
        """Seconds since the first frame came."""
        return 0.0 if self._started is None else monotonic() - self._started

    def delay(self, frame: Frame) -> float:
        """Seconds since a frame came, or should have come if the first frame came in time."""
        return monotonic() - (self._started or 0.0) - float(frame.time)

    def start(self) -> None:
        """Begin to read."""
        self._came = monotonic()
        super().start()

    def _keep(self, frame: Frame) -> bool:
        with self._changed:
            if self._started is None:
                self._started = monotonic() - float(frame.time)
            if self._paced:
                self._changed.wait_for(lambda: self._stopping, -self.delay(frame))
            self._came = monotonic()
            self._rate.tick()
            self.dropped += len(self._frames)
            self._frames.clear()
            self._frames.append(frame)
            self._changed.notify_all()
            return not self._stopping


def has_left_a_reader() -> bool:
    """Whether the thread of a reader is still stuck in a read after its block has ended.

    If the read returns while Python shuts down, OpenCV aborts the process, so it must be ended with `os._exit`.
    """
    return any(thread.name == READER for thread in enumerate_threads())

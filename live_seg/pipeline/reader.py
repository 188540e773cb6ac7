"""A source read in a thread of its own: ahead of whoever takes its frames, or at its own pace.

The thread owns its source from the start of the block on and closes it: a capture does not take being released while
another thread reads.
"""

from __future__ import annotations

from collections import deque
from threading import Condition, Event, Thread
from threading import enumerate as enumerate_threads
from time import monotonic
from typing import TYPE_CHECKING, Self

from live_seg.pipeline.timing import Rate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from live_seg.frame import Frame
    from live_seg.source import Source

TICK = 0.1
"""Seconds between two looks at a request to stop, where a wait could be long."""

JOIN_TIMEOUT = 1.0
"""Seconds that a worker gets to end. One that is stuck in a camera's read is left to end with the process."""

READER = "live_seg source"


class _Reader:
    """Reads a source in a thread of its own. What becomes of a frame that is not yet wanted is up to `_keep`."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._frames: deque[Frame] = deque()
        self._changed = Condition()
        self._stopping = False
        self._ended = False
        self._error: BaseException | None = None
        self._thread = Thread(target=self._read, name=READER, daemon=True)

    is_whole = True
    """Whether every frame is to be taken."""

    @property
    def rate(self) -> float:
        """Frames a second that the source has, as it says."""
        return float(self._source.info.frame_rate)

    @property
    def dropped(self) -> int:
        """Frames that were never taken."""
        return 0

    @property
    def silent_for(self) -> float:
        """Seconds since the last frame came, where frames come by themselves."""
        return 0.0

    @property
    def running_for(self) -> float:
        """Seconds since the first frame came, where frames come by themselves."""
        return 0.0

    def delay(self, frame: Frame) -> float | None:  # noqa: ARG002  # here they wait for each other
        """Seconds since a frame that was taken came or should have come; None where frames wait for each other."""
        return None

    @property
    def ended(self) -> bool:
        """Whether the source has ended, its last frame has been taken, and its error, if it had one, been raised."""
        with self._changed:
            return self._ended and not self._frames and self._error is None

    def take(self, timeout: float) -> Frame | None:
        """The next frame; None if there is none within `timeout` seconds, or no more at all (`ended`).

        Raises:
            LiveSegError: the source failed; raised when the frames before have been taken.
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
        """Frames in order, until the source ends or `stop` is set."""
        while not stop.is_set() and not self.ended:
            frame = self.take(TICK)
            if frame is not None:
                yield frame

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
        self._thread.join(JOIN_TIMEOUT)

    def _read(self) -> None:
        try:
            with self._source as source:
                for frame in source:
                    if not self._keep(frame):
                        break
        except BaseException as error:  # noqa: BLE001  # whatever it is belongs to the thread that waits
            self._error = error
        finally:
            with self._changed:
                self._ended = True
                self._changed.notify_all()

    def _keep(self, frame: Frame) -> bool:
        """Store a frame; False to end."""
        raise NotImplementedError


class Prefetch(_Reader):
    """Every frame of a source, in order, up to `depth` of them read ahead."""

    def __init__(self, source: Source, depth: int) -> None:
        super().__init__(source)
        self._depth = depth

    def _keep(self, frame: Frame) -> bool:
        with self._changed:
            self._changed.wait_for(lambda: self._stopping or len(self._frames) < self._depth)
            self._frames.append(frame)
            self._changed.notify_all()
            return not self._stopping


class Latest(_Reader):
    """The newest frame of a source; one that was not taken before the next came is dropped and counted.

    With `paced`, a frame comes no sooner than its time: a file plays as if it were a camera.
    """

    is_whole = False

    def __init__(self, source: Source, *, paced: bool = False) -> None:
        super().__init__(source)
        self._paced = paced
        self._started: float | None = None
        self._dropped = 0
        self._came = monotonic()
        self._rate = Rate()

    @property
    def dropped(self) -> int:
        """Frames that were never taken."""
        return self._dropped

    @property
    def silent_for(self) -> float:
        """Seconds since the last frame came; before the first one, since this was made."""
        return monotonic() - self._came

    @property
    def rate(self) -> float:
        """Frames a second that came, taken or not, over the last second."""
        with self._changed:
            return self._rate.per_second

    @property
    def running_for(self) -> float:
        """Seconds since the first frame came."""
        return 0.0 if self._started is None else monotonic() - self._started

    def delay(self, frame: Frame) -> float:
        """Seconds since a frame that was taken came, or by the first frame's coming should have come."""
        return monotonic() - (self._started or 0.0) - float(frame.time)

    def _keep(self, frame: Frame) -> bool:
        with self._changed:
            if self._started is None:
                self._started = monotonic() - float(frame.time)
            if self._paced:
                self._changed.wait_for(lambda: self._stopping, -self.delay(frame))
            self._came = monotonic()
            self._rate.tick()
            self._dropped += len(self._frames)
            self._frames.clear()
            self._frames.append(frame)
            self._changed.notify_all()
            return not self._stopping


def has_left_a_reader() -> bool:
    """Whether a reader that was left behind is still stuck in a read.

    If that returns while Python is being taken down, OpenCV aborts the process: it has to be ended by `os._exit`.
    """
    return any(thread.name == READER for thread in enumerate_threads())

"""A sink in a thread of its own."""

from __future__ import annotations

from collections import deque
from enum import Enum, auto
from fractions import Fraction
from pathlib import Path
from threading import Condition, Thread

from live_seg.errors import LiveSegError
from live_seg.segment import Segmentation
from live_seg.sink import Sink


class _End(Enum):
    """How the thread ends its sink."""

    WHOLE = auto()
    STOPPED = auto()
    ABANDONED = auto()


class Writer:
    """Owns a sink: its thread writes what is put, and at the end closes or abandons the sink.

    A sink that fails is abandoned, and nothing more is written to it.

    Args:
        sink: the sink, which nobody else may use from now on.
        depth: how many segmentations may wait.
        drops: what happens when the queue is full: True drops the new segmentation and counts it, False waits.

    Attributes:
        sink: the sink. Only its properties may be read.
        failure: the error of the sink, or None. A note says where the partial file is.
        dropped: number of segmentations that were dropped because the queue was full.
        partial: the partial file of a sink that was abandoned, or None.
        is_over: whether the sink has been closed or abandoned.
    """

    def __init__(self, sink: Sink, depth: int, *, drops: bool = False) -> None:
        self.sink = sink
        self.failure: LiveSegError | None = None
        self.dropped = 0
        self.partial: Path | None = None
        self.is_over = False
        self._depth = depth
        self._drops = drops
        self._waiting: deque[Segmentation] = deque()
        self._changed = Condition()
        self._end: _End | None = None
        self._last_ends: Fraction | None = None  # in seconds
        self._crash: BaseException | None = None
        self._thread = Thread(target=self._run, name="live_seg sink")
        self._thread.start()

    def put(self, segmentation: Segmentation) -> None:
        """Hand over a segmentation. Does nothing after a failure."""
        with self._changed:
            if not self._drops:
                self._changed.wait_for(lambda: self._has_room)
            if self._end or self.is_over:
                pass
            elif len(self._waiting) < self._depth:
                self._waiting.append(segmentation)
                self._changed.notify_all()
            else:
                self.dropped += 1
        self._raise_crash()

    def wait_for_room(self, timeout: float) -> bool:
        """Wait up to `timeout` seconds until `put` would return at once, and return whether it would."""
        with self._changed:
            return self._drops or bool(self._changed.wait_for(lambda: self._has_room, timeout))

    def finish(self, *, whole: bool = True, end: Fraction | None = None) -> None:
        """Ask the thread to write what is queued and to close the sink (see `Sink.close`). Returns at once."""
        self._last_ends = end
        self._ask(_End.WHOLE if whole else _End.STOPPED)

    def abandon(self) -> None:
        """Ask the thread to drop what is queued and to abandon the sink. Returns at once; see `join`."""
        self._ask(_End.ABANDONED)

    def fail(self, failure: LiveSegError) -> None:
        """Abandon the sink for a failure that was noticed outside of it."""
        if self.failure is None and not self.is_over:
            self.failure = failure
            self.abandon()

    def join(self) -> None:
        """Wait until the sink is closed or abandoned, after `finish` or `abandon`.

        Raises:
            BaseException: an error of the sink that is not a `LiveSegError`.
        """
        with self._changed:
            # not Thread.join: after an interrupt it treats a running thread as ended
            self._changed.wait_for(lambda: self.is_over)
        self._thread.join()
        self._raise_crash()

    def _ask(self, end: _End) -> None:
        with self._changed:
            if self._end is None or end is _End.ABANDONED:
                self._end = end
            if end is _End.ABANDONED:
                self._waiting.clear()
            self._changed.notify_all()

    @property
    def _has_room(self) -> bool:
        return len(self._waiting) < self._depth or self._end is not None or self.is_over

    def _raise_crash(self) -> None:
        if self._crash is not None:
            crash, self._crash = self._crash, None
            raise crash

    def _run(self) -> None:
        error: BaseException | None = None
        try:
            while (segmentation := self._next()) is not None:
                self.sink.write(segmentation)
            if self._end is not _End.ABANDONED:
                self.sink.close(whole=self._end is _End.WHOLE, end=self._last_ends)
        except BaseException as raised:  # noqa: BLE001  # it belongs to the thread that puts or joins
            error = raised
        try:
            if error is not None or self._end is _End.ABANDONED:
                self.partial = self.sink.abandon()
        except BaseException as raised:  # noqa: BLE001
            error = error or raised
        self._finish(error)

    def _finish(self, error: BaseException | None) -> None:
        with self._changed:
            if not isinstance(error, LiveSegError):
                self._crash = error
            elif self.failure is None:
                self.failure = error
            reported = self.failure or self._crash
            if reported is not None and self.partial is not None:
                reported.add_note(f"what was written is in {self.partial}")
            self.is_over = True
            self._waiting.clear()
            self._changed.notify_all()

    def _next(self) -> Segmentation | None:
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._end)
            if not self._waiting:
                return None
            segmentation = self._waiting.popleft()
            self._changed.notify_all()
            return segmentation

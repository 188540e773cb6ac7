"""A lock for what only one thread at a time may use: OpenCV aborts the process if two threads read one capture."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock

from live_seg.errors import SourceError


class Exclusive:
    """Lets one thread at a time read.

    Args:
        name: name of the source, for the error.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._lock = RLock()  # a signal handler may close what its own thread reads
        self._is_closing = False

    @contextmanager
    def reading(self) -> Iterator[None]:
        """A block that reads.

        Raises:
            SourceError: another thread is reading.
        """
        if not self._lock.acquire(blocking=False):
            if not self._is_closing:
                raise SourceError(f"{self._name} is being read by another thread; open it once for each thread")
            self._lock.acquire()  # a read during `close` waits for it, and then finds that the source is closed
        try:
            yield
        finally:
            self._lock.release()

    @contextmanager
    def closing(self) -> Iterator[None]:
        """A block that closes; waits for a read that is under way."""
        self._is_closing = True
        with self._lock:
            yield

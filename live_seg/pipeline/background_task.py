"""Work in a thread of its own, whose newest result can be asked for at any time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from threading import Event, Thread
from typing import Generic, TypeVar

T = TypeVar("T")


class BackgroundTask(Generic[T]):
    """Iterates over `steps` in a thread, and keeps the newest value.

    `BackgroundTask.call` is for work that is not divided into steps.

    Args:
        steps: the iteration starts at once.
    """

    def __init__(self, steps: Iterable[T]) -> None:
        self._steps = steps
        self._newest: T | None = None
        self._error: BaseException | None = None
        self._over = Event()
        self._stopping = Event()
        self._thread = Thread(target=self._run, name="live_seg task")
        self._thread.start()

    @classmethod
    def call(cls, work: Callable[[], T]) -> BackgroundTask[T]:
        """Call a function; its result is the only value."""
        return cls(work() for _ in range(1))

    @property
    def newest(self) -> T | None:
        """The newest value; None before the first.

        Raises:
            BaseException: the error of the work.
        """
        if self._error is not None:
            raise self._error
        return self._newest

    @property
    def is_over(self) -> bool:
        """Whether the work is done, stopped, or has failed."""
        return self._over.is_set()

    def stop(self) -> None:
        """Ask the work to end after the current step."""
        self._stopping.set()

    def join(self) -> None:
        """Wait until the work has ended."""
        # not Thread.join: after an interrupt it treats a running thread as ended
        self._over.wait()
        self._thread.join()

    def result(self) -> T | None:
        """Wait until the work has ended, and return the last value.

        Raises:
            BaseException: the error of the work.
        """
        self.join()
        return self.newest

    def _run(self) -> None:
        try:
            for value in self._steps:
                self._newest = value
                if self._stopping.is_set():
                    break
        except BaseException as error:  # noqa: BLE001  # raised again on the thread that asks
            self._error = error
        finally:
            self._over.set()

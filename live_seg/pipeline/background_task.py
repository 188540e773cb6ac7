"""Work in a thread of its own, beside the picture, which looks now and then at what has come of it."""

from __future__ import annotations

from threading import Event, Thread
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

T = TypeVar("T")


class BackgroundTask(Generic[T]):
    """Iterates over `steps`; the newest value is there to be asked for.

    Work that is not divided into steps is one: `BackgroundTask.call`.

    Args:
        steps: done in the thread, from the start on.
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
            BaseException: what the work has failed with.
        """
        if self._error is not None:
            raise self._error
        return self._newest

    @property
    def is_over(self) -> bool:
        """Whether the work has ended: it is done, stopped, or has failed."""
        return self._over.is_set()

    def stop(self) -> None:
        """Ask it to end after the step that it is in."""
        self._stopping.set()

    def join(self) -> None:
        """Wait until it has ended."""
        # not by the thread's own `join`, which an interrupt makes take a thread for ended that is not
        self._over.wait()
        self._thread.join()

    def result(self) -> T | None:
        """Wait until it has ended; the last value.

        Raises:
            BaseException: what the work has failed with.
        """
        self.join()
        return self.newest

    def _run(self) -> None:
        try:
            for value in self._steps:
                self._newest = value
                if self._stopping.is_set():
                    break
        except BaseException as error:  # noqa: BLE001  # whatever it is belongs to the thread that asks
            self._error = error
        finally:
            self._over.set()

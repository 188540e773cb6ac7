"""Signals that ask the program to end: Ctrl-C, a closed terminal, a stopped service."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from types import FrameType
from typing import NoReturn, Self

SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]

GRACE = 1.0
"""Seconds after the first signal during which others are ignored: people press Ctrl-C twice."""


class Interrupts:
    """In its block, a signal sets `stop` and does not end the process. Another signal after `GRACE` ends it.

    Attributes:
        stop: set by the first signal. Loops check it.
        signal: number of the first signal, or None.
    """

    def __init__(self) -> None:
        self.stop = threading.Event()
        self.signal: int | None = None
        self._since = 0.0
        self._before: dict[int, signal._HANDLER] = {}

    def _request(self, number: int, frame: FrameType | None) -> None:
        if self.signal is None:
            self.signal, self._since = number, monotonic()
            self.stop.set()
        elif monotonic() - self._since > GRACE:
            self._restore()
            self.signal = None  # this one is raised, and the first one is not raised again
            signal.raise_signal(number)

    def __enter__(self) -> Self:
        # only the main thread may set handlers
        if threading.current_thread() is threading.main_thread():
            for number in SIGNALS:
                # nohup ignores SIGHUP, and so it stays ignored; a handler that C code has set (None) cannot be restored
                if signal.getsignal(number) not in {signal.SIG_IGN, None}:
                    self._before[number] = signal.signal(number, self._request)
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self._restore()

    def raise_again(self) -> None:
        """Raise the signal that arrived in the block, if any. Call this after the block."""
        if self.signal is not None:
            signal.raise_signal(self.signal)

    def _restore(self) -> None:
        # a signal may come in the middle of this, and call it again
        for number, handler in self._before.items():
            signal.signal(number, handler)


@contextmanager
def ending_by_exception() -> Iterator[None]:
    """In its block, signals that would kill the process at once end it by an exception, so that blocks are left.

    Ctrl-C does that anyway.
    """
    before = {
        number: signal.signal(number, _exit)
        for number in SIGNALS
        if threading.current_thread() is threading.main_thread() and signal.getsignal(number) == signal.SIG_DFL
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _exit(number: int, frame: FrameType | None) -> NoReturn:  # noqa: ARG001  # what a handler gets
    raise SystemExit(128 + number)

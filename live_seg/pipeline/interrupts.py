"""A request to stop from outside: Ctrl-C, a terminal that closes, a service that is told to end."""

from __future__ import annotations

import signal
import threading
from time import monotonic
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import FrameType

SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]

GRACE = 1.0
"""Seconds in which a second signal is taken for an impatient first one: outputs are being finished."""


class Interrupts:
    """While its block runs, the first signal sets `stop` instead of ending the process; one a second later ends it.

    Attributes:
        stop: set by the signal: whoever loops looks at it.
        signal: the signal's number, or None.
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
            signal.raise_signal(number)

    def __enter__(self) -> Self:
        # Python lets no other thread set handlers; there the program that embeds this one has them
        if threading.current_thread() is threading.main_thread():
            for number in SIGNALS:
                # one that is ignored stays so (nohup), and one of a C program's cannot be put back
                if signal.getsignal(number) not in {signal.SIG_IGN, None}:
                    self._before[number] = signal.signal(number, self._request)
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self._restore()

    def _restore(self) -> None:
        # as often as it is called: a signal may come in the middle of it
        for number, handler in self._before.items():
            signal.signal(number, handler)

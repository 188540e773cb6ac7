"""A sink written to in a thread of its own, behind whoever has the pictures."""

from __future__ import annotations

from collections import deque
from threading import Condition, Thread
from typing import TYPE_CHECKING, Protocol, Self

if TYPE_CHECKING:
    from fractions import Fraction

    import numpy as np
    from numpy.typing import NDArray


class Sink(Protocol):
    """What a writer writes to."""

    def write(self, time: Fraction, bgr: NDArray[np.uint8], /) -> None:
        """Write a picture, uint8 (H, W, 3) BGR, that is shown from `time` (seconds) on."""


class Writer:
    """Writes pictures to a sink in a thread of its own, up to `depth` of them waiting.

    The sink is still the caller's to close, after the block: then no thread works on it any more.
    """

    def __init__(self, sink: Sink, depth: int) -> None:
        self._sink = sink
        self._depth = depth
        self._waiting: deque[tuple[Fraction, NDArray[np.uint8]]] = deque()
        self._changed = Condition()
        self._closing = self._done = False
        self._error: BaseException | None = None
        self._failed = False
        self._refused = 0
        self._thread = Thread(target=self._write, name="live_seg sink")

    @property
    def failed(self) -> bool:
        """Whether the sink has failed: then nothing more is written to it."""
        return self._failed

    @property
    def refused(self) -> int:
        """Pictures that `offer` did not take."""
        return self._refused

    def put(self, time: Fraction, bgr: NDArray[np.uint8]) -> None:
        """Hand over a picture, when there is room for it. It must not be changed afterwards.

        Raises:
            LiveSegError: the sink failed.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._error or len(self._waiting) < self._depth)
            self._hand_over(time, bgr)

    def offer(self, time: Fraction, bgr: NDArray[np.uint8]) -> bool:
        """Hand over a picture if there is room for it now; False, and counted, if there is none.

        Raises:
            LiveSegError: the sink failed.
        """
        with self._changed:
            if len(self._waiting) >= self._depth and self._error is None:
                self._refused += 1
                return False
            self._hand_over(time, bgr)
            return True

    def _hand_over(self, time: Fraction, bgr: NDArray[np.uint8]) -> None:
        self._raise_once()
        self._waiting.append((time, bgr))
        self._changed.notify_all()

    def _raise_once(self) -> None:
        if self._error is not None:
            error, self._error = self._error, None
            raise error

    def _write(self) -> None:
        try:
            while (picture := self._next()) is not None:
                self._sink.write(*picture)
        except BaseException as error:  # noqa: BLE001  # whatever it is belongs to the thread that waits
            self._error = error
            self._failed = True
        finally:
            with self._changed:
                self._done = True
                self._waiting.clear()
                self._changed.notify_all()

    def _next(self) -> tuple[Fraction, NDArray[np.uint8]] | None:
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._closing)
            if not self._waiting:
                return None
            picture = self._waiting.popleft()
            self._changed.notify_all()
            return picture

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        interrupted: BaseException | None = None
        while True:
            try:
                with self._changed:
                    self._closing = True
                    if interrupted:
                        self._waiting.clear()
                    self._changed.notify_all()
                    # not by `join`, which an interrupt makes take a thread for ended that is not
                    self._changed.wait_for(lambda: self._done)
                break
            except BaseException as signalled:  # noqa: BLE001  # raised again below
                # another Ctrl-C: the sink must not be closed while the thread is in it, so one picture is waited for
                interrupted = signalled
        self._thread.join()
        if interrupted:
            raise interrupted
        if error is None:
            self._raise_once()

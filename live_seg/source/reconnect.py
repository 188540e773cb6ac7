"""A live source that comes back: one that fails, or ends, is opened anew until it is there again."""

from __future__ import annotations

import time
from dataclasses import dataclass
from itertools import chain, repeat
from threading import Event
from typing import TYPE_CHECKING, Self

from live_seg.errors import SourceError
from live_seg.frame import Frame
from live_seg.source.clock import ArrivalClock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from live_seg.frame import StreamInfo
    from live_seg.source.open import Source

PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0, 10.0)
"""Seconds before each try; the last one's again and again."""

TIMES = {1: "once", 2: "twice"}


@dataclass(frozen=True, slots=True)
class Outage:
    """That a source is away: since when (of `time.monotonic`), how often it was tried to open it anew, and why."""

    since: float
    tries: int
    reason: str

    @property
    def seconds(self) -> float:
        """How long it has lasted by now."""
        return time.monotonic() - self.since


class Reconnecting:
    """A live source, opened anew for ever when it fails or ends.

    `Frame.time` goes on by the wall clock while the source is away, `Frame.index` with the next number. The source may
    come back with frames of another size; `info` stays. One thread reads and closes it; any may call `stop` and look at
    `outage`.

    Args:
        source: the source, open.
        opener: opens it anew, in the thread that reads.
        pauses: seconds before each try, the last of them for all others.

    Raises:
        SourceError: while iterating: it has ended before its first frame.
    """

    def __init__(self, source: Source, opener: Callable[[], Source], pauses: Sequence[float] = PAUSES) -> None:
        self._opener = opener
        self._pauses = pauses
        self._source = source
        self._info = source.info
        self._stopped = Event()
        self._clock = ArrivalClock()
        self._last_frame = 0.0
        self._outage: Outage | None = None
        self._times_away = 0
        self._seconds_away = 0.0

    @property
    def info(self) -> StreamInfo:
        """That of the source as it was when it was first opened."""
        return self._info

    @property
    def outage(self) -> Outage | None:
        """What keeps the source away now, or None. A source that is silent is not away until its own patience ends."""
        return self._outage

    @property
    def damage(self) -> str | None:
        """How often and how long the source was away."""
        outage = self._outage
        times = self._times_away + (outage is not None)
        if not times:
            return self._source.damage
        seconds = self._seconds_away + (outage.seconds if outage else 0.0)
        return f"the stream was away {TIMES.get(times, f'{times} times')}, for {seconds:.1f} s in all"

    def __iter__(self) -> Iterator[Frame]:
        index = 0
        pauses = self._all_pauses()
        while not self._stopped.is_set():
            reason = "it has ended"
            try:
                for frame in self._source:
                    self._is_back()
                    pauses = self._all_pauses()
                    yield Frame(index, self._clock.stamp(), frame.bgr)
                    index += 1
                    if self._stopped.is_set():
                        return
            except SourceError as error:
                if index == 0 and not self._stopped.is_set():
                    raise
                reason = str(error)
            if self._stopped.is_set():
                return
            if index == 0:
                raise SourceError("the stream has ended before its first frame")
            self._open_anew(reason, pauses)

    def _all_pauses(self) -> Iterator[float]:
        return chain(self._pauses, repeat(self._pauses[-1]))

    def _is_back(self) -> None:
        now = time.monotonic()
        if self._outage is not None:
            self._times_away += 1
            self._seconds_away += now - self._outage.since
            self._outage = None
        self._last_frame = now

    def _open_anew(self, reason: str, pauses: Iterator[float]) -> None:
        """Come back with the source open, or when it is to stop."""
        # one that was opened and gave no frame is still away
        outage = self._outage or Outage(self._last_frame, 0, reason)
        self._outage = outage
        self._source.close()
        while not self._stopped.wait(next(pauses)):
            outage = self._outage = Outage(outage.since, outage.tries + 1, outage.reason)
            try:
                self._source = self._opener()
            except SourceError as error:
                outage = self._outage = Outage(outage.since, outage.tries, str(error))
            else:
                return

    def stop(self) -> None:
        """End iteration: a pause at once, a read when it returns. The source is not touched."""
        self._stopped.set()

    def close(self) -> None:
        """Close the source. Iteration ends."""
        self._stopped.set()
        self._source.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self.close()

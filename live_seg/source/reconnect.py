"""A live source that is opened again whenever it is lost."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, repeat
from threading import Event

from live_seg.errors import SourceError
from live_seg.frame import Frame
from live_seg.source.protocol import BaseSource, Source

PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0, 10.0)
"""Seconds before each try; the last pause is repeated."""

TIMES = {1: "once", 2: "twice"}


@dataclass(frozen=True, slots=True)
class Outage:
    """A source that is lost.

    Attributes:
        since: when it was lost, on the clock of `time.monotonic`.
        tries: number of attempts to open it again.
        reason: why it is lost.
    """

    since: float
    tries: int
    reason: str

    @property
    def seconds(self) -> float:
        """Seconds that it has lasted."""
        return time.monotonic() - self.since


class Reconnecting(BaseSource):
    """A live source that is opened again, without end, when it fails or ends.

    The frames are those of the sources as they come: give all of them one `ArrivalClock`, so that `Frame.time` and
    `Frame.index` go on. A source may come back with frames of another size; `info` stays. One thread reads
    it; any thread may call `stop` and `close`, and read `outage`.

    Args:
        source: the source, open.
        opener: opens it again, on the thread that reads.
        pauses: seconds before each try; the last one is repeated.

    Attributes:
        outage: the current outage, or None. A silent source is not lost before its own timeout.

    Raises:
        SourceError: while iterating: the source has ended before its first frame.
    """

    def __init__(self, source: Source, opener: Callable[[], Source], pauses: Sequence[float] = PAUSES) -> None:
        self._opener = opener
        self._pauses = pauses
        self._source = source
        self.info = source.info
        self.name = repr(source)
        self._stopped = Event()
        self._has_given_frames = False
        self._last_frame = 0.0
        self.outage: Outage | None = None
        self._times_away = 0
        self._seconds_away = 0.0

    @property
    def description(self) -> str:
        """The source's description."""
        return self._source.description

    @property
    def remarks(self) -> tuple[str, ...]:
        """The source's remarks."""
        return self._source.remarks

    @property
    def damage(self) -> str | None:
        """How often and for how long the source was lost."""
        outage = self.outage
        times = self._times_away + (outage is not None)
        if not times:
            return self._source.damage
        seconds = self._seconds_away + (outage.seconds if outage else 0.0)
        return f"the stream was away {TIMES.get(times, f'{times} times')}, for {seconds:.1f} s in all"

    def __iter__(self) -> Iterator[Frame]:
        pauses = self._all_pauses()
        while not self._stopped.is_set():
            reason = "it has ended"
            try:
                for frame in self._source:
                    self._note_frame()
                    pauses = self._all_pauses()
                    yield frame
                    if self._stopped.is_set():
                        return
            except SourceError as error:
                if not self._has_given_frames and not self._stopped.is_set():
                    raise
                reason = str(error)
            if self._stopped.is_set():
                return
            if not self._has_given_frames:
                raise SourceError("the stream has ended before its first frame")
            self._open_again(reason, pauses)

    def _all_pauses(self) -> Iterator[float]:
        return chain(self._pauses, repeat(self._pauses[-1]))

    def _note_frame(self) -> None:
        now = time.monotonic()
        if self.outage is not None:
            self._times_away += 1
            self._seconds_away += now - self.outage.since
            self.outage = None
        self._has_given_frames = True
        self._last_frame = now

    def _open_again(self, reason: str, pauses: Iterator[float]) -> None:
        """Return when the source is open, or when it is to stop."""
        # a source that was opened and gave no frame is still lost
        outage = self.outage or Outage(self._last_frame, 0, reason)
        self.outage = outage
        self._source.close()
        while not self._stopped.wait(next(pauses)):
            outage = self.outage = Outage(outage.since, outage.tries + 1, outage.reason)
            try:
                self._source = self._opener()
            except SourceError as error:
                outage = self.outage = Outage(outage.since, outage.tries, str(error))
            else:
                if self._stopped.is_set():  # `close` has closed the source before this one
                    self._source.close()
                return

    def stop(self) -> None:
        """End iteration: a pause at once, a read when it returns. A source that is in use is not touched."""
        self._stopped.set()

    def close(self) -> None:
        """Close the source. Iteration ends."""
        self._stopped.set()
        self._source.close()

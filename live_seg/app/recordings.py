"""The recordings of a session, one after the other: a key begins and ends them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Self

from live_seg.app.recorder import Recorder
from live_seg.app.snapshot import default_stem
from live_seg.app.workers import Aside
from live_seg.view.status import duration

if TYPE_CHECKING:
    from fractions import Fraction
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from live_seg.app.recorder import Recording
    from live_seg.errors import LiveSegError
    from live_seg.frame import StreamInfo
    from live_seg.view.status import OnRecord


class Recordings:
    """Begins recordings, gives pictures to the one under way, and ends each in a thread of its own.

    Args:
        info: the stream's.
        folder: where those are put that nobody has named.
        overwrite: whether files that exist may be replaced by those that somebody has named.

    Attributes:
        finished: in the order in which they were begun.
        failures: why others have failed.
    """

    def __init__(self, info: StreamInfo, folder: Path, *, overwrite: bool) -> None:
        self.finished: list[Recording] = []
        self.failures: list[LiveSegError] = []
        self._info = info
        self._folder = folder
        self._overwrite = overwrite
        self._current: Recorder | None = None
        self._has_told_failure = False
        self._ending: list[tuple[Recorder, Aside[None]]] = []

    @property
    def is_on(self) -> bool:
        """Whether there is one under way, that has not failed."""
        return self._current is not None and self._current.failure is None

    @property
    def has_failed(self) -> bool:
        """Whether the newest one has failed."""
        return self._current is not None and self._current.failure is not None

    @property
    def state(self) -> OnRecord | None:
        """How the one under way is doing; None where there is none."""
        return self._current.state if self._current else None

    def begin(self, width: int, height: int, path: Path | None = None) -> Path:
        """Begin a recording of pictures of a size in pixels, and say where.

        Raises:
            SinkError: the file cannot be created there.
        """
        self.end()
        info = replace(self._info, width=width, height=height)
        place = path or _free(self._folder / f"{default_stem(datetime.now().astimezone())}.mp4")
        self._current = Recorder(place, info, overwrite=self._overwrite and path is not None).__enter__()
        self._has_told_failure = False
        return place

    def take(self, time: Fraction, bgr: NDArray[np.uint8], *, wait: bool) -> None:
        """Record a picture where a recording is under way: as `Recorder.take`."""
        if self._current:
            self._current.take(time, bgr, wait=wait)

    def end(self) -> None:
        """End the one under way, if there is one. Its file is finished in a thread of its own."""
        if self._current is not None:
            recorder, self._current = self._current, None
            self._ending.append((recorder, Aside.call(lambda: recorder.__exit__(None, None, None))))

    def news(self) -> list[str]:
        """What there is to say since it was asked for last: those that are finished, and that have failed."""
        said = []
        if self._current and self._current.failure and not self._has_told_failure:
            self._has_told_failure = True
            said.append(str(self._current.failure))
        ended = [(recorder, work) for recorder, work in self._ending if work.is_over]
        self._ending = [pair for pair in self._ending if pair not in ended]
        for recorder, work in ended:
            work.result()
            said.append(self._booked(recorder))
        return said

    def _booked(self, recorder: Recorder) -> str:
        if recorder.failure:
            self.failures.append(recorder.failure)
            return str(recorder.failure)
        if recorder.recording is None:
            return f"nothing was recorded to {recorder.path}"
        self.finished.append(recorder.recording)
        return f"saved {recorder.path.name}, {duration(recorder.recording.seconds)}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        for recorder, work in self._ending:
            work.result()
            self._booked(recorder)
        self._ending = []
        if self._current is not None:
            # here, and not in a thread: a second signal may end it early
            self._current.__exit__(None, None, None)
            self._booked(self._current)
            self._current = None


def _free(path: Path) -> Path:
    """The path, or with -2, -3 after its stem where there is something already."""
    number = 1
    place = path
    while place.exists():
        number += 1
        place = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return place

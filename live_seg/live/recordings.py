"""The recordings of a session, one after the other: a key begins and ends them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from os.path import lexists
from typing import TYPE_CHECKING, Self

from live_seg.live.recorder import Recorder
from live_seg.live.snapshot import default_stem
from live_seg.pipeline import BackgroundTask
from live_seg.view.hud.status import duration

if TYPE_CHECKING:
    from fractions import Fraction
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from live_seg.errors import LiveSegError
    from live_seg.frame import StreamInfo
    from live_seg.live.recorder import Recording
    from live_seg.view.hud.status import OnRecord


class Recordings:
    """Begins recordings, gives pictures to the one under way, and ends each in a thread of its own.

    Args:
        info: the stream's.
        folder: where those are put that nobody has named.
        overwrite: whether files that exist may be replaced by those that somebody has named.

    Attributes:
        finished: in the order in which they were.
        failures: why others have failed.
    """

    def __init__(self, info: StreamInfo, folder: Path, *, overwrite: bool) -> None:
        self.finished: list[Recording] = []
        self.failures: list[LiveSegError] = []
        self._info = info
        self._folder = folder
        self._overwrite = overwrite
        self._current: Recorder | None = None
        self._ending: list[tuple[Recorder, BackgroundTask[None]]] = []
        self._names: set[Path] = set()
        self._told: Recorder | None = None

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
        place = path or self._free_name()
        self._current = Recorder(place, info, overwrite=self._overwrite and path is not None)
        self._names.add(place)
        return place

    def take(self, time: Fraction, bgr: NDArray[np.uint8], *, wait: bool) -> None:
        """Record a picture where a recording is under way: as `Recorder.take`."""
        if self._current:
            self._current.take(time, bgr, wait=wait)

    def end(self) -> None:
        """End the one under way, if there is one. Its file is finished in a thread of its own."""
        if self._current is not None:
            recorder, self._current = self._current, None
            self._ending.append((recorder, BackgroundTask.call(recorder.close)))

    def news(self) -> list[str]:
        """What there is to say since it was asked for last: those that are finished, and that have failed."""
        said = []
        if self._current and self._current.failure and self._told is not self._current:
            self._told = self._current
            said.append(str(self._current.failure))
        for pair in [pair for pair in self._ending if pair[1].is_over]:
            self._ending.remove(pair)
            said.extend(self._booked(*pair))
        return said

    def _booked(self, recorder: Recorder, work: BackgroundTask[None] | None = None) -> list[str]:
        if work is not None:
            work.result()
        if recorder.failure:
            self.failures.append(recorder.failure)
            return [] if self._told is recorder else [str(recorder.failure)]
        if recorder.recording is None:
            return [f"nothing was recorded to {recorder.path}"]
        self.finished.append(recorder.recording)
        return [f"saved {recorder.path.name}, {duration(recorder.recording.seconds)}"]

    def _free_name(self) -> Path:
        """A name by the time that nothing has, and that none of this session's files is to get."""
        stem = default_stem(datetime.now().astimezone())
        number, place = 1, self._folder / f"{stem}.mp4"
        while lexists(place) or place in self._names:
            number += 1
            place = self._folder / f"{stem}-{number}.mp4"
        return place

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        try:
            while self._ending:
                self._booked(*self._ending[0])
                del self._ending[0]
        except BaseException as interruption:
            for recorder, _ in self._ending:
                interruption.add_note(f"{recorder.path} is still being finished in {recorder.partial}")
            raise
        finally:
            # here, and not in a thread: a second signal may end it early
            if self._current is not None:
                self._current.close()
                self._booked(self._current)
                self._current = None

"""How far a run has come: a bar on a terminal, a plain line now and then anywhere else."""

from __future__ import annotations

from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING, Protocol, Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.progress import Progress as RichProgress
from rich.text import Text

if TYPE_CHECKING:
    from typing import TextIO

SECONDS_BETWEEN_LINES = 5.0
SECONDS_BETWEEN_DRAWINGS = 0.1

NAME_WIDTH, BAR_WIDTH = 24, 20
"""In characters: with the figures they leave room on 80 columns, also for the ^C that a terminal writes."""

UNHEARD = suppress(OSError)
"""A terminal that is closed, a pipe that nobody reads: no reason to throw the work away."""


class Progress(Protocol):
    """Told of every frame. `say` prints a line without disturbing what is on the screen."""

    def say(self, text: str) -> None: ...
    def begin(self, name: str, frames: int | None, unit: str = "frames") -> None: ...
    def advance(self, note: str = "") -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(self, kind: object, error: object, trace: object) -> None: ...


class Bar:
    """A bar with frames done, rate and time left, for a terminal."""

    def __init__(self, stream: TextIO) -> None:
        self._drawn = 0.0
        self._console = Console(file=stream, highlight=False)
        self._bar = RichProgress(
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=BAR_WIDTH),
            MofNCompleteColumn(),
            _Rate(),
            TimeRemainingColumn(compact=True),
            TextColumn("{task.fields[note]}", markup=False),
            console=self._console,
            transient=True,
            # drawn by `advance`: the threads of this program are in `workers`
            auto_refresh=False,
        )

    def say(self, text: str) -> None:
        with UNHEARD:
            self._console.print(text, markup=False, soft_wrap=True)

    def begin(self, name: str, frames: int | None, unit: str = "frames") -> None:  # noqa: ARG002  # a bar has no words
        self._task = self._bar.add_task(_shortened(name), total=frames, note="")

    def advance(self, note: str = "") -> None:
        self._bar.update(self._task, advance=1, note=note)
        now = monotonic()
        if now - self._drawn >= SECONDS_BETWEEN_DRAWINGS:
            self._drawn = now
            with UNHEARD:
                self._bar.refresh()

    def __enter__(self) -> Self:
        with UNHEARD:
            self._bar.start()
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        with UNHEARD:
            self._bar.stop()


def _shortened(name: str) -> str:
    return name if len(name) <= NAME_WIDTH else f"{name[: NAME_WIDTH - 9]}…{name[-8:]}"


class _Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        return Text(f"{task.speed or 0:.0f}/s", style="progress.data.speed")


class Lines:
    """A plain line every few seconds, for a log file or a pipe."""

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream
        self._name = ""
        self._unit = "frames"
        self._total: int | None = None
        self._done = 0
        self._started = self._said = 0.0

    def say(self, text: str) -> None:
        if self._stream is not None:
            with UNHEARD:
                print(text, file=self._stream, flush=True)

    def begin(self, name: str, frames: int | None, unit: str = "frames") -> None:
        self._name, self._total, self._done, self._unit = name, frames, 0, unit
        self._started = self._said = monotonic()

    def advance(self, note: str = "") -> None:
        self._done += 1
        now = monotonic()
        if now - self._said >= SECONDS_BETWEEN_LINES:
            self._said = now
            rate = self._done / (now - self._started)
            of = f" of {self._total}" if self._total else ""
            left = f", {max(0, self._total - self._done) / rate:.0f} s left" if self._total else ""
            self.say(f"{self._name}: {self._done}{of} {self._unit}, {rate:.0f}/s{left}{note and ', '}{note}")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        return


def progress_on(stream: TextIO | None) -> Bar | Lines:
    """The kind of progress that fits where it is written to; None is a standard error that was closed."""
    return Bar(stream) if stream is not None and stream.isatty() else Lines(stream)

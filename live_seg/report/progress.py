"""The progress of a run: a bar on a terminal, and a plain line every few seconds elsewhere."""

from __future__ import annotations

from contextlib import suppress
from time import monotonic
from typing import Protocol, Self, TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.progress import Progress as RichProgress
from rich.text import Text

from live_seg.report.wording import shortened

SECONDS_BETWEEN_LINES = 5.0
SECONDS_BETWEEN_DRAWINGS = 0.1

NAME_WIDTH, BAR_WIDTH = 24, 20
"""In characters. With the figures, they fit in 80 columns and leave room for the ^C that a terminal writes."""

IF_OPEN = suppress(OSError)
"""A closed terminal or pipe does not stop the work."""


class Progress(Protocol):
    """Shows how many frames, or other units, are done. `say` prints a line above the bar."""

    def say(self, text: str) -> None: ...
    def begin(self, name: str, frames: int | None, unit: str = "frames") -> None: ...
    def advance(self, note: str = "") -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(self, kind: object, error: object, trace: object) -> None: ...


class Bar:
    """A bar with frames, rate and time left, for a terminal."""

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
            # `advance` draws it, because only `pipeline` starts threads
            auto_refresh=False,
        )

    def say(self, text: str) -> None:
        with IF_OPEN:
            self._console.print(text, markup=False, soft_wrap=True)

    def begin(self, name: str, frames: int | None, unit: str = "frames") -> None:  # noqa: ARG002  # the bar has no room for it
        self._task = self._bar.add_task(shortened(name, NAME_WIDTH), total=frames, note="")

    def advance(self, note: str = "") -> None:
        self._bar.update(self._task, advance=1, note=note)
        now = monotonic()
        if now - self._drawn >= SECONDS_BETWEEN_DRAWINGS:
            self._drawn = now
            with IF_OPEN:
                self._bar.refresh()

    def __enter__(self) -> Self:
        with IF_OPEN:
            self._bar.start()
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        with IF_OPEN:
            self._bar.stop()


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
        self._started = self._last = 0.0

    def say(self, text: str) -> None:
        if self._stream is not None:
            with IF_OPEN:
                print(text, file=self._stream, flush=True)

    def begin(self, name: str, frames: int | None, unit: str = "frames") -> None:
        self._name, self._total, self._done, self._unit = name, frames, 0, unit
        self._started = self._last = monotonic()

    def advance(self, note: str = "") -> None:
        self._done += 1
        now = monotonic()
        if now - self._last >= SECONDS_BETWEEN_LINES:
            self._last = now
            rate = self._done / (now - self._started)
            of = f" of {self._total}" if self._total else ""
            left = f", {max(0, self._total - self._done) / rate:.0f} s left" if self._total else ""
            self.say(f"{self._name}: {self._done}{of} {self._unit}, {rate:.0f}/s{left}{note and ', '}{note}")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        return


def progress_on(stream: TextIO | None) -> Bar | Lines:
    """A bar if the stream is a terminal, else lines; None stands for a standard error that was closed."""
    return Bar(stream) if stream is not None and stream.isatty() else Lines(stream)

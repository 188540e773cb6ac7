"""Progress: a bar on a terminal, plain lines anywhere else."""

from __future__ import annotations

import io
import os
from contextlib import suppress
from threading import Event
from typing import TYPE_CHECKING

from live_seg.report import progress
from live_seg.report.progress import Bar, Lines, progress_on
from tests.platforms import posix_only

if TYPE_CHECKING:
    import pytest


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_gets_a_bar() -> None:
    assert isinstance(progress_on(Terminal()), Bar)


def test_anything_else_gets_lines() -> None:
    assert isinstance(progress_on(io.StringIO()), Lines)


def test_the_bar_shows_name_frames_and_rate() -> None:
    terminal = Terminal()
    with Bar(terminal) as bar:
        bar.begin("clip.mp4", 3)
        for _ in range(3):
            bar.advance("K 8")
    assert "clip.mp4" in terminal.getvalue()
    assert "3/3" in terminal.getvalue()
    assert "/s" in terminal.getvalue()


def test_the_bar_shows_brackets_in_names() -> None:
    terminal = Terminal()
    with Bar(terminal) as bar:
        bar.begin("[red]clip.mp4", None)
        bar.say("cannot read [bold]clip.mp4")
    assert "[red]clip.mp4" in terminal.getvalue()
    assert "[bold]clip.mp4" in terminal.getvalue()


def test_a_line_has_frames_rate_and_time_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "SECONDS_BETWEEN_LINES", 0)
    stream = io.StringIO()
    with Lines(stream) as lines:
        lines.begin("clip.mp4", 2)
        lines.advance("K 8")
    line = stream.getvalue()
    assert line.startswith("clip.mp4: 1 of 2 frames, ")
    assert "/s" in line
    assert "s left" in line
    assert line.endswith("K 8\n")


def test_lines_without_a_known_length_show_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "SECONDS_BETWEEN_LINES", 0)
    stream = io.StringIO()
    with Lines(stream) as lines:
        lines.begin("camera", None)
        lines.advance()
    assert "of" not in stream.getvalue()
    assert "left" not in stream.getvalue()


def test_a_closed_pipe_does_not_stop_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "SECONDS_BETWEEN_LINES", 0)
    reader, writer = os.pipe()
    os.close(reader)
    stream = io.TextIOWrapper(io.FileIO(writer, "w"), write_through=True)
    with Lines(stream) as lines:
        lines.begin("clip.mp4", 3)
        lines.advance()
        lines.say("a word")
    with suppress(OSError):
        stream.close()


@posix_only
def test_a_closed_terminal_does_not_stop_the_work() -> None:
    reached_the_end = Event()
    ours, theirs = os.openpty()
    with suppress(OSError), os.fdopen(theirs, "w") as terminal, Bar(terminal) as bar:
        bar.begin("clip.mp4", 3)
        bar.advance()
        os.close(ours)
        bar.say("a word")
        bar.advance()
        reached_the_end.set()
    assert reached_the_end.is_set()


def test_lines_are_seconds_apart() -> None:
    stream = io.StringIO()
    with Lines(stream) as lines:
        lines.begin("clip.mp4", 1000)
        for _ in range(1000):
            lines.advance()
    assert stream.getvalue() == ""

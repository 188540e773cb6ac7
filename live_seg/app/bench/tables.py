"""Tables for a terminal: text of at most 80 columns, styled, to be stripped where it is piped."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from rich.console import Console, Group
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.console import RenderableType

    from live_seg.app.bench.machine import Machine

WIDTH = 80


def rendered(*parts: RenderableType) -> str:
    """Parts one below the other."""
    console = Console(file=io.StringIO(), width=WIDTH, force_terminal=True, highlight=False)
    with console.capture() as capture:
        console.print(*parts, sep="\n")
    return capture.get().rstrip("\n")


def head(machine: Machine, facts: str) -> Group:
    """What was measured, and on what machine."""
    programs = ", ".join(f"{name} {version}" for name, version in machine.versions.items())
    cores = f"{counted(machine.cores, 'core')}, {counted(machine.threads, 'thread')}"
    return Group(Text(machine.cpu, "bold"), Text(f"{cores}\n{programs}\n{facts}\n", "dim"))


def legend(terms: Mapping[str, str]) -> Text:
    """What the terms of a table mean, a line each."""
    width = max(map(len, terms)) + 2
    return Text("\n".join(f"{term:<{width}}{meaning}" for term, meaning in terms.items()), "dim")


def figure(value: float) -> str:
    """Three digits of a number, or as many as it has before its point."""
    digits = 2 if abs(value) < 9.995 else 1 if abs(value) < 99.95 else 0
    return f"{value:.{digits}f}"


def counted(count: int, noun: str) -> str:
    """A number of things in words: "1 core", "2 cores"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"

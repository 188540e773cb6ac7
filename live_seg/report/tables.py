"""Tables for a terminal: text of at most 80 columns, styled, to be stripped where it is piped."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.console import RenderableType

WIDTH = 80


def rendered(*parts: RenderableType) -> str:
    """Parts one below the other."""
    console = Console(file=io.StringIO(), width=WIDTH, force_terminal=True, highlight=False)
    with console.capture() as capture:
        console.print(*parts, sep="\n")
    return capture.get().rstrip("\n")


def legend(terms: Mapping[str, str]) -> Text:
    """What the terms of a table mean, a line each."""
    width = max(map(len, terms)) + 2
    return Text("\n".join(f"{term:<{width}}{meaning}" for term, meaning in terms.items()), "dim")


def figure(value: float) -> str:
    """Three digits of a number, or as many as it has before its point."""
    digits = 2 if abs(value) < 9.995 else 1 if abs(value) < 99.95 else 0
    return f"{value:.{digits}f}"

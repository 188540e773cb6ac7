"""Tables for a terminal: text with at most 80 columns and styles, which are removed if it is piped."""

from __future__ import annotations

import io
from collections.abc import Mapping

from rich.console import Console, RenderableType
from rich.text import Text

WIDTH = 80


def rendered(*parts: RenderableType) -> str:
    """The text of parts, one below the other."""
    console = Console(file=io.StringIO(), width=WIDTH, force_terminal=True, highlight=False)
    with console.capture() as capture:
        console.print(*parts, sep="\n")
    return capture.get().rstrip("\n")


def legend(terms: Mapping[str, str]) -> Text:
    """The meaning of the terms in a table, one line each."""
    width = max(map(len, terms)) + 2
    return Text("\n".join(f"{term:<{width}}{meaning}" for term, meaning in terms.items()), "dim")


def figure(value: float) -> str:
    """A number with three digits, or more if it has more before its point."""
    digits = 2 if abs(value) < 9.995 else 1 if abs(value) < 99.95 else 0
    return f"{value:.{digits}f}"

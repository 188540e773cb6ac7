"""Numbers of things in words."""

from __future__ import annotations


def count_of(thing: str, count: int) -> str:
    """A number of things: "1 frame", "25 frames"."""
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"

"""Counts and names for a reader."""

from __future__ import annotations


def count_of(thing: str, count: int) -> str:
    """A count with its noun: "1 frame", "25 frames"."""
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def shortened(name: str, length: int) -> str:
    """A name of at most this many characters, with the middle left out if it is longer."""
    return name if len(name) <= length else f"{name[: length - 9]}…{name[-8:]}"

"""Counts in words."""

from __future__ import annotations


def count_of(thing: str, count: int) -> str:
    """A count with its noun: "1 frame", "25 frames"."""
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"

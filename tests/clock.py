"""A clock that a test sets."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest


class Clock:
    """Stands in for `time.monotonic`. It stands still until `now` is changed."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now

    def replace(self, monkeypatch: pytest.MonkeyPatch, *modules: str) -> None:
        """Make modules that import `monotonic` use this clock."""
        for module in modules:
            monkeypatch.setattr(f"{module}.monotonic", self)

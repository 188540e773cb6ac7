"""Kernels ready before the first frame, with a word when that takes long."""

from __future__ import annotations

import io
from threading import Event
from typing import TYPE_CHECKING

from live_seg.app import prepare
from live_seg.app.progress import Lines
from live_seg.config import Config

if TYPE_CHECKING:
    import pytest


class Told(io.StringIO):
    """A stream that says when it has been written to."""

    def __init__(self) -> None:
        super().__init__()
        self.told = Event()

    def flush(self) -> None:
        self.told.set()


def test_what_takes_longer_than_a_moment_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Told()

    def compile_until_told(config: Config) -> None:
        assert stream.told.wait(10)

    monkeypatch.setattr(prepare, "warm_up", compile_until_told)
    monkeypatch.setattr(prepare, "PATIENCE", 0.01)
    prepare.prepare(Config(), Lines(stream))
    assert "the first run on a machine compiles its kernels" in stream.getvalue()


def test_what_is_quick_is_not_worth_a_word() -> None:
    stream = Told()
    prepare.prepare(Config(), Lines(stream))
    assert stream.getvalue() == ""

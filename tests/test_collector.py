"""Garbage collection is put off while a command loads its libraries."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from live_seg.cli import run
from live_seg.collector import put_off_collection, resume_collection
from live_seg.config import Config
from live_seg.pipeline.prepare import prepare


@pytest.fixture(autouse=True)
def _collector_as_it_was() -> Iterator[None]:
    yield
    resume_collection()
    gc.enable()
    gc.unfreeze()


def test_it_is_put_off_while_a_command_loads(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    monkeypatch.setattr(run, "main", lambda: seen.append(gc.isenabled()))
    with pytest.raises(SystemExit):
        run.console()
    assert seen == [False]


def test_it_is_resumed_once_everything_is_loaded() -> None:
    put_off_collection()
    prepare(Config(), print)
    assert gc.isenabled()
    assert gc.get_freeze_count() > 0


def test_a_program_that_collects_no_garbage_is_left_alone() -> None:
    gc.disable()
    prepare(Config(), print)
    assert not gc.isenabled()

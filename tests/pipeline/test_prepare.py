"""Kernels ready before the first frame, with a word when that takes long."""

from __future__ import annotations

import gc
import io
import subprocess
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest

from live_seg.cli import run
from live_seg.config import Config
from live_seg.kernels import label as label_kernels
from live_seg.pipeline import prepare
from live_seg.report.progress import Lines
from live_seg.segment.warmup import compile_labels, labels_are_compiled

if TYPE_CHECKING:
    from collections.abc import Iterator


class Told(io.StringIO):
    """A stream that says when it has been written to."""

    def __init__(self) -> None:
        super().__init__()
        self.told = Event()

    def flush(self) -> None:
        self.told.set()


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Told:
    """Warming up takes until this stream has been written to."""
    stream = Told()

    def compile_until_told(config: Config, before_labels: object) -> None:
        assert stream.told.wait(10)

    monkeypatch.setattr(prepare, "warm_up", compile_until_told)
    monkeypatch.setattr(prepare, "PATIENCE", 0.01)
    return stream


def test_what_takes_longer_than_a_moment_is_said(slow: Told) -> None:
    prepare.prepare(Config(), Lines(slow).say)
    assert "the first run on a machine compiles its kernels" in slow.getvalue()


def test_where_kernels_cannot_be_kept_one_line_says_so_and_what_to_do(
    slow: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prepare, "why_not_kept", lambda: "no folder; set NUMBA_CACHE_DIR")
    prepare.prepare(Config(), Lines(slow).say)
    assert slow.getvalue() == (
        "the compiled kernels cannot be kept, so each start takes as long as this one: no folder; set NUMBA_CACHE_DIR\n"
    )


def test_a_disk_that_turns_out_to_be_full_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    reasons: list[str] = []
    monkeypatch.setattr(prepare, "warm_up", lambda config, before_labels: reasons.append("No space left on device"))
    monkeypatch.setattr(prepare, "why_not_kept", lambda: reasons[0] if reasons else None)
    stream = Told()
    prepare.prepare(Config(), Lines(stream).say)
    assert stream.getvalue().endswith("as long as this one: No space left on device\n")


def test_what_is_quick_is_not_worth_a_word() -> None:
    stream = Told()
    prepare.prepare(Config(), Lines(stream).say)
    assert stream.getvalue() == ""


@pytest.fixture
def _collector_as_it_was() -> Iterator[None]:
    yield
    gc.enable()
    gc.unfreeze()


@pytest.mark.usefixtures("_collector_as_it_was")
def test_garbage_is_collected_again_once_all_is_loaded() -> None:
    gc.disable()
    prepare.prepare(Config(), Lines(Told()).say)
    assert gc.isenabled()


@pytest.mark.usefixtures("_collector_as_it_was")
def test_garbage_collection_is_put_off_while_a_command_loads(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    monkeypatch.setattr(run, "main", lambda: seen.append(gc.isenabled()))
    with pytest.raises(SystemExit):
        run.console()
    assert seen == [False]


def test_where_nothing_is_compiled_another_process_helps_and_has_ended_when_all_is_ready(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun: list[subprocess.Popen[bytes]] = []

    class Helper(subprocess.Popen[bytes]):
        def __init__(self, *arguments: Any, **options: Any) -> None:
            begun.append(self)
            super().__init__(*arguments, **options)

    monkeypatch.setattr(prepare, "labels_are_compiled", lambda: False)
    monkeypatch.setattr("live_seg.pipeline.prepare.subprocess.Popen", Helper)
    prepare.prepare(Config(), Lines(Told()).say)
    assert [process.returncode for process in begun] == [0]


def kinds() -> list[object]:
    dispatcher: Any = getattr(label_kernels.label, "__wrapped__", None)
    return list(dispatcher.signatures)


def test_what_the_other_process_compiles_is_what_frames_are_labelled_by() -> None:
    known = kinds()
    assert known  # the suite has been warmed up
    compile_labels()
    assert kinds() == known
    assert labels_are_compiled()

"""What is loaded or compiled before the first frame."""

from __future__ import annotations

import subprocess
from typing import Any

import pytest

from live_seg.config import Config
from live_seg.kernels import label as label_kernels
from live_seg.kernels.cache import cache_for
from live_seg.pipeline import prepare
from live_seg.segment.warmup import compile_labels, labels_are_compiled


@pytest.fixture
def said() -> list[str]:
    return []


def compile_three(*given: object, **named: object) -> None:
    """Do what numba does before it compiles three kernels that are not on disk."""
    cache: Any = cache_for(lambda: None)
    for _kernel in range(3):
        cache.load_overload(None, None)


def test_the_user_is_told_once_that_something_is_compiled(said: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepare, "warm_up", compile_three)
    prepare.prepare(Config(), said.append)
    assert said == ["compiling for this machine, which takes 10 to 30 seconds the first time ..."]


def test_with_regions_the_user_is_told_that_it_takes_longer(said: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepare, "warm_up", compile_three)
    monkeypatch.setattr(prepare, "why_not_kept", lambda: "no folder")
    prepare.prepare(Config(regions=True), said.append)
    assert said == [
        "compiled code cannot be kept, so each start takes up to a minute: no folder",
        "compiling for this machine, which takes up to a minute the first time ...",
    ]


def test_nothing_is_said_if_nothing_is_compiled(said: list[str]) -> None:
    prepare.prepare(Config(), said.append)
    assert said == []


def test_nothing_is_said_of_what_is_compiled_later(said: list[str]) -> None:
    prepare.prepare(Config(), said.append)
    compile_three()
    assert said == []


def test_where_kernels_cannot_be_kept_one_line_says_so_and_what_to_do(
    said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prepare, "why_not_kept", lambda: "no folder; set NUMBA_CACHE_DIR")
    prepare.prepare(Config(), said.append)
    assert said == [
        "compiled code cannot be kept, so each start takes 10 to 30 seconds: no folder; set NUMBA_CACHE_DIR"
    ]


def test_a_disk_that_turns_out_to_be_full_is_said(said: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    reasons: list[str] = []
    monkeypatch.setattr(prepare, "warm_up", lambda config, before_labels: reasons.append("No space left on device"))
    monkeypatch.setattr(prepare, "why_not_kept", lambda: reasons[0] if reasons else None)
    prepare.prepare(Config(), said.append)
    assert said == ["compiled code cannot be kept, so each start takes 10 to 30 seconds: No space left on device"]


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
    prepare.prepare(Config(), print)
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

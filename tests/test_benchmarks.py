"""The benchmarks: not part of the default run, but each of them works."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from live_seg.bench.footage import Size, open_footage
from live_seg.bench.peers import opencv, scikit_learn
from live_seg.bench.ratios import kernel_tasks
from live_seg.bench.stages import Subject, stages
from live_seg.config import Config
from tests.benchmarks import test_speed as benchmarks

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture(scope="module")
def subject() -> Subject:
    return Subject.of(open_footage(None, Size(64, 48)), Config())


class Once:
    """In the place of pytest-benchmark's fixture: runs what it is given once."""

    def __init__(self) -> None:
        self.runs = 0

    def __call__(self, function: Callable[[], object]) -> None:
        function()
        self.runs += 1


def test_the_default_run_leaves_them_out(request: pytest.FixtureRequest) -> None:
    assert "benchmarks" in request.config.getini("norecursedirs")


def test_they_have_every_stage_and_every_kernel(subject: Subject) -> None:
    assert list(benchmarks.STAGES) == list(stages(subject))
    assert list(benchmarks.KERNELS) == list(kernel_tasks(subject))


def test_each_of_them_runs(subject: Subject) -> None:
    once = Once()
    benchmarks.test_copy(once, subject)
    for stage in benchmarks.STAGES:
        benchmarks.test_stage(once, subject, stage)
    for kernel in benchmarks.KERNELS:
        benchmarks.test_label_and_recolour(once, subject, kernel)
    for peer in (scikit_learn, opencv):
        benchmarks.test_peer(once, subject, peer)
    assert once.runs == 1 + 8 + 6 + 2


def test_that_of_ffmpeg_is_skipped_without_it(subject: Subject, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(pytest.skip.Exception, match="not installed"):
        benchmarks.test_ffmpeg(Once(), subject, "with_filter")

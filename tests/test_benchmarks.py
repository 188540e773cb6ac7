"""The benchmarks are not part of the default run, but each of them works."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from live_seg.bench.footage import Size, open_footage
from live_seg.bench.speed.peers import opencv, scikit_learn
from live_seg.bench.speed.ratios import kernel_tasks
from live_seg.bench.stages import Workload, stages
from live_seg.config import Config
from tests.benchmarks import test_speed as benchmarks

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture(scope="module")
def workload() -> Workload:
    return Workload.of(open_footage(None, Size(64, 48)), Config())


class Once:
    """Runs a function once, in place of pytest-benchmark's fixture."""

    def __init__(self) -> None:
        self.runs = 0

    def __call__(self, function: Callable[[], object]) -> None:
        function()
        self.runs += 1


def test_the_default_run_leaves_out_the_benchmarks(request: pytest.FixtureRequest) -> None:
    assert "benchmarks" in request.config.getini("norecursedirs")


def test_the_benchmarks_cover_every_stage_and_kernel(workload: Workload) -> None:
    assert list(benchmarks.STAGES) == list(stages(workload))
    assert list(benchmarks.KERNELS) == list(kernel_tasks(workload))


def test_each_benchmark_runs(workload: Workload) -> None:
    once = Once()
    benchmarks.test_copy(once, workload)
    for stage in benchmarks.STAGES:
        benchmarks.test_stage(once, workload, stage)
    for kernel in benchmarks.KERNELS:
        benchmarks.test_label_and_recolour(once, workload, kernel)
    for peer in (scikit_learn, opencv):
        benchmarks.test_peer(once, workload, peer)
    assert once.runs == 1 + 8 + 6 + 2


def test_the_benchmark_of_ffmpeg_is_skipped_without_ffmpeg(workload: Workload, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(pytest.skip.Exception, match="not installed"):
        benchmarks.test_ffmpeg(Once(), workload, "with_filter")

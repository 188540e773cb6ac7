"""The figures of `live-seg bench` under pytest-benchmark, to compare one commit with another.

They are not part of the tests; `python -m pytest tests/benchmarks` runs them. To compare tasks of one run, use
`live-seg bench`: it runs them in turns, and its waiting threads sleep, as they do here with OMP_WAIT_POLICY=passive.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest
from sklearn.cluster import KMeans

from live_seg.bench.footage import Size, open_footage
from live_seg.bench.machine import threads
from live_seg.bench.rounds import RUNS
from live_seg.bench.speed.ffmpeg import Ffmpeg, find_ffmpeg
from live_seg.bench.speed.parallel_copy import ParallelCopy
from live_seg.bench.speed.peers import opencv, scikit_learn
from live_seg.bench.speed.ratios import kernel_tasks
from live_seg.bench.stages import Workload, stages
from live_seg.config import Config
from live_seg.segment import measure_elbow
from live_seg.segment.colour_space import features_of
from live_seg.segment.sampling import sample_pixels

if TYPE_CHECKING:
    from live_seg.bench.rounds import Task

Benchmark: TypeAlias = Callable[[Callable[[], object]], object]
"""The part of pytest-benchmark's fixture that is used here."""

SIZE = Size(1920, 1080)
STAGES = ("sample", "fit", "measure the palette", "label, a new palette each frame", "label, the same palette",
          "label with hysteresis", "recolour", "total: segment and recolour")  # fmt: skip
KERNELS = ("cvtColor", "k = 8", "k = 32", "k = 64", "in BGR", "with hysteresis")


@pytest.fixture(scope="module")
def workload() -> Workload:
    return Workload.of(open_footage(None, SIZE), Config())


def run(benchmark: Benchmark, task: Task) -> None:
    """Measure a task, with the next number in each run."""
    numbers = count()
    benchmark(lambda: task(next(numbers)))


def test_copy(benchmark: Benchmark, workload: Workload) -> None:
    with ParallelCopy(workload.footage.frame(0), threads()) as copy:
        run(benchmark, lambda number: copy(workload.footage.frame(number)))


@pytest.mark.parametrize("name", STAGES)
def test_stage(benchmark: Benchmark, workload: Workload, name: str) -> None:
    run(benchmark, stages(workload)[name])


@pytest.mark.parametrize("name", KERNELS)
def test_label_and_recolour(benchmark: Benchmark, workload: Workload, name: str) -> None:
    run(benchmark, kernel_tasks(workload)[name])


@pytest.mark.parametrize("peer", [scikit_learn, opencv])
def test_peer(benchmark: Benchmark, workload: Workload, peer: Callable[[Workload], Task]) -> None:
    run(benchmark, peer(workload))


def test_elbow(benchmark: Benchmark, workload: Workload) -> None:
    """K = 1 to 10 on the default sample."""
    run(benchmark, lambda number: measure_elbow(workload.footage.frame(number)))


def test_elbow_from_ten_starts_each(benchmark: Benchmark, workload: Workload) -> None:
    """The reference for `test_elbow`: scikit-learn's K-means on the same sample."""

    def fits(number: int) -> None:
        sample = sample_pixels(workload.footage.frame(number), workload.config.sample_size)
        points = features_of(sample.reshape(-1, 3), "lab")
        for k in range(1, 11):
            KMeans(k, n_init=10, random_state=0).fit(points)

    run(benchmark, fits)


@pytest.mark.parametrize("filtered", ["with_filter", "without_filter"])
def test_ffmpeg(benchmark: Benchmark, workload: Workload, filtered: str) -> None:
    ffmpeg: Any = find_ffmpeg(workload)
    if not isinstance(ffmpeg, Ffmpeg):
        pytest.skip(f"ffmpeg: {ffmpeg}")
    task = getattr(ffmpeg, filtered)
    run(benchmark, lambda number: task(RUNS * number + RUNS - 1))

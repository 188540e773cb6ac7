"""The figures of `live-seg bench` under pytest-benchmark, to compare one commit with another.

Not part of the tests: `python -m pytest tests/benchmarks` runs them. Within one run, `live-seg bench` compares better:
it takes turns, and has waiting threads sleep, as here OMP_WAIT_POLICY=passive in the environment does.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest
from sklearn.cluster import KMeans

from live_seg.bench.copying import ParallelCopy
from live_seg.bench.ffmpeg import Ffmpeg, find_ffmpeg
from live_seg.bench.footage import Size, open_footage
from live_seg.bench.machine import threads
from live_seg.bench.peers import opencv, scikit_learn
from live_seg.bench.ratios import kernel_tasks
from live_seg.bench.rounds import RUNS
from live_seg.bench.stages import Subject, stages
from live_seg.config import Config
from live_seg.segment import measure_elbow
from live_seg.segment.colour_space import features_of
from live_seg.segment.sampling import sample_pixels

if TYPE_CHECKING:
    from live_seg.bench.rounds import Task

Benchmark: TypeAlias = Callable[[Callable[[], object]], object]
"""pytest-benchmark's fixture, as far as it is used here."""

SIZE = Size(1920, 1080)
STAGES = ("sample", "fit", "measure the palette", "label, a new palette each frame", "label, the same palette",
          "label and hold", "recolour", "whole: segment and recolour")  # fmt: skip
KERNELS = ("cvtColor", "k = 8", "k = 32", "k = 64", "in BGR", "held")


@pytest.fixture(scope="module")
def subject() -> Subject:
    return Subject.of(open_footage(None, SIZE), Config())


def run(benchmark: Benchmark, task: Task) -> None:
    """Measure a task, with another number at each run."""
    numbers = count()
    benchmark(lambda: task(next(numbers)))


def test_copy(benchmark: Benchmark, subject: Subject) -> None:
    with ParallelCopy(subject.footage.at(0), threads()) as copy:
        run(benchmark, lambda number: copy(subject.footage.at(number)))


@pytest.mark.parametrize("name", STAGES)
def test_stage(benchmark: Benchmark, subject: Subject, name: str) -> None:
    run(benchmark, stages(subject)[name])


@pytest.mark.parametrize("name", KERNELS)
def test_label_and_recolour(benchmark: Benchmark, subject: Subject, name: str) -> None:
    run(benchmark, kernel_tasks(subject)[name])


@pytest.mark.parametrize("peer", [scikit_learn, opencv])
def test_peer(benchmark: Benchmark, subject: Subject, peer: Callable[[Subject], Task]) -> None:
    run(benchmark, peer(subject))


def test_elbow(benchmark: Benchmark, subject: Subject) -> None:
    """K = 1 to 10 on the default sample."""
    run(benchmark, lambda number: measure_elbow(subject.footage.at(number)))


def test_elbow_by_ten_starts_each(benchmark: Benchmark, subject: Subject) -> None:
    """What `test_elbow` is to be compared with: scikit-learn's K-means on the same sample."""

    def fits(number: int) -> None:
        sample = sample_pixels(subject.footage.at(number), subject.config.sample_size)
        points = features_of(sample.reshape(-1, 3), "lab")
        for k in range(1, 11):
            KMeans(k, n_init=10, random_state=0).fit(points)

    run(benchmark, fits)


@pytest.mark.parametrize("filtered", ["with_filter", "without_filter"])
def test_ffmpeg(benchmark: Benchmark, subject: Subject, filtered: str) -> None:
    ffmpeg: Any = find_ffmpeg(subject)
    if not isinstance(ffmpeg, Ffmpeg):
        pytest.skip(f"ffmpeg: {ffmpeg}")
    task = getattr(ffmpeg, filtered)
    run(benchmark, lambda number: task(RUNS * number + RUNS - 1))

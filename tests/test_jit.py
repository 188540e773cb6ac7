"""Kernels: compiled once a machine, and compiled at all where nothing can be kept."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import live_seg

LAB_OF_WHITE = """
import numpy as np
from live_seg.segment import colour_kernels, label_kernels
from live_seg.segment.features import features_of
assert features_of(np.full((1, 3), 255, np.uint8), "lab").tolist() == [[100, 0, 0]]
"""
HITS_AND_MISSES = (
    LAB_OF_WHITE
    + """
stats = colour_kernels.features.compiled.stats
print(sum(stats.cache_hits.values()), sum(stats.cache_misses.values()))
"""
)


def start(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run code in a fresh interpreter, with warnings as errors."""
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env=os.environ | environment,
        cwd=Path(live_seg.__file__).parents[1],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.fixture(scope="module")
def filled_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the machine code of one kernel."""
    folder = tmp_path_factory.mktemp("cache")
    first = start(HITS_AND_MISSES, NUMBA_CACHE_DIR=str(folder))
    assert first.stdout.split() == ["0", "1"], first.stderr
    return folder


def test_the_second_start_loads_what_the_first_compiled(filled_cache: Path) -> None:
    second = start(HITS_AND_MISSES, NUMBA_CACHE_DIR=str(filled_cache))
    assert second.stdout.split() == ["1", "0"], second.stderr


def test_kernels_work_where_there_is_no_folder_to_keep_them_in() -> None:
    # the one place to look that is named here is NUMBA_CACHE_DIR, and that is not set
    result = start(LAB_OF_WHITE, NUMBA_CACHE_LOCATOR_CLASSES="UserProvidedCacheLocator", NUMBA_CACHE_DIR="")
    assert result.returncode == 0, result.stderr


def test_kernels_work_where_the_folder_is_on_a_full_disk(tmp_path: Path) -> None:
    pytest.importorskip("resource", reason="a limit on file sizes is how the disk is full")
    full = "import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, (512, resource.RLIM_INFINITY))\n"
    result = start(full + LAB_OF_WHITE, NUMBA_CACHE_DIR=str(tmp_path))
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("suffix", [".nbi", ".nbc"])
def test_kernels_work_where_a_kept_file_was_emptied_by_a_power_cut(
    filled_cache: Path, suffix: str, tmp_path: Path
) -> None:
    folder = shutil.copytree(filled_cache, tmp_path / "cache")
    (damaged,) = folder.rglob(f"*{suffix}")
    damaged.write_bytes(b"")
    result = start(LAB_OF_WHITE, NUMBA_CACHE_DIR=str(folder))
    assert result.returncode == 0, result.stderr


WARM_UP = """
import numpy as np
from live_seg import Config, Segmenter, warm_up
from live_seg.segment import colour_kernels, label_kernels

def compiled():
    both = colour_kernels.features.compiled, label_kernels.label.compiled
    return {(kernel.__name__, str(kinds)) for kernel in both for kinds in kernel.signatures}

warm_up()
ready = compiled()
segmenter = Segmenter()
for size in ((48, 64), (480, 640), (480, 640)):
    segmenter.segment(np.random.default_rng(0).integers(0, 256, (*size, 3), dtype=np.uint8))
print(*sorted(compiled() - ready), sep="\\n")
"""


def test_after_warm_up_nothing_is_left_to_compile() -> None:
    result = start(WARM_UP)
    assert result.returncode == 0, result.stderr
    assert not result.stdout.strip(), f"compiled after warm_up: {result.stdout}"

"""Kernels: compiled once a machine, and compiled at all where nothing can be kept: `test_kernel_cache` has the rest."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import live_seg
from tests.platforms import posix_only

LAB_OF_WHITE = """
import numpy as np
from live_seg.kernels import colour as colour_kernels
from live_seg.kernels import label as label_kernels
from live_seg.segment.colour_space import features_of
assert features_of(np.full((1, 3), 255, np.uint8), "lab").tolist() == [[100, 0, 0]]
"""
HITS_AND_MISSES = (
    LAB_OF_WHITE
    + """
stats = colour_kernels.features.stats
print(sum(stats.cache_hits.values()), sum(stats.cache_misses.values()))
"""
)


def begin(code: str, **environment: str) -> subprocess.Popen[str]:
    """Run code in a fresh interpreter, with warnings as errors."""
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-c", code],
        env=os.environ | environment,
        cwd=Path(live_seg.__file__).parents[1],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def end(process: subprocess.Popen[str]) -> str:
    """What it printed, when it has succeeded."""
    with process:
        printed, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors
    return printed


@pytest.fixture(scope="module")
def filled_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the machine code of one kernel, which two processes put there at once."""
    folder = tmp_path_factory.mktemp("cache")
    for process in [begin(LAB_OF_WHITE, NUMBA_CACHE_DIR=str(folder)) for _ in range(2)]:
        end(process)
    return folder


def test_the_next_start_loads_what_two_at_once_have_compiled(filled_cache: Path) -> None:
    assert end(begin(HITS_AND_MISSES, NUMBA_CACHE_DIR=str(filled_cache))).split() == ["1", "0"]


def test_kernels_work_where_the_folder_is_on_a_full_disk(tmp_path: Path) -> None:
    pytest.importorskip("resource", reason="a limit on file sizes is how the disk is full")
    full = "import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, (512, resource.RLIM_INFINITY))\n"
    assert end(begin(full + HITS_AND_MISSES, NUMBA_CACHE_DIR=str(tmp_path))).split() == ["0", "1"]


WARM_UP = """
import sys
import numpy as np
from numba.core.dispatcher import Dispatcher
from live_seg import Config, Segmenter, recolour, warm_up

def compiled():
    modules = [module for name, module in sys.modules.items() if name.startswith("live_seg.kernels.")]
    values = {value for module in modules for value in vars(module).values() if callable(value)}
    values |= {getattr(value, "__wrapped__", None) for value in values}
    kernels = [value for value in values if isinstance(value, Dispatcher)]
    assert len(modules) >= 5 and len(kernels) >= 10
    return {(kernel.__name__, str(kinds)) for kernel in kernels for kinds in kernel.signatures}

warm_up()
ready = compiled()
segmenter = Segmenter()
for size in ((48, 64), (480, 640), (480, 640)):
    recolour(segmenter.segment(np.random.default_rng(0).integers(0, 256, (*size, 3), dtype=np.uint8)))
segmenter.reconfigure(Config(hysteresis=0))
segmenter.segment(np.zeros((48, 64, 3), np.uint8))
print(*sorted(compiled() - ready), sep="\\n")
"""


def test_after_warm_up_nothing_is_left_to_compile() -> None:
    left = end(begin(WARM_UP)).strip()
    assert not left, f"compiled after warm_up: {left}"


FORKED = """
import os
import numpy as np
from live_seg import LiveSegError, Segmenter, recolour

def in_a_child(action):
    child = os.fork()
    if not child:
        try:
            action()
        except LiveSegError as error:
            print(error, flush=True)
            os._exit(7)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

picture = np.zeros((16, 16, 3), np.uint8)
assert in_a_child(lambda: Segmenter().segment(picture)) == 0
result = Segmenter().segment(picture)
assert in_a_child(lambda: recolour(result)) == 7
assert in_a_child(lambda: Segmenter().segment(picture)) == 7
recolour(result)
"""


@posix_only
def test_a_process_forked_from_one_that_has_segmented_is_told_to_be_spawned() -> None:
    said = end(begin(FORKED)).splitlines()
    assert len(said) == 2
    assert all("use multiprocessing's 'spawn'" in line for line in said)


def test_threads_of_kernels_sleep_while_they_wait_unless_the_user_wants_otherwise() -> None:
    code = "import os; from live_seg.kernels import jit; print(os.environ['OMP_WAIT_POLICY'])"
    first, second = (
        begin(code, OMP_WAIT_POLICY="active"),
        begin(f"import os; os.environ.pop('OMP_WAIT_POLICY', 0); {code}"),
    )
    assert [end(first).strip(), end(second).strip()] == ["active", "passive"]

"""What is loaded or compiled before the first frame."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

from live_seg.collector import resume_collection
from live_seg.config import Config
from live_seg.kernels.cache import before_compiling, why_not_kept
from live_seg.segment import warm_up
from live_seg.segment.warmup import labels_are_compiled, regions_are_compiled

COMPILING = "compiling for this machine, which takes {} the first time ..."
NOT_KEPT = "compiled code cannot be kept, so each start takes {}: {}"
TIME, TIME_WITH_REGIONS = "10 to 30 seconds", "up to a minute"
"""What compiling takes on two cores. What finds regions takes 15 to 30 seconds of it."""
COMPILE_LABELS = "from live_seg.segment.warmup import compile_labels; compile_labels()"
COMPILE_REGIONS = "from live_seg.segment.warmup import compile_regions; compile_regions()"


def prepare(config: Config, say: Callable[[str], None], warm_up_outputs: Callable[[], object] | None = None) -> None:
    """Load or compile everything that segmenting needs, and tell the user if something is compiled.

    Args:
        config: how frames will be segmented.
        say: tells the user one line.
        warm_up_outputs: loads or compiles what the outputs need besides that.
    """
    time = TIME_WITH_REGIONS if config.regions else TIME
    with getting_ready(say, time), _labels_compiled_elsewhere() as wait:
        warm_up(config, before_labels=wait)
        if warm_up_outputs is not None:
            warm_up_outputs()


@contextmanager
def getting_ready(say: Callable[[str], None], time: str = TIME) -> Iterator[None]:
    """Tell the user if something is compiled in the block, and why if it cannot be kept for the next start.

    Args:
        say: tells the user one line.
        time: how long compiling takes, in words.
    """
    reason = why_not_kept()
    if reason is not None:
        say(NOT_KEPT.format(time, reason))
    with before_compiling(lambda: say(COMPILING.format(time))):
        yield
    # a full disk is noticed when something is written to it
    if reason is None and (found := why_not_kept()) is not None:
        say(NOT_KEPT.format(time, found))
    resume_collection()


def _labels_compiled_elsewhere() -> AbstractContextManager[Callable[[], object] | None]:
    """Let another process compile the kernel that labels pixels, which is half of the work, unless it is cached.

    Gives a function that waits for that process, or None. If the process fails, this one compiles the kernel itself.
    """
    return nullcontext() if labels_are_compiled() or not sys.executable else _other_process()


@contextmanager
def _other_process() -> Iterator[Callable[[], object]]:
    with _python(COMPILE_LABELS) as other:
        try:
            yield other.wait
        finally:
            other.kill()


class RegionCompiler:
    """Compiles what finds regions in another process, while frames are shown without them."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def is_done(self) -> bool:
        """Whether everything is compiled, or cannot be kept by another process. The first call begins the work."""
        if self._process is None:
            if regions_are_compiled() or not sys.executable:
                return True
            self._process = _python(COMPILE_REGIONS)
        # if that failed, this process compiles the kernels itself
        return self._process.poll() is not None

    def close(self) -> None:
        """Stop compiling."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()


def _python(code: str) -> subprocess.Popen[bytes]:
    silent = subprocess.DEVNULL
    # -P: do not import modules from the current folder
    return subprocess.Popen([sys.executable, "-P", "-c", code], stdin=silent, stdout=silent, stderr=silent)

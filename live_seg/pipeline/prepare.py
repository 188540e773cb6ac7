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
from live_seg.segment.warmup import labels_are_compiled

COMPILING = "compiling for this machine, which takes 10 to 30 seconds the first time ..."
NOT_KEPT = "compiled code cannot be kept, so each start takes 10 to 30 seconds: "
COMPILE_LABELS = "from live_seg.segment.warmup import compile_labels; compile_labels()"


def prepare(config: Config, say: Callable[[str], None]) -> None:
    """Load or compile everything that segmenting needs, and tell the user if something is compiled."""
    with getting_ready(say), _labels_compiled_elsewhere() as wait:
        warm_up(config, before_labels=wait)


@contextmanager
def getting_ready(say: Callable[[str], None]) -> Iterator[None]:
    """Tell the user if something is compiled in the block, and why if it cannot be kept for the next start."""
    reason = why_not_kept()
    if reason is not None:
        say(f"{NOT_KEPT}{reason}")
    with before_compiling(lambda: say(COMPILING)):
        yield
    # a full disk is noticed when something is written to it
    if reason is None and (found := why_not_kept()) is not None:
        say(f"{NOT_KEPT}{found}")
    resume_collection()


def _labels_compiled_elsewhere() -> AbstractContextManager[Callable[[], object] | None]:
    """Let another process compile the kernel that labels pixels, which is half of the work, unless it is cached.

    Gives a function that waits for that process, or None. If the process fails, this one compiles the kernel itself.
    """
    return nullcontext() if labels_are_compiled() or not sys.executable else _other_process()


@contextmanager
def _other_process() -> Iterator[Callable[[], object]]:
    # -P: do not import modules from the current folder
    command = [sys.executable, "-P", "-c", COMPILE_LABELS]
    silent = subprocess.DEVNULL
    with subprocess.Popen(command, stdin=silent, stdout=silent, stderr=silent) as other:
        try:
            yield other.wait
        finally:
            other.kill()

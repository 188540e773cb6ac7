"""Kernels ready before the first frame, with a word to the user when that takes long."""

from __future__ import annotations

import gc
import subprocess
import sys
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING

from live_seg.kernels.cache import why_not_kept
from live_seg.pipeline.timing import After
from live_seg.segment import warm_up
from live_seg.segment.warmup import labels_are_compiled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from live_seg.config import Config

PATIENCE = 1.0
GETTING_READY = "getting ready; the first run on a machine compiles its kernels, which takes about ten seconds ..."
NOT_KEPT = "the compiled kernels cannot be kept, so each start takes as long as this one: "
COMPILE_LABELS = "from live_seg.segment.warmup import compile_labels; compile_labels()"


def prepare(config: Config, say: Callable[[str], None]) -> None:
    """Warm up all that segmenting takes; say so when it takes longer than a second, and when it will each time."""
    with getting_ready(say), _labels_compiled_beside() as wait:
        warm_up(config, before_labels=wait)


@contextmanager
def getting_ready(say: Callable[[str], None]) -> Iterator[None]:
    """What is done first, and compiles kernels: as `prepare`, whatever the block is."""
    reason = why_not_kept()
    said = GETTING_READY if reason is None else f"{NOT_KEPT}{reason}"
    with After(PATIENCE, lambda: say(said)):
        yield
    if reason is None and (found := why_not_kept()) is not None:  # a disk is full when something is written to it
        say(f"{NOT_KEPT}{found}")
    if not gc.isenabled():
        # `cli.console` has put it off. What is loaded by now stays: not to be searched again with each collection
        gc.freeze()
        gc.enable()


def _labels_compiled_beside() -> AbstractContextManager[Callable[[], object] | None]:
    """Where nothing is compiled yet, half of it is by another process; what to call to wait for it, or None.

    Whatever becomes of that process, this one compiles what it then does not find.
    """
    return nullcontext() if labels_are_compiled() or not sys.executable else _beside()


@contextmanager
def _beside() -> Iterator[Callable[[], object]]:
    # -P: not from whatever is called live_seg in the current folder
    command = [sys.executable, "-P", "-c", COMPILE_LABELS]
    silent = subprocess.DEVNULL
    with subprocess.Popen(command, stdin=silent, stdout=silent, stderr=silent) as other:
        try:
            yield other.wait
        finally:
            other.kill()

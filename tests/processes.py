"""Processes of their own, for what takes one: an exit code, a signal, an import, a window."""

from __future__ import annotations

import subprocess
from contextlib import suppress
from typing import TYPE_CHECKING

from live_seg.pipeline.prepare import GETTING_READY

if TYPE_CHECKING:
    from collections.abc import Callable

NOT_MEASURED = {"COVERAGE_PROCESS_CONFIG": "", "COVERAGE_PROCESS_START": ""}
"""The environment of a child whose lines other tests run too: it takes four fifths of the time."""

BETWEEN_LOOKS = 0.01


def but_for_patience(said: str) -> str:
    """What a program said, without the line that it says first where getting ready takes longer than a second.

    On a machine as busy as one that runs tests side by side, that is so with kernels that are compiled, too.
    """
    return said.removeprefix(f"{GETTING_READY}\n")


def wait_until(child: subprocess.Popen[str], is_so: Callable[[], bool]) -> None:
    """Wait until something is so, or a process has ended; the process gets the core meanwhile."""
    while not is_so():
        with suppress(subprocess.TimeoutExpired):
            child.wait(BETWEEN_LOOKS)
            return

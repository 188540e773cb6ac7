"""Child processes, for tests of exit codes, signals, imports and windows."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from live_seg.pipeline.prepare import COMPILING, TIME, TIME_WITH_REGIONS

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

NOT_MEASURED = {"COVERAGE_PROCESS_CONFIG": "", "COVERAGE_PROCESS_START": ""}
"""Environment of children without coverage, with which they take up to five times as long. Tests run in it."""

MEASURED = {name: os.environ.get(name, "") for name in NOT_MEASURED}
"""Environment of a child that runs lines which no other test runs: it is measured if the tests are."""

DEADLINE = 60.0
"""Seconds to wait for what must happen. Only a failing test waits that long, so it allows for a busy machine."""

POLL_INTERVAL = 0.02
"""Seconds between two checks. Checking without a pause takes the core from the process that is waited for."""


def without_compiling(said: str) -> str:
    """Return the standard error of a command without its first line, where that says that something is compiled."""
    for time_in_words in (TIME, TIME_WITH_REGIONS):
        said = said.removeprefix(f"{COMPILING.format(time_in_words)}\n")
    return said


def wait_until(child: subprocess.Popen[str], condition: Callable[[], object]) -> None:
    """Wait until a condition is true.

    Raises:
        AssertionError: the process has ended first, or the condition is still false after `DEADLINE` seconds.
    """
    end = time.monotonic() + DEADLINE
    while True:
        has_ended = child.poll() is not None
        if condition():
            return
        if has_ended:
            said = child.stderr.read() if child.stderr else ""
            raise AssertionError(f"the process ended first, with exit code {child.returncode}: {said}")
        if time.monotonic() > end:
            raise AssertionError(f"still false after {DEADLINE:g} s")
        time.sleep(POLL_INTERVAL)

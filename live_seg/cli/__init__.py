"""The command line: arguments in, exit code out. `outcome` has the exit codes."""

from __future__ import annotations

from live_seg.cli.outcome import EXIT_CODES, INCOMPLETE
from live_seg.cli.run import console, main

__all__ = ["EXIT_CODES", "INCOMPLETE", "console", "main"]

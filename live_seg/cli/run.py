"""Runs a command line: arguments in, exit code out."""

from __future__ import annotations

import logging
import os
import signal
import sys
import traceback
import warnings
from contextlib import suppress
from typing import TYPE_CHECKING

import click

from live_seg.cli.commands import cli
from live_seg.cli.outcome import explain, tell
from live_seg.collector import put_off_collection

if TYPE_CHECKING:
    from collections.abc import Sequence

# Set before the libraries are imported, unless the user has set them.
ENVIRONMENT = {
    # without the chatter of the libraries, the user finds the one line that matters; real errors still come through
    "OPENCV_LOG_LEVEL": "SILENT",
    "OPENCV_FFMPEG_LOGLEVEL": "-8",
    "QT_LOGGING_RULES": "*=false",
    # as in `kernels.jit`; here it is certain that OpenMP has not been loaded before
    "OMP_WAIT_POLICY": "passive",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line (default: this process's) and return its exit code."""
    for name, value in ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    # Pillow's messages about damage are for programmers; the user gets one line from live_seg
    warnings.filterwarnings("ignore", module=r"PIL\.")
    logging.getLogger("PIL").addHandler(logging.NullHandler())
    arguments = sys.argv[1:] if arguments is None else list(arguments)
    try:
        # in this mode click returns the exit code
        code = cli.main(arguments, prog_name="live-seg", standalone_mode=False)
    except click.Abort as error:
        for note in getattr(error.__context__, "__notes__", ()):
            tell(f"interrupted; {note}")
        return 128 + signal.SIGINT
    except Exception as error:  # noqa: BLE001  # explained in one line
        if "--debug" in arguments:
            traceback.print_exc()
        return explain(error)
    return code or 0


def console() -> None:
    """Entry point of the `live-seg` command."""
    put_off_collection()
    code = main()
    # loaded by the commands that read a source
    reader = sys.modules.get("live_seg.pipeline.reader")
    if reader is not None and reader.has_left_a_reader():
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError):
                stream.flush()
        os._exit(code)
    sys.exit(code)

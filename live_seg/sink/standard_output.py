"""Standard output as an output, which is called `-`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import BinaryIO

from live_seg.errors import ConfigError, ReaderGoneError, SinkError

STANDARD_OUTPUT = "-"


def is_standard_output(path: str | os.PathLike[str]) -> bool:
    """Whether an output is standard output."""
    return os.fspath(path) == STANDARD_OUTPUT


def check_standard_output() -> None:
    """Check that a video may be written to standard output.

    Raises:
        ConfigError: it is a terminal.
        SinkError: it is closed.
    """
    if os.isatty(_descriptor()):
        raise ConfigError(
            "output is -, and standard output is a terminal, which cannot show video; pipe it into a program, or name "
            "a file"
        )


class StandardOutput:
    """Standard output, with the methods of an `OutputFile`. What is written to it cannot be taken back.

    Raises:
        ConfigError: it is a terminal.
        SinkError: it is closed.
    """

    def __init__(self) -> None:
        check_standard_output()
        # Its own descriptor, without a buffer: Python would flush a buffer at exit, which fails if the reader of a pipe
        # is gone.
        self._file: BinaryIO = os.fdopen(os.dup(_descriptor()), "wb", buffering=0)
        self.path = self.partial = Path(STANDARD_OUTPUT)
        if sys.platform == "win32":
            import msvcrt

            msvcrt.setmode(self._file.fileno(), os.O_BINARY)

    def write(self, data: bytes) -> int:
        """Write all bytes.

        Raises:
            ReaderGoneError: the reader of the pipe is gone.
        """
        rest = memoryview(data)
        try:
            while rest:
                rest = rest[self._file.write(rest) :]
        except BrokenPipeError as error:
            raise ReaderGoneError from error
        return len(data)

    def close(self) -> None:
        """Close it: its reader sees the end. May be called again."""
        self._file.close()

    def publish(self) -> None:
        """Close it."""
        self.close()

    def discard(self) -> None:
        """Close it."""
        self.close()


def _descriptor() -> int:
    try:
        return sys.stdout.fileno()
    except (AttributeError, OSError, ValueError) as error:
        raise SinkError("cannot write -: standard output is closed") from error

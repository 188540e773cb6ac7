"""Standard input as a source, which is called `-`. It is copied to a temporary file, which is read repeatedly."""

from __future__ import annotations

import os
import select
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import Self

from live_seg.errors import ConfigError, LiveSegError, SourceError
from live_seg.frame import Frame
from live_seg.source.derived import DerivedSource
from live_seg.source.protocol import Source

STANDARD_INPUT = "-"
NAME = "standard input"
"""What messages call it, and the name of the temporary file: outputs may be named after their source."""
READ = 1 << 20
"""Largest number of bytes that are read at once."""
WAIT = 0.1
"""Seconds after which reading pauses for a check whether to stop, if no data come."""


def is_standard_input(address: str) -> bool:
    """Whether an address is standard input. A file of that name is `./-`."""
    return address == STANDARD_INPUT


class StandardInput:
    """A copy of standard input, in a private folder that `close` removes. Nothing is read before `copy`.

    Attributes:
        path: the copy.

    Raises:
        ConfigError: standard input is a terminal.
        SourceError: it is closed, or there is no folder for temporary files.
    """

    def __init__(self) -> None:
        self._descriptor = _descriptor()
        if os.isatty(self._descriptor):
            raise ConfigError("source is -, and standard input is a terminal; pipe a video into it, or name a file")
        try:
            self._folder = TemporaryDirectory(prefix="live-seg-", ignore_cleanup_errors=True)
        except OSError as error:
            raise SourceError(f"cannot copy {NAME} to a temporary file: {error.strerror or error}") from error
        self.path = Path(self._folder.name) / NAME

    def copy(self, is_stopped: Callable[[], bool] = lambda: False) -> bool:
        """Copy everything, up to the end of standard input.

        Args:
            is_stopped: asked several times a second, and after each piece; if it says True, copying stops.

        Returns:
            Whether everything was copied.

        Raises:
            SourceError: standard input is empty or cannot be read, or the disk is full.
        """
        try:
            with self.path.open("wb") as copied:
                for data in _pieces(self._descriptor):
                    if is_stopped():
                        return False
                    copied.write(data)
        except OSError as error:
            raise SourceError(
                f"cannot copy {NAME} to a temporary file in {gettempdir()}: {error.strerror}; for another folder, set "
                "the environment variable TMPDIR"
            ) from error
        if self.path.stat().st_size == 0:
            raise SourceError(f"{NAME} is empty")
        return True

    def named(self, texts: Iterable[str]) -> tuple[str, ...]:
        """Texts for the user in which the copy is called standard input."""
        return tuple(text.replace(str(self.path), NAME) for text in texts)

    @contextmanager
    def naming_errors(self) -> Iterator[None]:
        """Errors in the block call the copy standard input."""
        try:
            yield
        except LiveSegError as error:
            error.args = tuple(self.named(error.args))
            if notes := getattr(error, "__notes__", None):
                notes[:] = self.named(notes)
            raise

    def close(self) -> None:
        """Remove the copy. May be called again."""
        self._folder.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self.close()


class CopiedSource(DerivedSource):
    """Standard input as a source: what is in its copy, which is removed when the source is closed.

    Args:
        given: the copy, complete.
        source: reads it.
    """

    def __init__(self, given: StandardInput, source: Source) -> None:
        super().__init__(source, source.info)
        self.name = NAME
        self._given = given
        self._frames = self._named(iter(source))

    @property
    def description(self) -> str:
        """That of the copy."""
        return self._source.description

    @property
    def remarks(self) -> tuple[str, ...]:
        """Those of the copy."""
        return self._given.named(self._source.remarks)

    @property
    def damage(self) -> str | None:
        """That of the copy."""
        damage = self._source.damage
        return None if damage is None else self._given.named([damage])[0]

    def _read(self) -> Frame | None:
        return next(self._frames, None)

    def _jump(self, seconds: Fraction) -> None:
        self._frames = self._named(self._source.frames_from(seconds))

    def _named(self, frames: Iterator[Frame]) -> Iterator[Frame]:
        with self._given.naming_errors():
            yield from frames

    def close(self) -> None:
        """Close the copy, and remove it."""
        super().close()
        self._given.close()


def open_standard_input(open_copy: Callable[[str], Source]) -> CopiedSource:
    """Read all of standard input, and open it as a source.

    Args:
        open_copy: opens a file.

    Raises:
        ConfigError, SourceError: as `StandardInput`, and as `open_copy`.
    """
    given = StandardInput()
    try:
        given.copy()
        with given.naming_errors():
            return CopiedSource(given, open_copy(str(given.path)))
    except BaseException:
        given.close()
        raise


def _descriptor() -> int:
    try:
        descriptor = sys.stdin.fileno()
        os.fstat(descriptor)
    except (AttributeError, OSError, ValueError) as error:
        raise SourceError(f"{NAME} is closed; pipe a video into it, or name a file") from error
    if sys.platform == "win32":
        import msvcrt

        msvcrt.setmode(descriptor, os.O_BINARY)
    return descriptor


def _pieces(descriptor: int) -> Iterator[bytes]:
    """The data of a file that is open, up to its end. While none come, there is an empty piece now and then.

    Raises:
        SourceError: it cannot be read.
    """
    can_wait = sys.platform != "win32"  # where `select` is only for sockets
    try:
        while True:
            if can_wait and not select.select([descriptor], [], [], WAIT)[0]:
                yield b""
            elif data := os.read(descriptor, READ):
                yield data
            else:
                return
    except OSError as error:
        raise SourceError(f"cannot read {NAME}: {error.strerror}") from error

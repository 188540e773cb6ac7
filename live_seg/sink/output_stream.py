"""Output files that are written piece by piece, and appear when they are finished."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from live_seg.errors import SinkError
from live_seg.sink.output_file import OutputFile, check_output_path


class OutputStream:
    """A file that is written piece by piece under a partial name. It is created with the first piece.

    Args:
        path: the final path.
        overwrite: whether an existing file may be replaced.

    Raises:
        OutputExistsError: the file exists and may not be replaced.
        SinkError: the folder does not exist.
    """

    def __init__(self, path: Path, *, overwrite: bool = False) -> None:
        self.path = path
        self._overwrite = overwrite
        self._file: OutputFile | None = None
        self._stream: BinaryIO | None = None
        self._is_open = True
        check_output_path(path, overwrite=overwrite)

    @property
    def is_open(self) -> bool:
        """Whether more can be written."""
        return self._is_open

    def check_open(self) -> None:
        """Check that more can be written.

        Raises:
            SinkError: the file is closed.
        """
        if not self._is_open:
            raise SinkError(f"cannot write {self.path}: it is closed")

    def write(self, data: bytes) -> int:
        """Write the next piece, all of it, and return its size.

        Raises:
            SinkError: the file is closed, or cannot be written.
        """
        self.check_open()
        if self._file is None:
            self._file = OutputFile(self.path, overwrite=self._overwrite)
        try:
            if self._stream is None:
                self._stream = self._file.partial.open("wb")
            return self._stream.write(data)
        except OSError as error:
            raise SinkError(f"cannot write {self.path}: {error.strerror}") from error

    def flush(self) -> None:
        """Pass what was written to the operating system, so that it is kept even if the process is killed.

        Raises:
            SinkError: it cannot be written.
        """
        try:
            if self._stream is not None:
                self._stream.flush()
        except OSError as error:
            raise SinkError(f"cannot write {self.path}: {error.strerror}") from error

    def close(self) -> None:
        """Give the file its name, if anything was written. May be called again.

        Raises:
            OutputExistsError: a file has appeared at the path meanwhile, and may not be replaced.
            SinkError: the file cannot be finished.
        """
        if not self._is_open:
            return
        try:
            self._end()
        except OSError as error:
            raise SinkError(f"cannot finish {self.path}: {error.strerror}") from error
        if self._file is not None:
            self._file.publish()

    def abandon(self) -> Path | None:
        """Leave what was written under its partial name. May be called again.

        Returns:
            The partial file, or None if there is none.
        """
        with suppress(OSError):  # the rest may not fit on the disk
            self._end()
        return self._file.partial if self._file is not None and self._file.partial.exists() else None

    def _end(self) -> None:
        self._is_open = False
        stream, self._stream = self._stream, None
        if stream is not None:
            stream.close()

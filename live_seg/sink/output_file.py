"""Output files that appear whole or not at all, and never replace a file by accident."""

from __future__ import annotations

import os
from pathlib import Path

from live_seg.errors import ConfigError, OutputExistsError, SinkError


class OutputFile:
    """A file that is written under a partial name: `out.part.mp4` becomes `out.mp4` when it is finished.

    Until `publish`, a file at the final path stays as it is. What was written stays under the partial name, even if
    the process is killed. The partial file of an earlier run is kept; another name is used then.

    Args:
        path: the final path.
        overwrite: whether an existing file may be replaced.

    Attributes:
        partial: where to write.

    Raises:
        OutputExistsError: the file exists and may not be replaced.
        SinkError: the folder does not exist or cannot be written to.
    """

    def __init__(self, path: Path, *, overwrite: bool = False) -> None:
        self.path = path
        self._overwrite = overwrite
        check_output_path(path, overwrite=overwrite)
        self.partial = self._create_partial()

    def publish(self) -> None:
        """Give the file its final name.

        Raises:
            OutputExistsError: a file has appeared at the final path meanwhile, and may not be replaced.
            SinkError: the partial file is gone or cannot be renamed.
        """
        check_output_path(self.path, overwrite=self._overwrite)
        try:
            self.partial.replace(self.path)
        except OSError as error:
            raise SinkError(f"cannot finish {self.path}: {error.strerror}; look for {self.partial}") from error

    def discard(self) -> None:
        """Remove the partial file, for when nothing was written to it."""
        self.partial.unlink(missing_ok=True)

    def write_all(self, data: bytes) -> None:
        """Write the whole content and publish.

        Raises:
            SinkError: it cannot be written; the partial file is removed then.
        """
        try:
            self.partial.write_bytes(data)
        except OSError as error:
            self.discard()
            raise SinkError(f"cannot write {self.path}: {error.strerror}") from error
        self.publish()

    def _create_partial(self) -> Path:
        number = 1
        while True:
            part = ".part" if number == 1 else f".part-{number}"
            name = self.path.with_name(self.path.stem + part + self.path.suffix)
            try:
                # created exclusively, so that two runs at once cannot use the same file
                name.touch(exist_ok=False)
            except FileExistsError:
                number += 1
            except OSError as error:
                raise SinkError(f"cannot write in {self.path.parent}: {error.strerror}") from error
            else:
                return name


def check_output_path(path: Path, *, overwrite: bool) -> None:
    """Check that a file may be written at a path.

    Raises:
        OutputExistsError: it exists and may not be replaced.
        SinkError: its folder does not exist, or it is a folder itself.
    """
    try:
        if not path.parent.is_dir():
            raise SinkError(f"cannot write {path}: the folder {path.parent} does not exist")
        if path.is_dir():
            raise SinkError(f"cannot write {path}: it is a folder; name a file in it")
        if os.path.lexists(path) and not overwrite:
            raise OutputExistsError(path)
    except OSError as error:
        raise SinkError(f"cannot write {path}: {error.strerror}") from error


def check_folder(path: Path) -> None:
    """Check that files may be written in a folder.

    Raises:
        SinkError: it does not exist, or is not a folder.
    """
    try:
        if path.is_dir():
            return
    except OSError as error:
        raise SinkError(f"cannot write in {path}: {error.strerror}") from error
    raise SinkError(f"cannot write in {path}: it {'is not a folder' if path.exists() else 'does not exist'}")


def refuse_to_write_on_input(output: Path, source: str) -> None:
    """Check that an output is not the file that frames are read from, under any name or link.

    Raises:
        ConfigError: it is.
    """
    try:
        same = output.samefile(source)
    except OSError:
        return
    if same:
        raise ConfigError(f"{output} is the input {source}, which is never overwritten; choose another output")

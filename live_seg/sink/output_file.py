"""Output files that appear whole or not at all, and never in place of something that was not to be replaced."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from live_seg.errors import ConfigError, OutputExistsError, SinkError

if TYPE_CHECKING:
    from pathlib import Path


class OutputFile:
    """A file being written beside its final place: `out.part.mp4` becomes `out.mp4` when it is whole.

    Until `publish`, what stands at the final place stays as it is, and what has been written stays under its partial
    name, also when the process is killed. A partial file that an earlier run left is kept: another name is taken.

    Args:
        path: the final place.
        overwrite: whether a file that is already there may be replaced.

    Attributes:
        partial: where to write.

    Raises:
        SinkError: the folder is missing or not writable, or the file exists and may not be replaced.
    """

    def __init__(self, path: Path, *, overwrite: bool = False) -> None:
        self.path = path
        self._overwrite = overwrite
        check_place(path, overwrite=overwrite)
        self.partial = self._take_a_name()

    def publish(self) -> None:
        """Give the file its final name.

        Raises:
            SinkError: a file has appeared there meanwhile, or the partial file is gone.
        """
        check_place(self.path, overwrite=self._overwrite)
        try:
            self.partial.replace(self.path)
        except OSError as error:
            raise SinkError(f"cannot finish {self.path}: {error.strerror}; look for {self.partial}") from error

    def discard(self) -> None:
        """Remove the partial file, for when nothing was written to it."""
        self.partial.unlink(missing_ok=True)

    def _take_a_name(self) -> Path:
        number = 1
        while True:
            part = ".part" if number == 1 else f".part-{number}"
            name = self.path.with_name(self.path.stem + part + self.path.suffix)
            try:
                # exclusively, so that two runs at once cannot take the same one
                name.touch(exist_ok=False)
            except FileExistsError:
                number += 1
            except OSError as error:
                raise SinkError(f"cannot write in {self.path.parent}: {error.strerror}") from error
            else:
                return name


def check_place(path: Path, *, overwrite: bool) -> None:
    """Check that a file may be written at a path.

    Raises:
        OutputExistsError: it exists and may not be replaced.
        SinkError: its folder is missing, or it is a folder itself.
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
    """Check that files may be put into a folder.

    Raises:
        SinkError: it is none.
    """
    try:
        if path.is_dir():
            return
    except OSError as error:
        raise SinkError(f"cannot write in {path}: {error.strerror}") from error
    raise SinkError(f"cannot write in {path}: {'it is no folder' if path.exists() else 'there is no such folder'}")


def refuse_to_write_on_input(output: Path, source: str) -> None:
    """Check that an output is not the file that frames are read from, by whatever name or link.

    Raises:
        ConfigError: it is.
    """
    try:
        same = output.samefile(source)
    except OSError:
        return
    if same:
        raise ConfigError(f"{output} is the input {source}: an input is never written to; choose another output")

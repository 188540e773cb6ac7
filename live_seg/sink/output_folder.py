"""Output folders that appear when they are finished, and never replace files by accident."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from live_seg.errors import OutputExistsError, SinkError

FrameNames: TypeAlias = Callable[[int], str]
"""Gives the name of a frame's files, without a suffix, for the frame's index."""


def by_number(index: int) -> str:
    """The name of a frame by its number, in six digits: 000000, 000001, ..."""
    return f"{index:06d}"


class OutputFolder:
    """A folder that is written under a partial name: `masks.part` becomes `masks` when it is finished.

    The folder may exist if it is empty. A folder with files needs `overwrite`: then files of the same name are
    replaced, and other files stay. Until `publish`, the folder at the final path stays as it is. What was written stays
    under the partial name, even if the process is killed.

    A new folder appears at once, with all its files. In a folder that exists, files are replaced one by one: if this
    fails or the process is killed midway, the folder has files of both runs, and the rest is under the partial name.
    `index` is then missing: the old one is removed first, and the new one is moved last. So an index that is there
    describes files of its own run.

    Args:
        path: the final path.
        index: name of the file that describes the others; None if there is none.
        overwrite: whether files in an existing folder may be replaced.

    Attributes:
        partial: the folder to write in.

    Raises:
        OutputExistsError: the folder has files, and they may not be replaced.
        SinkError: there is a file at the path, or the folder cannot be made.
    """

    def __init__(self, path: Path, index: str | None = None, *, overwrite: bool = False) -> None:
        self.path = path
        self._index = index
        self._overwrite = overwrite
        check_output_folder(path, overwrite=overwrite)
        self.partial = self._create_partial()

    def publish(self) -> None:
        """Give the folder its final name, or move its files into the folder that has this name.

        Raises:
            OutputExistsError: files have appeared in the folder meanwhile, and may not be replaced.
            SinkError: the partial folder is gone, or cannot be renamed.
        """
        check_output_folder(self.path, overwrite=self._overwrite)
        try:
            if self.path.is_dir():
                self._replace_files()
            else:
                self.partial.rename(self.path)
        except OSError as error:
            raise SinkError(f"cannot finish {self.path}: {error.strerror}; look for {self.partial}") from error

    def _replace_files(self) -> None:
        if self._index is not None:
            (self.path / self._index).unlink(missing_ok=True)
        for file in sorted(self.partial.iterdir(), key=lambda file: (file.name == self._index, file.name)):
            file.replace(self.path / file.name)
        self.partial.rmdir()

    def discard(self) -> None:
        """Remove the partial folder and what is in it."""
        shutil.rmtree(self.partial, ignore_errors=True)

    def _create_partial(self) -> Path:
        number = 1
        while True:
            name = self.path.with_name(self.path.name + (".part" if number == 1 else f".part-{number}"))
            try:
                name.mkdir()
            except FileExistsError:
                number += 1
            except OSError as error:
                raise SinkError(f"cannot write in {self.path.parent}: {error.strerror}") from error
            else:
                return name


def check_output_folder(path: Path, *, overwrite: bool) -> None:
    """Check that files may be written in a folder, which need not exist.

    Raises:
        OutputExistsError: it has files, and they may not be replaced.
        SinkError: the parent folder does not exist, or there is a file at the path.
    """
    try:
        if not path.parent.is_dir():
            raise SinkError(f"cannot write in {path}: the folder {path.parent} does not exist")
        if path.is_dir():
            if not overwrite and any(path.iterdir()):
                raise OutputExistsError(path)
        elif os.path.lexists(path):
            raise SinkError(f"cannot write in {path}: it is not a folder")
    except OSError as error:
        raise SinkError(f"cannot write in {path}: {error.strerror}") from error

"""Zarr stores, which are folders that are replaced as a whole."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from live_seg.errors import OutputExistsError, SinkError

MARKS = ("zarr.json", ".zarray", ".zgroup")
"""Files of which a Zarr store has at least one."""


class OutputStore:
    """A folder that is written under a partial name: `out.part.zarr` becomes `out.zarr` when it is finished.

    An older store is removed when the new one is in its place. If the process is killed while the two change places,
    the older store is `out.old.zarr/out.zarr`. A folder that is not a Zarr store is never removed.

    Args:
        path: the final path.
        overwrite: whether an existing store may be replaced.

    Attributes:
        partial: the folder to write in.

    Raises:
        OutputExistsError: the store exists and may not be replaced.
        SinkError: something else is there, or the folder cannot be made.
    """

    def __init__(self, path: Path, *, overwrite: bool = False) -> None:
        self.path = path
        self._overwrite = overwrite
        check_store(path, overwrite=overwrite)
        self.partial = self._create(".part")

    def publish(self) -> None:
        """Give the store its final name.

        Raises:
            OutputExistsError: a store has appeared meanwhile, and may not be replaced.
            SinkError: something else has appeared, or the folder cannot be renamed. An older store is still there.
        """
        check_store(self.path, overwrite=self._overwrite)
        try:
            if self.path.exists():
                self._replace()
            else:
                self.partial.rename(self.path)
        except OSError as error:
            raise SinkError(f"cannot finish {self.path}: {error.strerror}; look for {self.partial}") from error

    def _replace(self) -> None:
        """Put the new store in the place of the older one, or leave the older one there.

        Raises:
            OSError: a folder cannot be renamed, and the older store is in its place.
            SinkError: a folder cannot be renamed, and the older store is elsewhere. The message says where.
        """
        old = self._create(".old")
        kept = old / self.path.name
        try:
            self.path.rename(kept)
            self.partial.rename(self.path)
        except OSError as error:
            if kept.exists():
                try:
                    kept.rename(self.path)
                except OSError:
                    raise SinkError(
                        f"cannot finish {self.path}: {error.strerror}; the older store is now {kept}, and the new one "
                        f"is {self.partial}"
                    ) from error
            shutil.rmtree(old, ignore_errors=True)
            raise
        shutil.rmtree(old, ignore_errors=True)

    def discard(self) -> None:
        """Remove the partial folder and what is in it."""
        shutil.rmtree(self.partial, ignore_errors=True)

    def _create(self, what: str) -> Path:
        number = 1
        while True:
            ending = what if number == 1 else f"{what}-{number}"
            name = self.path.with_name(self.path.stem + ending + self.path.suffix)
            try:
                name.mkdir()
            except FileExistsError:
                number += 1
            except OSError as error:
                raise SinkError(f"cannot write in {self.path.parent}: {error.strerror}") from error
            else:
                return name


def check_store(path: Path, *, overwrite: bool) -> None:
    """Check that a Zarr store may be written at a path.

    Raises:
        OutputExistsError: it exists and may not be replaced.
        SinkError: its folder does not exist, or something else is there.
    """
    try:
        if not path.parent.is_dir():
            raise SinkError(f"cannot write {path}: the folder {path.parent} does not exist")
        if not os.path.lexists(path):
            return
        if not overwrite:
            raise OutputExistsError(path)
        if not any((path / mark).exists() for mark in MARKS):
            raise SinkError(f"cannot replace {path}: it is not a Zarr store; choose another name, or remove it")
    except OSError as error:
        raise SinkError(f"cannot write {path}: {error.strerror}") from error

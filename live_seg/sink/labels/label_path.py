"""Where labels may be written, and their format, which the name decides."""

from __future__ import annotations

import os
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Literal, TypeAlias, get_args

from live_seg.errors import ConfigError, SinkError
from live_seg.installation import install_command
from live_seg.label_files.zarr_array import EXTRA
from live_seg.sink.labels.output_store import check_store
from live_seg.sink.output_file import check_output_path, refuse_to_write_on_input
from live_seg.sink.output_folder import check_output_folder

FileKind: TypeAlias = Literal[".mkv", ".npz", ".zarr"]
SUFFIXES: tuple[FileKind, ...] = get_args(FileKind)
SLASHES = (os.sep, os.altsep or os.sep)
"""Separators of a path. Windows accepts both kinds."""


def kind_of_labels(output: str) -> FileKind | Literal["folder"]:
    """The format of a label file, by its name.

    A name that ends in a slash, or has no suffix, is a folder. So is a folder that exists, unless its name ends in one
    of the suffixes.

    Raises:
        ConfigError: the name has another suffix.
    """
    suffix = Path(output).suffix.lower()
    for known in SUFFIXES:
        if suffix == known and not output.endswith(SLASHES):
            return known
    if output.endswith(SLASHES) or not suffix or os.path.isdir(output):  # noqa: PTH112  # long names
        return "folder"
    raise ConfigError(f"labels is {output}; its name must end in {', '.join(SUFFIXES)}, or in / for a folder")


def check_labels_output(output: str, inputs: Iterable[str], *, overwrite: bool) -> None:
    """Check that labels may be written at a path, before any work is done for them.

    Raises:
        ConfigError: the name has another suffix, or an input is there.
        SinkError: its folder does not exist, the output exists and may not be replaced, or zarr is not installed.
    """
    path, kind = Path(output), kind_of_labels(output)
    for given in inputs:
        refuse_to_write_on_input(path, given)
        if (kind == "folder" and _is_in(Path(given), path)) or (kind == ".zarr" and is_below(Path(given), path)):
            raise ConfigError(f"labels is the folder {path}, which holds the input {given}; choose another folder")
    if kind == "folder":
        check_output_folder(path, overwrite=overwrite)
    elif kind == ".zarr":
        check_zarr(path)
        check_store(path, overwrite=overwrite)
    else:
        check_output_path(path, overwrite=overwrite)


def check_zarr(path: Path) -> None:
    """Check that zarr is installed.

    Raises:
        SinkError: it is not.
    """
    if find_spec("zarr") is None:
        raise SinkError(f"cannot write {path}: it needs zarr: {install_command(EXTRA)}")


def is_below(file: Path, folder: Path) -> bool:
    """Whether a file is in a folder or in one of its subfolders. A folder that is replaced as a whole loses it."""
    try:
        parents = {*file.absolute().parents, *file.resolve().parents}
    except OSError:
        return False
    return any(_is_same(folder, parent) for parent in parents)


def _is_in(file: Path, folder: Path) -> bool:
    return _is_same(folder, file.parent)


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one.resolve() == other.resolve() or one.samefile(other)
    except OSError:
        return False

"""The palette of the last frame, as a file."""

from __future__ import annotations

import os
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

from live_seg.errors import ConfigError, SinkError
from live_seg.segment import Palette, Segmentation
from live_seg.segment.palette_file import SUFFIXES, palette_as
from live_seg.sink.output_file import OutputFile, check_output_path, refuse_to_write_on_input


class PaletteSink:
    """Writes the palette of the last segmentation to a file, when it is closed. The suffix decides the format.

    Args:
        path: the file, which must end in .json, .gpl, .ase or .css.
        overwrite: whether an existing file may be replaced.

    Raises:
        ConfigError: the path has another suffix.
        SinkError: the file cannot be written there.
    """

    remarks: tuple[str, ...] = ()
    losses: tuple[str, ...] = ()

    def __init__(self, path: str | os.PathLike[str], *, overwrite: bool = False) -> None:
        self._path = Path(path)
        self._overwrite = overwrite
        self._palette: Palette | None = None
        self._is_open = True
        check_palette_output(self._path, (), overwrite=overwrite)

    def write(self, segmentation: Segmentation) -> None:
        """Keep the palette of a segmentation instead of the one before."""
        if not self._is_open:
            raise SinkError(f"cannot write {self._path}: it is closed")
        self._palette = segmentation.palette

    def close(self, *, whole: bool = True, end: Fraction | None = None) -> None:  # noqa: ARG002  # the last palette is as good either way
        """Write the file."""
        if self._is_open and self._palette is not None:
            self._is_open = False
            data = palette_as(self._path.suffix, self._palette)
            OutputFile(self._path, overwrite=self._overwrite).write_all(data)
        self._is_open = False

    def abandon(self) -> None:
        """Write nothing."""
        self._is_open = False


def check_palette_output(path: Path, inputs: Iterable[str], *, overwrite: bool) -> None:
    """Check that a palette may be written at a path, before any work is done for it.

    Raises:
        ConfigError: the suffix is not that of a palette file, or the path is one of the inputs.
        SinkError: the folder does not exist, or the file exists and may not be replaced.
    """
    if path.suffix.lower() not in SUFFIXES:
        endings = f"{', '.join(SUFFIXES[:-1])} or {SUFFIXES[-1]}"
        raise ConfigError(f"palette is {path}; the name of a palette file must end in {endings}")
    for given in inputs:
        refuse_to_write_on_input(path, given)
    check_output_path(path, overwrite=overwrite)

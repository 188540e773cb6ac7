"""Palettes as JSON files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from live_seg.errors import ConfigError, SinkError
from live_seg.segment.palette_file import palette_as_json
from live_seg.sink.output_file import OutputFile, check_place, refuse_to_write_on_input

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from live_seg.segment import Palette


def check_palette_output(path: Path, inputs: Sequence[str], *, overwrite: bool) -> None:
    """Check that a palette may be written at a path, before any work is done for it.

    Raises:
        ConfigError: the name does not end in .json, or it is one of the inputs.
        SinkError: its folder is missing, or it exists and may not be replaced.
    """
    if path.suffix.lower() != ".json":
        raise ConfigError(f"palette is {path}; the name of a palette file ends in .json")
    for given in inputs:
        refuse_to_write_on_input(path, given)
    check_place(path, overwrite=overwrite)


def write_palette(path: Path, palette: Palette, *, overwrite: bool) -> None:
    """Write a palette file, whole or not at all.

    Raises:
        SinkError: it cannot be written, or one has appeared there meanwhile.
    """
    file = OutputFile(path, overwrite=overwrite)
    try:
        file.partial.write_text(palette_as_json(palette), encoding="utf-8")
    except OSError as error:
        file.discard()
        raise SinkError(f"cannot write {path}: {error.strerror}") from error
    file.publish()

"""Reads palette files."""

from __future__ import annotations

import os
from pathlib import Path

from live_seg.config import Colour
from live_seg.errors import ConfigError, described
from live_seg.segment.palette_file.gimp_file import colours_in_gimp
from live_seg.segment.palette_file.json_file import colours_in_json
from live_seg.segment.palette_file.place import checked_palette

ONLY_WRITTEN = ".ase", ".css"


def read_palette(path: str | os.PathLike[str]) -> tuple[Colour, ...]:
    """Read a palette file: a .gpl file of GIMP, or JSON.

    Args:
        path: the file. Rows of numbers in it are red, green, blue.

    Returns:
        The colours, in order, as (blue, green, red), for `Config(palette=...)`.

    Raises:
        ConfigError: the file cannot be read, is not a palette, or has a colour twice.
    """
    if not isinstance(path, str | os.PathLike):
        raise ConfigError(f"path is {described(path)}; it must be the path of a palette file (.json or .gpl)")
    path = Path(path)
    suffix = path.suffix.lower()
    if suffix in ONLY_WRITTEN:
        raise ConfigError(
            f"the palette {path} cannot be read: {suffix} files can only be written; give a .json or .gpl file"
        )
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ConfigError(f"cannot read the palette {path}: {error.strerror}") from error
    return checked_palette(path, (colours_in_gimp if suffix == ".gpl" else colours_in_json)(path, data))

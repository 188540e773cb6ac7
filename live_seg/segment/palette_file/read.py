"""Reads palette files."""

from __future__ import annotations

from pathlib import Path

from live_seg.config import Colour
from live_seg.errors import ConfigError
from live_seg.segment.palette_file.gimp_file import colours_in_gimp
from live_seg.segment.palette_file.json_file import colours_in_json
from live_seg.segment.palette_file.place import checked_palette

ONLY_WRITTEN = ".ase", ".css"


def read_palette(path: Path) -> tuple[Colour, ...]:
    """The colours of a palette file as (blue, green, red), for `Config.palette`: a .gpl file of GIMP, or JSON.

    Raises:
        ConfigError: the file cannot be read, is not a palette, or has a colour twice.
    """
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

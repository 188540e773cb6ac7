"""Where a video may be written."""

from __future__ import annotations

from pathlib import Path

from live_seg.errors import ConfigError
from live_seg.sink.output_file import check_output_path, refuse_to_write_on_input

SUFFIXES = (".mp4", ".m4v", ".mov", ".mkv")


def check_video_output(path: Path, source: str, *, overwrite: bool) -> None:
    """Check that a video may be written at a path while a source is read, before anything is opened.

    Raises:
        ConfigError: the path has no suffix of a video format, or is the source itself.
        SinkError: nothing may be written there.
    """
    check_suffix(path)
    refuse_to_write_on_input(path, source)
    check_output_path(path, overwrite=overwrite)


def check_suffix(path: Path) -> None:
    """Check that a path has the suffix of a video format that can be written.

    Raises:
        ConfigError: it does not.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise ConfigError(f"output is {path}; its name must end in {', '.join(SUFFIXES[:-1])} or {SUFFIXES[-1]}")

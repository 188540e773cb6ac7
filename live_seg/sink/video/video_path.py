"""Where a video may be written."""

from __future__ import annotations

from pathlib import Path

from live_seg.sink.output_file import check_output_path, refuse_to_write_on_input
from live_seg.sink.standard_output import check_standard_output, is_standard_output
from live_seg.sink.video.encoding import FILE, Encoding


def check_video_output(path: Path, source: str, encoding: Encoding = FILE, *, overwrite: bool) -> None:
    """Check that a video may be written at a path while a source is read, before anything is opened.

    Raises:
        ConfigError: the path has no suffix of a video format, its format does not take the encoding, or it is the
            source itself.
        SinkError: nothing may be written there.
    """
    encoding.settings(path)
    if is_standard_output(path):
        check_standard_output()
        return
    refuse_to_write_on_input(path, source)
    check_output_path(path, overwrite=overwrite)

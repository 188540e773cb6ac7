"""Opens media files with PyAV, whatever the encoding of their tags."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2  # noqa: F401  # before av: the other way round, OpenCV's windows hang
import av
from av.container import InputContainer

# From version 19 on, PyAV accepts tags in any encoding by itself, and no longer knows the argument.
_ANY_TAGS: dict[str, Any] = {"metadata_errors": "replace"} if int(av.__version__.split(".")[0]) < 19 else {}


def open_input(path: Path) -> InputContainer:
    """Open a media file.

    Raises:
        FFmpegError, OSError: it cannot be read.
    """
    # absolute, because FFmpeg reads what comes before a colon as a protocol
    opened: InputContainer = av.open(path.absolute(), **_ANY_TAGS)
    return opened

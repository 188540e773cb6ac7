"""Whether a path is a still image or an animation, for the choice of a source."""

from __future__ import annotations

import math
from pathlib import Path
from typing import IO, Literal

from live_seg.errors import SourceError
from live_seg.source.image.image_format import ANIMATED, HEAD, format_of, has_image_name

ImageKind = Literal["still", "animation"]


def image_kind(path: Path) -> ImageKind | None:
    """Whether a path is read as a still image or as an animation; None if it is not an image.

    The content of the file decides, or else its name.
    """
    try:
        if path.is_file():
            with path.open("rb") as file:
                head = file.read(HEAD)
                name = format_of(head)
                if name in ANIMATED:
                    return _kind_of_picture(path, file, head)
            if name is not None:
                return None if name == "jpeg" and _is_motion_jpeg(path) else "still"
    except OSError:
        pass  # reading it gives the error
    return "still" if has_image_name(path) else None


def _is_motion_jpeg(path: Path) -> bool:
    if has_image_name(path):
        return False
    from live_seg.media_input import MOTION_JPEG

    return path.suffix.lower() in MOTION_JPEG


def _kind_of_picture(path: Path, file: IO[bytes], head: bytes) -> ImageKind:
    from live_seg.source.image.open_image import is_animated, open_image

    file.seek(0)
    try:
        return "animation" if is_animated(open_image(path, file, math.inf)) else "still"
    except SourceError:
        return "animation" if _says_animated(head) else "still"


def _says_animated(head: bytes) -> bool:
    """Whether the first bytes of a WebP, PNG or AVIF file say that it is animated. The rest may be missing."""
    if head[8:16] == b"WEBPVP8X":
        return bool(head[20] & 2)
    return head[4:12] == b"ftypavis" or b"acTL" in head

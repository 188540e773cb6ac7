"""What kind of image a path names, for the choice of a source."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from live_seg.source.image.image_format import HEAD, format_of, has_image_name

ImageKind = Literal["still", "animation"]


def image_kind(path: Path) -> ImageKind | None:
    """Whether a path is read as a still image, or as one with several pictures that are shown one after the other.

    The content of the file decides, or else its name. None if it is no image.
    """
    try:
        if path.is_file():
            with path.open("rb") as file:
                if (name := format_of(file.read(HEAD))) is not None:
                    from live_seg.source.image.open_image import is_animated

                    return "animation" if is_animated(file, name) else "still"
    except OSError:
        pass  # reading it gives the error
    return "still" if has_image_name(path) else None

"""What kind of image a path names, for the choice of a source."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Literal

from live_seg.errors import SourceError
from live_seg.source.image.image_format import HEAD, format_of, has_image_name

MAY_BE_ANIMATED = {"gif", "png", "webp", "avif"}
ImageKind = Literal["still", "animation"]


def image_kind(path: Path) -> ImageKind | None:
    """Whether a path is read as a still image, or as one with several pictures that are shown one after the other.

    The content of the file decides, or else its name. None if it is no image.
    """
    try:
        if path.is_file():
            with path.open("rb") as file:
                name = format_of(file.read(HEAD))
                if name in MAY_BE_ANIMATED:
                    from live_seg.source.image.open_image import is_animated, open_image

                    file.seek(0)
                    return "animation" if is_animated(open_image(path, file, math.inf)) else "still"
            if name is not None:
                return "still"
    except (OSError, SourceError):
        pass  # reading it gives the error
    return "still" if has_image_name(path) else None

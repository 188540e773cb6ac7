"""A cut-out's background as it is named on the command line: its picture is read here, which no view does."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from live_seg.errors import ConfigError, SourceError
from live_seg.source.image.read import read_image
from live_seg.view import Background
from live_seg.view.background import ALLOWED

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def parse_background(text: str) -> Background:
    """A background by its name: "dim", "remove", "blur", a colour like "#20c060", or the name of an image file.

    Raises:
        ConfigError: it is none of these, or the file cannot be read.
    """
    return Background.parse(text, _read)


def _read(name: str) -> NDArray[np.uint8]:
    try:
        return read_image(Path(name)).bgr
    except SourceError as error:
        raise ConfigError(f"background is {name!r}; it must be {ALLOWED}, or an image file, and {error}") from error

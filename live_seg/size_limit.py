"""The limit on the size of pictures in files. A small file may hold a picture that takes up all memory."""

from __future__ import annotations

from live_seg.arguments import real_number
from live_seg.errors import SourceError

MEGAPIXEL = 1_000_000
LOWEST, HIGHEST = 0.001, 1_000_000


def checked_limit(max_megapixels: object) -> float:
    """Check `max_megapixels`.

    Returns:
        The limit, in megapixels.

    Raises:
        ConfigError: it is not a number from 0.001 to 1,000,000.
    """
    return real_number("max_megapixels", max_megapixels, LOWEST, HIGHEST)


def check_size(name: object, width: int, height: int, max_megapixels: float) -> None:
    """Check the size of a picture: its width and height in pixels.

    Raises:
        SourceError: it is larger than the limit.
    """
    if width * height > max_megapixels * MEGAPIXEL:
        raise SourceError(
            f"{name} is too large: {width}x{height} are {width * height / MEGAPIXEL:.4g} megapixels, and the limit is "
            f"{max_megapixels:g}; set a higher one (max_megapixels)"
        )

"""Image files: PNG and WebP without loss, JPEG with as little as it can do with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import cv2

from live_seg.errors import SinkError
from live_seg.sink.output_file import OutputFile

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

JPEG = (
    (cv2.IMWRITE_JPEG_QUALITY, 95),
    # with colours at half the size, as is usual, flat ones smear where they meet
    (cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444),
)
OPTIONS: dict[str, tuple[tuple[int, int], ...]] = {
    # half the size of the quickest, at twice its time
    ".png": ((cv2.IMWRITE_PNG_COMPRESSION, 3),),
    ".jpg": JPEG,
    ".jpeg": JPEG,
    ".webp": ((cv2.IMWRITE_WEBP_LOSSLESS_MODE, cv2.IMWRITE_WEBP_LOSSLESS_ON),),
}
SUFFIXES = tuple(OPTIONS)

PictureFormat = Literal["png", "jpg", "webp"]
"""What images in a folder may be written as."""


def is_image_name(path: Path) -> bool:
    """Whether an image can be written under a name, by its suffix."""
    return path.suffix.lower() in OPTIONS


def write_image(path: Path, picture: NDArray[np.uint8], *, overwrite: bool) -> None:
    """Write an image file, whole or not at all.

    Args:
        path: ending in one of `SUFFIXES`.
        picture: uint8 (H, W, 3) BGR; or (H, W) gray; or (H, W, 4) BGRA, which JPEG does not hold.
        overwrite: whether an existing file may be replaced.

    Raises:
        SinkError: it cannot be written there, or the format does not take the picture: it is too large, or transparent.
    """
    suffix = path.suffix.lower()
    if OPTIONS[suffix] is JPEG and picture.shape[2:] == (4,):
        raise SinkError(f"cannot write {path}: JPEG holds no transparency; choose .png")
    options = [number for option in OPTIONS[suffix] for number in option]
    try:
        done, data = cv2.imencode(suffix, picture, options)
    except cv2.error:
        done = False
    if not done:
        height, width = picture.shape[:2]
        raise SinkError(f"cannot write {path}: {width}x{height} is more than {suffix[1:].upper()} holds; choose .png")
    file = OutputFile(path, overwrite=overwrite)
    try:
        file.partial.write_bytes(data.tobytes())
    except OSError as error:
        file.discard()
        raise SinkError(f"cannot write {path}: {error.strerror}") from error
    file.publish()

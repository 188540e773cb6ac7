"""Image files: PNG and WebP without loss, JPEG with high quality."""

from __future__ import annotations

import os
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from live_seg.errors import ConfigError, SinkError
from live_seg.segment import Segmentation
from live_seg.sink.failures import Failures
from live_seg.sink.output_file import OutputFile, check_output_path
from live_seg.view import recolour

JPEG = (
    (cv2.IMWRITE_JPEG_QUALITY, 95),
    # full chroma resolution: at half of it, the default, flat colours smear where they meet
    (cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444),
)
OPTIONS: dict[str, tuple[tuple[int, int], ...]] = {
    # files are half as large as with level 1, and take twice as long to write
    ".png": ((cv2.IMWRITE_PNG_COMPRESSION, 3),),
    ".jpg": JPEG,
    ".jpeg": JPEG,
    ".webp": ((cv2.IMWRITE_WEBP_LOSSLESS_MODE, cv2.IMWRITE_WEBP_LOSSLESS_ON),),
}
SUFFIXES = tuple(OPTIONS)

Picture = NDArray[np.uint8] | NDArray[np.uint16]
"""What can be written to an image file."""
PictureFormat = Literal["png", "jpg", "webp"]
"""Formats of the images in a folder."""


class ImageSink:
    """Writes the picture of one segmentation to an image file.

    Args:
        path: the file, with one of `SUFFIXES`.
        view: makes the picture of a segmentation, uint8 (H, W, 3) BGR; or (H, W, 4) BGRA, which JPEG cannot hold.
        overwrite: whether an existing file may be replaced.

    Raises:
        ConfigError: the path has another suffix.
        SinkError: the file cannot be written there.
    """

    remarks: tuple[str, ...] = ()
    losses: tuple[str, ...] = ()

    def __init__(
        self,
        path: str | os.PathLike[str],
        view: Callable[[Segmentation], NDArray[np.uint8]] = recolour,
        *,
        overwrite: bool = False,
    ) -> None:
        self._path = Path(path)
        self._view = view
        self._overwrite = overwrite
        self._data: bytes | None = None
        self._is_open = True
        self._failures = Failures()
        if not is_image_name(self._path):
            raise ConfigError(f"output is {path}; its name must end in {', '.join(SUFFIXES[:-1])} or {SUFFIXES[-1]}")
        check_output_path(self._path, overwrite=overwrite)

    def write(self, segmentation: Segmentation) -> None:
        """Encode the picture; `close` writes it.

        Raises:
            SinkError: it is the second one, or the format cannot hold a picture of this size.
        """
        if not self._is_open:
            raise SinkError(f"cannot write {self._path}: it is closed")
        with self._failures.noted():
            if self._data is not None:
                raise SinkError(f"cannot write {self._path}: it holds one picture")
            self._data = encode_image(self._path, self._view(segmentation))

    def close(self, *, whole: bool = True, end: Fraction | None = None) -> None:  # noqa: ARG002  # one picture is whole or missing
        """Write the file, unless a write failed."""
        if self._is_open and self._data is not None and not self._failures.any:
            self._is_open = False
            OutputFile(self._path, overwrite=self._overwrite).write_all(self._data)
        self._is_open = False

    def abandon(self) -> None:
        """Write nothing."""
        self._is_open = False


def is_image_name(path: Path) -> bool:
    """Whether an image can be written at this path, by its suffix."""
    return path.suffix.lower() in OPTIONS


def has_alpha(path: Path) -> bool:
    """Whether an image at this path can have transparent pixels, by its suffix."""
    return OPTIONS[path.suffix.lower()] is not JPEG


def write_image(path: Path, picture: Picture, *, overwrite: bool) -> None:
    """Write an image file, whole or not at all.

    Args:
        path: with one of `SUFFIXES`.
        picture: uint8 (H, W, 3) BGR; (H, W) gray; (H, W, 4) BGRA, which JPEG cannot hold; or uint16 (H, W), for PNG.
        overwrite: whether an existing file may be replaced.

    Raises:
        SinkError: the file cannot be written there, or the format cannot hold the picture (size, transparency).
    """
    data = encode_image(path, picture)
    OutputFile(path, overwrite=overwrite).write_all(data)


def encode_image(path: Path, picture: Picture) -> bytes:
    """Encode a picture in the format of a path, as `write_image`.

    Raises:
        SinkError: the format cannot hold the picture.
    """
    suffix = path.suffix.lower()
    if OPTIONS[suffix] is JPEG and picture.shape[2:] == (4,):
        raise SinkError(f"cannot write {path}: JPEG has no transparency; choose .png")
    options = [number for option in OPTIONS[suffix] for number in option]
    try:
        done, data = cv2.imencode(suffix, picture, options)
    except cv2.error:
        done = False
    if not done:
        height, width = picture.shape[:2]
        raise SinkError(f"cannot write {path}: {width}x{height} is too large for {suffix[1:].upper()}; choose .png")
    return data.tobytes()

"""Small sequences with known masks: a white disc that moves over two backgrounds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

HEIGHT, WIDTH = 48, 64
DAVIS_PALETTE = [0, 0, 0, 128, 0, 0, 0, 128, 0, 128, 128, 0]
"""Red, green and blue of the background and of three objects."""


def disc(column: int, row: int = 24, radius: int = 9) -> NDArray[np.bool_]:
    rows, columns = np.mgrid[:HEIGHT, :WIDTH]
    return np.asarray((columns - column) ** 2 + (rows - row) ** 2 <= radius**2)


def picture(mask: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """A white disc in front of a red and a blue half, uint8 (H, W, 3) BGR."""
    bgr = np.empty((HEIGHT, WIDTH, 3), np.uint8)
    bgr[:24], bgr[24:] = (30, 30, 180), (180, 60, 30)
    bgr[mask] = 245
    return bgr


def write_indexed(path: Path, numbers: NDArray[np.uint8]) -> None:
    """Write a PNG file with a palette, like those of DAVIS."""
    image = Image.fromarray(numbers, "L")
    indexed = Image.frombytes("P", image.size, image.tobytes())
    indexed.putpalette(DAVIS_PALETTE)
    indexed.save(path)


def write_sequence(frames: Path, masks: Path, columns: list[int], value: int = 1) -> None:
    """Write frames in which a disc is in these columns, and indexed masks in which it has this number."""
    frames.mkdir(parents=True)
    masks.mkdir(parents=True)
    for index, column in enumerate(columns):
        mask = disc(column)
        assert cv2.imwrite(str(frames / f"{index:05d}.jpg"), picture(mask), [cv2.IMWRITE_JPEG_QUALITY, 100])
        write_indexed(masks / f"{index:05d}.png", np.where(mask, value, 0).astype(np.uint8))


def write_davis(root: Path, columns: list[int], names: tuple[str, ...] = ("disc",), resolution: str = "480p") -> Path:
    for name in names:
        write_sequence(root / "JPEGImages" / resolution / name, root / "Annotations" / resolution / name, columns)
    return root

"""Tiny data sets in the layout of BSDS500."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
from scipy.io import savemat

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray


def halves(height: int = 24, width: int = 36) -> tuple[NDArray[np.uint8], NDArray[np.uint16]]:
    """A picture of a blue and a red half, uint8 (H, W, 3) BGR, and its two regions, numbered from 1."""
    regions = np.ones((height, width), np.uint16)
    regions[:, width // 2 :] = 2
    return np.where(regions[..., None] == 1, (200, 40, 30), (30, 40, 200)).astype(np.uint8), regions


def write_truth(path: Path, maps: Sequence[NDArray[np.uint16]]) -> None:
    """Write regions, one map for each person, in the format of BSDS500: a row of cells, each with a struct."""
    cells = np.empty((1, len(maps)), object)
    for place, regions in enumerate(maps):
        cells[0, place] = {"Segmentation": regions, "Boundaries": np.zeros_like(regions)}
    path.parent.mkdir(parents=True, exist_ok=True)
    savemat(path, {"groundTruth": cells})


def write_split(
    root: Path, split: str, picture: NDArray[np.uint8], maps: Sequence[NDArray[np.uint16]], count: int = 1
) -> Path:
    """Write a split of equal pictures, 100.jpg and so on, and return the root."""
    folder = root / "images" / split
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(100, 100 + count):
        assert cv2.imwrite(str(folder / f"{number}.jpg"), picture)
        write_truth(root / "groundTruth" / split / f"{number}.mat", maps)
    return root

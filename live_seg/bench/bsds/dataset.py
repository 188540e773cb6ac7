"""The photographs of BSDS500 (Berkeley Segmentation Data Set) and the regions that people drew in them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from live_seg.bench.overlap import numbered
from live_seg.errors import ConfigError, SourceError, described

PLACES = (".", "data", "BSDS500/data", "BSR/BSDS500/data")
"""Where the images may be in the folder. In the archive of the data set they are in the last one."""

DEFAULT_SPLITS = ("test", "val")
"""The first of these that exists is used. Figures are published for the test split."""

EXPECTED = "expected images/SPLIT/*.jpg and groundTruth/SPLIT/*.mat in it, or in BSDS500/data below it"


@dataclass(frozen=True, slots=True)
class Photograph:
    """A photograph, and the file with the regions that people drew in it."""

    image: Path
    truth: Path


@dataclass(frozen=True, slots=True)
class Split:
    """A part of the data set: "train", "val" or "test", with its photographs in the order of their names."""

    name: str
    photographs: tuple[Photograph, ...]


def find_split(folder: Path, name: str | None, step: int = 1) -> Split:
    """Find the photographs of a split.

    Args:
        folder: the data set, or the folder that its archive was unpacked in.
        name: the split; None for "test" if it is there, else "val".
        step: use one photograph of every `step`, the first.

    Raises:
        ConfigError: there is no such split, or `step` is less than 1.
        SourceError: the folder is not BSDS500, or a file with drawn regions is missing.
    """
    if step < 1:
        raise ConfigError(f"step is {step}; it must be 1 or more")
    root = _root(folder)
    splits = _splits(root)
    if name is None:
        name = next((default for default in DEFAULT_SPLITS if default in splits), splits[0])
    elif name not in splits:
        raise ConfigError(f"split is {described(name)}; {root} has {', '.join(splits)}")
    images = sorted((root / "images" / name).glob("*.jpg"))
    photographs = tuple(
        Photograph(image, root / "groundTruth" / name / f"{image.stem}.mat") for image in images[::step]
    )
    for photograph in photographs:
        if not photograph.truth.is_file():
            raise SourceError(f"{photograph.truth} is missing: it holds the drawn regions of {photograph.image.name}")
    return Split(name, photographs)


def drawn_regions(path: Path) -> tuple[NDArray[np.intp], ...]:
    """Read the regions that people drew: for each of them intp (H, W), numbered from 0.

    Raises:
        SourceError: the file cannot be read or is not one of BSDS500.
    """
    from scipy.io import loadmat

    try:
        # one cell for each person, with the struct fields Segmentation and Boundaries
        cells = loadmat(path)["groundTruth"].ravel()
        maps = tuple(numbered(cell["Segmentation"][0, 0])[1] for cell in cells)
    except OSError as error:
        raise SourceError(f"{path} cannot be read: {error.strerror or error}") from error
    except Exception as error:  # damaged data may raise any exception
        raise SourceError(f"{path} is not a file of BSDS500: expected a MATLAB file with drawn regions") from error
    if not maps or any(one.ndim != 2 or one.shape != maps[0].shape for one in maps):
        raise SourceError(f"{path} holds no drawn regions of one size; copy the file again")
    return maps


def _root(folder: Path) -> Path:
    if not folder.exists():
        raise SourceError(f"{folder} does not exist")
    for place in PLACES:
        root = folder / place
        if (root / "images").is_dir() and (root / "groundTruth").is_dir():
            return root
    raise SourceError(f"{folder} is not BSDS500; {EXPECTED}")


def _splits(root: Path) -> list[str]:
    """The names of the splits that have photographs and drawn regions."""
    folders = sorted(path for path in (root / "images").iterdir() if path.is_dir())
    found = [path.name for path in folders if any(path.glob("*.jpg")) and (root / "groundTruth" / path.name).is_dir()]
    if not found:
        raise SourceError(f"{root} has no photographs with drawn regions; {EXPECTED}")
    return found

"""Sequences of frames with the true masks of their objects, in the layout of DAVIS or in two folders.

The layouts, of which the first that fits is used:

    frames/*.jpg                           masks/*.png                           one sequence
    SEQUENCE/frames/*.jpg                  SEQUENCE/masks/*.png                  several
    JPEGImages/SEQUENCE/*.jpg              Annotations/SEQUENCE/*.png            as in YouTube-VOS
    JPEGImages/RESOLUTION/SEQUENCE/*.jpg   Annotations/RESOLUTION/SEQUENCE/*.png as in DAVIS; 480p if it is there

A mask belongs to the frame with the same name except for the suffix. A frame may have no mask.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from live_seg.errors import SourceError
from live_seg.source.image.pattern import image_files

FRAMES, MASKS = "frames", "masks"
DAVIS_FRAMES, DAVIS_MASKS = "JPEGImages", "Annotations"
USUAL_RESOLUTION = "480p"
"""The resolution of DAVIS for which figures are published."""

MIN_MASKS = 3
"""One mask to pick in, one to measure, and the last one, which is left out."""
MAX_OBJECTS = 64
"""An image with more values is not a mask: its borders are smoothed, or it is a photograph."""

PNG, PNG_END = b"\x89PNG", b"IEND"


@dataclass(frozen=True, slots=True)
class MaskedSequence:
    """A sequence: its frames in natural order, and for each of them the mask, or None."""

    name: str
    frames: tuple[Path, ...]
    masks: tuple[Path | None, ...]

    @property
    def last(self) -> int:
        """The index of the last frame that has a mask."""
        return max(index for index, mask in enumerate(self.masks) if mask is not None)


def find_sequences(folder: Path) -> tuple[MaskedSequence, ...]:
    """Find the sequences in a folder, in the order of their names.

    Raises:
        SourceError: the folder has none of the layouts, or a mask has no frame.
    """
    if not folder.exists():
        raise SourceError(f"{folder} does not exist")
    if (folder / FRAMES).is_dir() and (folder / MASKS).is_dir():
        return (_sequence(folder.resolve().name, folder / FRAMES, folder / MASKS),)
    pairs = {one.name: (one / FRAMES, one / MASKS) for one in _folders(folder) if (one / FRAMES).is_dir()}
    if not pairs:
        frames, masks = _of_one_resolution(folder)
        pairs = {one.name: (one, masks / one.name) for one in _folders(frames)}
    found = [_sequence(name, *both) for name, both in pairs.items() if both[1].is_dir()]
    if not found:
        raise SourceError(
            f"{folder} has no sequences; expected {FRAMES}/*.jpg and {MASKS}/*.png in it, or {DAVIS_FRAMES} and "
            f"{DAVIS_MASKS} as in DAVIS"
        )
    return tuple(found)


def read_mask(path: Path) -> NDArray[np.int32]:
    """Read a mask: int32 (H, W), a number for each object, and 0 where there is none.

    Black is no object. Every other level or colour is one object, and its number is the same in all masks. In a PNG
    file with a palette, the colours of the palette count.

    Raises:
        SourceError: the file is not an image, damaged, or has too many values for a mask.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SourceError(f"{path} cannot be read: {error.strerror}") from error
    is_cut = data.startswith(PNG) and PNG_END not in data[-12:]
    # `read_image` reduces 16 bits to 8 and composites transparent pixels over white, so numbers would be lost
    decoded = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED) if data and not is_cut else None
    if decoded is None:
        raise SourceError(f"{path} is not a mask: it is damaged or not an image; expected a PNG file")
    levels = decoded.astype(np.int32)
    if levels.ndim == 3:  # blue, green, red, and perhaps alpha, which is left out
        levels = levels[..., 0] << 16 | levels[..., 1] << 8 | levels[..., 2]
    if (count := len(np.unique(levels))) > MAX_OBJECTS + 1:
        raise SourceError(
            f"{path} has {count} different values; expected black and one value for each object, {MAX_OBJECTS} at most"
        )
    return levels


def _sequence(name: str, frames: Path, masks: Path) -> MaskedSequence:
    pictures = image_files(str(frames))
    by_stem = {path.stem: path for path in image_files(str(masks))}
    stems = {path.stem for path in pictures}
    for stem, path in by_stem.items():
        if stem not in stems:
            raise SourceError(f"{path} belongs to no frame; expected an image named {stem} in {frames}")
    if len(by_stem) < MIN_MASKS:
        raise SourceError(f"{masks} has {len(by_stem)} masks; picks are measured on {MIN_MASKS} or more")
    return MaskedSequence(name, pictures, tuple(by_stem.get(path.stem) for path in pictures))


def _of_one_resolution(folder: Path) -> tuple[Path, Path]:
    """The folders in which each sequence has a folder of frames and one of masks."""
    frames, masks = folder / DAVIS_FRAMES, folder / DAVIS_MASKS
    resolutions = [one.name for one in _folders(frames)]
    if any(_folders(frames / name) for name in resolutions):
        name = USUAL_RESOLUTION if USUAL_RESOLUTION in resolutions else resolutions[0]
        return frames / name, masks / name
    return frames, masks


def _folders(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if path.is_dir() and not path.name.startswith("."))

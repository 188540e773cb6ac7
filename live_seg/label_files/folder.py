"""Label files in a folder: what is in it, and reading it.

Each frame is an indexed PNG: a pixel is a label, and the PNG's palette has the colours. With regions there is a second
PNG, `NAME-regions.png` in 16-bit gray: a pixel is an index into the record's ids. The records are in `labels.json`, one
line for each frame:

    {"format": "live_seg labels", "version": 1, "frames": [
    {"name": "000000", "time": "0", ...},
    {"name": "000001", "time": "1/25", ...}
    ]}
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL.PngImagePlugin import PngImageFile

from live_seg.errors import SourceError
from live_seg.label_files.record import FORMAT, VERSION, Pixels, parsed, record_from_json
from live_seg.label_files.stored import REMEDY, Part, Stored, damaged, has_no_regions, stored
from live_seg.size_limit import check_size

INDEX = "labels.json"
"""The file that makes a folder a label file."""
FIRST_LINE = json.dumps({"format": FORMAT, "version": VERSION, "frames": []}).removesuffix("]}") + "\n"
LAST_LINE = "]}\n"

LONGEST = 16_000_000
"""Most characters of a line that are read. A record with 65,536 regions, the most there can be, has under a million."""

LABELS_MODE, REGIONS_MODE = "P", "I;16"
"""Pillow's names for indexed pixels and 16-bit gray."""


def file_name(name: str, part: Part) -> str:
    """The name of a file of a frame."""
    return f"{name}.png" if part == "labels" else f"{name}-regions.png"


def frames_in(path: Path, part: Part, max_megapixels: float) -> Iterator[Stored]:
    """The frames of a folder, one after another.

    Raises:
        SourceError: it is not a label file, holds no regions, or is damaged.
    """
    record, index = None, 0
    try:
        with (path / INDEX).open(encoding="utf-8") as lines:
            if (first := lines.readline(LONGEST)) != FIRST_LINE:
                raise SourceError(f"{path / INDEX} begins with {first[:80]!r}, expected {FIRST_LINE!r}")
            for index, line in enumerate(iter(lambda: lines.readline(LONGEST), "")):
                if line == LAST_LINE:
                    return
                content = parsed(line.rstrip().removesuffix(","))
                record = record_from_json(content, record)
                if part == "regions" and record.regions_check is None:
                    raise has_no_regions(path)
                pixels = _read(path / _checked(file_name(str(content["name"]), part)), part, max_megapixels)
                yield stored(path, index, record, pixels, part)
    except (ValueError, KeyError) as error:
        if isinstance(error, SourceError):
            raise
        raise damaged(path, index, f"{INDEX} cannot be read: {error}") from error
    except OSError as error:
        raise SourceError(f"{path / INDEX} cannot be read: {error.strerror}") from error
    raise SourceError(f"{path / INDEX} is truncated: its end is missing")


def _checked(name: str) -> str:
    """The name of a file in the folder.

    Raises:
        ValueError: it is a path, which may lead out of the folder.
    """
    if Path(name).name != name:
        raise ValueError(f"{name!r} is not the name of a file in the folder")
    return name


def _read(path: Path, part: Part, max_megapixels: float) -> Pixels:
    """The pixels of a PNG, (H, W).

    Raises:
        SourceError: it is missing, damaged, too large, or not such a PNG.
    """
    if not path.is_file():
        raise SourceError(f"{path} is missing, or is not a file; {REMEDY}")
    try:
        with path.open("rb") as file:
            image = PngImageFile(file)  # `Image.open` has a size limit of its own
            check_size(path, *image.size, max_megapixels)
            _check_mode(path, image.mode, LABELS_MODE if part == "labels" else REGIONS_MODE)
            return np.asarray(image)
    except SourceError:
        raise
    except MemoryError as error:
        raise SourceError(f"{path} is too large for this machine's memory") from error
    except OSError as error:
        raise SourceError(f"{path} is missing, damaged or truncated: {error.strerror or error}") from error
    except Exception as error:  # Pillow may raise any exception for a damaged file
        raise SourceError(f"{path} is damaged: {error}") from error


def _check_mode(path: Path, mode: str, expected: str) -> None:
    """Check the mode of a PNG.

    Raises:
        SourceError: it is another one.
    """
    if mode != expected:
        raise SourceError(f"{path} has mode {mode}, expected {expected}; another program has written it")

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
from live_seg.label_files.record import FORMAT, VERSION, Pixels, record_from_json
from live_seg.label_files.stored import Part, Stored, damaged, has_no_regions, stored

INDEX = "labels.json"
"""The file that makes a folder a label file."""
FIRST_LINE = json.dumps({"format": FORMAT, "version": VERSION, "frames": []}).removesuffix("]}") + "\n"
LAST_LINE = "]}\n"

LABELS_MODE, REGIONS_MODE = "P", "I;16"
"""Pillow's names for indexed pixels and 16-bit gray."""


def file_name(name: str, part: Part) -> str:
    """The name of a file of a frame."""
    return f"{name}.png" if part == "labels" else f"{name}-regions.png"


def frames_in(path: Path, part: Part) -> Iterator[Stored]:
    """The frames of a folder, one after another.

    Raises:
        SourceError: it is not a label file, holds no regions, or is damaged.
    """
    record = None
    try:
        with (path / INDEX).open(encoding="utf-8") as lines:
            if (first := next(lines, "")) != FIRST_LINE:
                raise SourceError(f"{path / INDEX} begins with {first[:80]!r}, expected {FIRST_LINE!r}")
            for index, line in enumerate(lines):
                if line == LAST_LINE:
                    return
                content = json.loads(line.rstrip().removesuffix(","))
                record = record_from_json(content, record)
                if part == "regions" and record.regions_check is None:
                    raise has_no_regions(path)
                pixels = _read(path / file_name(str(content["name"]), part), part)
                yield stored(path, index, record, pixels, part)
    except (ValueError, KeyError) as error:
        if isinstance(error, SourceError):
            raise
        raise damaged(path, index, f"{INDEX} cannot be read: {error}") from error
    except OSError as error:
        raise SourceError(f"{path / INDEX} cannot be read: {error.strerror}") from error
    raise SourceError(f"{path / INDEX} is truncated: its end is missing")


def _read(path: Path, part: Part) -> Pixels:
    """The pixels of a PNG, (H, W).

    Raises:
        SourceError: it is missing, damaged, or not such a PNG.
    """
    expected = LABELS_MODE if part == "labels" else REGIONS_MODE
    try:
        with path.open("rb") as file:
            image = PngImageFile(file)  # `Image.open` has a size limit of its own
            mode, pixels = image.mode, np.asarray(image)
    except MemoryError as error:
        raise SourceError(f"{path} is too large for this machine's memory") from error
    except OSError as error:
        raise SourceError(f"{path} is missing, damaged or truncated: {error.strerror or error}") from error
    except Exception as error:  # Pillow may raise any exception for a damaged file
        raise SourceError(f"{path} is damaged: {error}") from error
    if mode != expected:
        raise SourceError(f"{path} has mode {mode}, expected {expected}; another program has written it")
    return pixels

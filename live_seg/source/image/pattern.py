"""The image files that an address names: a file, a folder, or a pattern such as 'shots/*.jpg' or 'f_%04d.png'."""

from __future__ import annotations

import re
from collections.abc import Iterable
from glob import glob, has_magic
from pathlib import Path

from live_seg.errors import SourceError
from live_seg.source.image.image_format import has_image_name

NUMBER = re.compile(r"%(?:0(\d+))?d")


def is_pattern(address: str) -> bool:
    """Whether an address is a pattern: it has `*`, `?`, `[...]` or `%d`, and there is no file of that name."""
    return (has_magic(address) or NUMBER.search(Path(address).name) is not None) and not Path(address).exists()


def image_files(address: str) -> tuple[Path, ...]:
    """The image files that an address names, in natural order: f2 before f10.

    In a folder, and for `*` in a pattern, hidden files and files without the suffix of an image are skipped. Subfolders
    are not searched.

    Raises:
        SourceError: a folder or pattern has no images, or a number in the middle is missing.
    """
    if is_pattern(address):
        return _numbered(Path(address)) if NUMBER.search(Path(address).name) else _matching(address)
    path = Path(address)
    try:
        if not path.is_dir():
            return (path,)
        found = [file for file in path.iterdir() if not file.name.startswith(".") and _is_image(file)]
    except OSError as error:
        raise SourceError(f"the folder {path} cannot be read: {error.strerror}") from error
    if not found:
        raise SourceError(f"the folder {path} holds no images")
    return in_natural_order(found)


def in_natural_order(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Paths sorted by their text, with the numbers in it by their value.

    >>> [str(path) for path in in_natural_order([Path("f10.png"), Path("f2.png")])]
    ['f2.png', 'f10.png']
    """
    return tuple(sorted(paths, key=_natural))


def _natural(path: Path) -> tuple[list[tuple[int, str]], str]:
    # text and numbers alternate, so that like is compared with like; the text decides between f1 and f01
    parts = re.split(r"([0-9]+)", str(path))
    return [(int(part), "") if place % 2 else (0, part.lower()) for place, part in enumerate(parts)], str(path)


def _is_image(path: Path) -> bool:
    return has_image_name(path) and path.is_file()


def _matching(pattern: str) -> tuple[Path, ...]:
    matches = [Path(match) for match in glob(pattern, recursive=True)]  # noqa: PTH207  # pathlib's glob needs a folder
    if not matches:
        raise SourceError(f"no file matches {pattern}")
    found = [match for match in matches if _is_image(match)]
    if not found:
        files = "1 file" if len(matches) == 1 else f"{len(matches)} files"
        raise SourceError(f"{pattern} matches {files}, but no image")
    return in_natural_order(found)


def _numbered(pattern: Path) -> tuple[Path, ...]:
    """The files of a pattern like 'f_%04d.png', from the lowest existing number to the highest.

    Raises:
        SourceError: there are none, or a number in the middle is missing.
    """
    number = NUMBER.search(pattern.name)
    assert number is not None  # noqa: S101  # the caller has checked this
    width = int(number[1] or 0)
    before, after = pattern.name[: number.start()], pattern.name[number.end() :]
    name = re.compile(re.escape(before) + r"([0-9]+)" + re.escape(after))
    found: dict[int, Path] = {}
    try:
        for path in pattern.parent.iterdir():
            digits = match[1] if (match := name.fullmatch(path.name)) else None
            if digits is not None and digits == f"{int(digits):0{width}d}":
                found[int(digits)] = path
    except OSError as error:
        raise SourceError(f"the folder {pattern.parent} cannot be read: {error.strerror}") from error
    if not found:
        raise SourceError(f"no file matches {pattern}")
    first, last = min(found), max(found)
    for wanted in range(first, last):
        if wanted not in found:
            missing = pattern.with_name(f"{before}{wanted:0{width}d}{after}")
            raise SourceError(f"{missing} is missing: the images of {pattern} go from {first} to {last}")
    return tuple(found[place] for place in sorted(found))

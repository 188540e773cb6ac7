"""Image files as the frames of a stream."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Self

from live_seg.errors import SourceError
from live_seg.frame import Frame, StreamInfo
from live_seg.source.image.read import read_image

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from live_seg.source.image.read import Image

PICTURES_A_SECOND = Fraction(25)
NAMED = 3
"""Of many images that cannot be read."""


class PictureSource:
    """Image files as frames, in the order given, so many a second. Sizes may differ from frame to frame.

    A file that cannot be read is skipped, leaves a gap in `Frame.index`, and shows in `damage`; so does one that is
    damaged.

    Args:
        files: at least one.
        rate: pictures a second.

    Attributes:
        remarks: what was left out of the pictures on purpose, a line each, as far as they have been read.

    Raises:
        SourceError: none of them can be read.
    """

    def __init__(self, files: Sequence[Path], rate: Fraction = PICTURES_A_SECOND) -> None:
        self._files = tuple(files)
        self._losses: dict[Path, str] = {}
        self._remarks: dict[Path, str] = {}
        self._closed = False
        self._start, self._first = self._first_that_is_read()
        height, width = self._first.bgr.shape[:2]
        self._info = StreamInfo(width, height, rate, len(self._files), time_base=1 / rate)

    @property
    def info(self) -> StreamInfo:
        """Size of the first picture, rate, and how many files there are."""
        return self._info

    @property
    def remarks(self) -> tuple[str, ...]:
        """What was left out of the pictures on purpose, a line each, as far as they have been read."""
        return tuple(self._remarks.values())

    @property
    def damage(self) -> str | None:
        """What of the pictures could not be read, as far as they have been read."""
        if not self._losses:
            return None
        first, *others = self._losses.values()
        return f"{first}; and {len(others)} more of {len(self._files)} pictures" if others else first

    def __iter__(self) -> Iterator[Frame]:
        for index in range(self._start, len(self._files)):
            if self._closed:
                return
            image = self._first if index == self._start else self._read(self._files[index])
            if image is not None:
                yield Frame(index, index / self._info.frame_rate, image.bgr)

    def close(self) -> None:
        """End iteration."""
        self._closed = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self.close()

    def _first_that_is_read(self) -> tuple[int, Image]:
        for index, path in enumerate(self._files):
            if (image := self._read(path)) is not None:
                return index, image
        raise SourceError(why_none(tuple(self._losses.values())))

    def _read(self, path: Path) -> Image | None:
        try:
            image = read_image(path)
        except SourceError as error:
            self._losses[path] = str(error)
            return None
        if image.loss:
            self._losses[path] = image.loss
        if image.remark:
            self._remarks[path] = image.remark
        return image


def why_none(losses: Sequence[str]) -> str:
    """Why there is no picture at all, in a line, from what is wrong with each image."""
    if len(losses) == 1:
        return losses[0]
    more = f"; and {len(losses) - NAMED} more" if len(losses) > NAMED else ""
    return f"none of {len(losses)} images can be read: {'; '.join(losses[:NAMED])}{more}"

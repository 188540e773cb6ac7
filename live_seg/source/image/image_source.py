"""Image files as the frames of a stream."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path

from live_seg.arguments import MAX_MEGAPIXELS
from live_seg.errors import SourceError
from live_seg.frame import Frame, StreamInfo
from live_seg.source.exclusive import Exclusive
from live_seg.source.image.read import StillImage, read_image
from live_seg.source.protocol import BaseSource

IMAGES_A_SECOND = Fraction(25)
NAMED = 3
"""Number of unreadable images that an error names."""


class ImageSource(BaseSource):
    """Image files as frames, in the given order. Their sizes may differ.

    A file that cannot be read is skipped, leaves a gap in `Frame.index`, and is reported in `damage`.
    A damaged file is reported too.

    Args:
        files: at least one.
        rate: images a second.
        max_megapixels: limit on the size of pictures in files, in megapixels; larger pictures are refused.

    Raises:
        SourceError: none of the files can be read.
    """

    def __init__(
        self, files: Sequence[Path], rate: Fraction = IMAGES_A_SECOND, max_megapixels: float = MAX_MEGAPIXELS
    ) -> None:
        self._files = tuple(files)
        self._max_megapixels = max_megapixels
        more = f" and {len(files) - 1} more" if len(files) > 1 else ""
        self.name = f"{files[0]}{more}"
        self._losses: dict[Path, str] = {}
        self._remarks: dict[Path, str] = {}
        self._exclusive = Exclusive(self.name)
        self._closed = False
        self._next, self._first = self._first_readable()
        # the first image is read now, for its size, and kept until it is a frame
        self._first_index = self._next
        height, width = self._first.bgr.shape[:2]
        self.info = StreamInfo(width, height, rate, len(self._files), time_base=1 / rate)

    @property
    def remarks(self) -> tuple[str, ...]:
        """What was left out of the images on purpose, one line each, as far as they have been read."""
        return tuple(self._remarks.values())

    @property
    def damage(self) -> str | None:
        """Which images could not be read, or only in part, as far as they have been read."""
        if not self._losses:
            return None
        first, *others = self._losses.values()
        return f"{first}; and {len(others)} more of {len(self._files)} pictures" if others else first

    def __iter__(self) -> Iterator[Frame]:
        while (frame := self._next_frame()) is not None:
            yield frame

    def _next_frame(self) -> Frame | None:
        with self._exclusive.reading():
            while self._next < len(self._files) and not self._closed:
                index = self._next
                self._next += 1
                image = self._first if index == self._first_index else self._read(self._files[index])
                if image is not None:
                    return Frame(index, index / self.info.frame_rate, image.bgr)
        return None

    def _frames_from(self, seconds: Fraction) -> Iterator[Frame]:
        self._next = max(0, int(seconds * self.info.frame_rate))
        return iter(self)

    def close(self) -> None:
        """End iteration."""
        with self._exclusive.closing():
            self._closed = True

    def _first_readable(self) -> tuple[int, StillImage]:
        for index, path in enumerate(self._files):
            if (image := self._read(path)) is not None:
                return index, image
        raise SourceError(why_none(tuple(self._losses.values())))

    def _read(self, path: Path) -> StillImage | None:
        try:
            image = read_image(path, self._max_megapixels)
        except SourceError as error:
            self._losses[path] = str(error)
            return None
        if image.loss:
            self._losses[path] = image.loss
        if image.remark:
            self._remarks[path] = image.remark
        return image


def why_none(losses: Sequence[str]) -> str:
    """One line on why no image could be read, from the reasons for each."""
    if len(losses) == 1:
        return losses[0]
    more = f"; and {len(losses) - NAMED} more" if len(losses) > NAMED else ""
    return f"none of {len(losses)} images can be read: {'; '.join(losses[:NAMED])}{more}"

"""Animated images: GIF, WebP, PNG and AVIF with several pictures, as the frames of a stream."""

from __future__ import annotations

import os
from collections.abc import Iterator
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from live_seg.arguments import MAX_MEGAPIXELS
from live_seg.errors import SourceError
from live_seg.frame import MPEG_CLOCK, Frame, StreamInfo
from live_seg.source.exclusive import Exclusive
from live_seg.source.image.open_image import load_whole, open_image, unreadable
from live_seg.source.image.pixels import bgr_of
from live_seg.source.protocol import BaseSource
from live_seg.source.shown_frame import shown_and_next
from live_seg.source.size_limit import check_size

MILLISECOND = Fraction(1, 1000)
SHORTEST, INSTEAD = 10, 100
"""Milliseconds. Browsers show a picture for 100 ms if the file says 10 ms or less."""


class AnimationSource(BaseSource):
    """The pictures of an animated image, each with its exact time.

    Pillow decodes them, and composes each from those before as its format says. Pixels follow the rules of
    `source.image.pixels`. `info.frame_rate` is that of the first picture.

    Args:
        path: the file.
        max_megapixels: larger pictures are refused, before memory is taken for them.

    Raises:
        SourceError: it cannot be read, or its pictures are too large.
    """

    def __init__(self, path: str | os.PathLike[str], max_megapixels: float = MAX_MEGAPIXELS) -> None:
        self._path = Path(path)
        self.name = str(path)
        self._max_megapixels = max_megapixels
        self._exclusive = Exclusive(self.name)
        self._closed = False
        self._ahead: list[Frame] = []  # read already, to find the frame that is shown at a time
        self._damaged: set[int] = set()
        self._next, self._end = 0, Fraction(0)
        try:
            self._image = open_image(self._path, BytesIO(self._path.read_bytes()), max_megapixels)
            # the first picture of a PNG may be for programs that show no animations
            self._skipped = int(getattr(self._image, "default_image", False))
            self._count = getattr(self._image, "n_frames", 1) - self._skipped
            first = self._load(0)
        except OSError as error:
            raise SourceError(f"{path} cannot be read: {error.strerror}") from error
        except EOFError as error:
            raise unreadable(self._path, str(self._image.format)) from error
        if first is None:
            raise unreadable(self._path, str(self._image.format))
        height, width = first.shape[:2]
        self.info = StreamInfo(width, height, 1 / self._duration(), self._count)

    @property
    def end(self) -> Fraction | None:
        """Seconds from the start to the end of the last picture, once it has been read."""
        return self._end if self._next == self._count else None

    @property
    def damage(self) -> str | None:
        """How many pictures could not be read, or only in part, so far."""
        if not self._damaged:
            return None
        return f"{self._path}: {len(self._damaged)} of {self._count} pictures could not be read, or only in part"

    def __iter__(self) -> Iterator[Frame]:
        while (frame := self._ahead.pop(0) if self._ahead else self._read()) is not None:
            yield frame

    def _frames_from(self, seconds: Fraction) -> Iterator[Frame]:
        with self._exclusive.reading():
            self._ahead, self._next, self._end = [], 0, Fraction(0)
        self._ahead = shown_and_next(iter(self), seconds, lambda _: self._end)
        return iter(self)

    def _read(self) -> Frame | None:
        with self._exclusive.reading():
            while self._next < self._count and not self._closed:
                index = self._next
                self._next += 1
                picture = self._load(index)
                start, self._end = self._end, self._end + self._duration()
                if picture is not None:
                    return Frame(index, start, picture)
        return None

    def _load(self, index: int) -> NDArray[np.uint8] | None:
        """Decode a picture, as far as it goes: uint8 (H, W, 3) BGR; None if there is none."""
        try:
            self._image.seek(index + self._skipped)
            check_size(self._path, *self._image.size, self._max_megapixels)
            if not load_whole(self._image):
                self._damaged.add(index)
            return bgr_of(self._image.copy())  # the image itself is what the next picture is composed on
        except MemoryError as error:
            raise SourceError(f"{self._path} is too large for this machine's memory") from error
        except SourceError:
            raise
        except Exception:  # noqa: BLE001  # plug-ins raise anything
            self._damaged.add(index)
            return None

    def _duration(self) -> Fraction:
        """How long the picture that was loaded last is shown, in seconds: a multiple of the clock's tick."""
        stated = self._image.info.get("duration") or 0
        milliseconds = Fraction(stated) if stated > SHORTEST else Fraction(INSTEAD)
        return round(milliseconds * MILLISECOND / MPEG_CLOCK) * MPEG_CLOCK

    def close(self) -> None:
        """End iteration."""
        with self._exclusive.closing():
            self._closed = True
            self._ahead = []

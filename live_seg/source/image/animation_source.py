"""Animated images: the pictures of GIF, WebP, PNG and AVIF as the frames of a stream."""

from __future__ import annotations

import os
from collections.abc import Iterator
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL.ImageFile import ImageFile

from live_seg.arguments import MAX_MEGAPIXELS
from live_seg.errors import SourceError
from live_seg.frame import MPEG_CLOCK, Frame, StreamInfo
from live_seg.size_limit import check_size
from live_seg.source.exclusive import Exclusive
from live_seg.source.image.image_format import hdr_of
from live_seg.source.image.open_image import decoding, load_whole, open_image, unreadable
from live_seg.source.image.pixels import bgr_of
from live_seg.source.protocol import BaseSource
from live_seg.source.shown_frame import shown_and_next

MILLISECOND = Fraction(1, 1000)
SHORTEST, INSTEAD = 10, 100
"""Milliseconds. Browsers show a picture for 100 ms if the file says 10 ms or less."""


class AnimationSource(BaseSource):
    """The pictures of an animated image, each with its exact time.

    Pillow decodes them, and draws each over the previous ones as its format requires. Pixels follow the rules of
    `source.image.pixels`. `info.frame_rate` is 1 / the duration of the first picture.

    Args:
        path: the file.
        max_megapixels: limit on the size of pictures in files, in megapixels; larger pictures are refused.

    Raises:
        SourceError: it cannot be read, or its pictures are too large.
    """

    def __init__(self, path: str | os.PathLike[str], max_megapixels: float = MAX_MEGAPIXELS) -> None:
        self._path = Path(path)
        self.name = str(path)
        self._max_megapixels = max_megapixels
        self._exclusive = Exclusive(self.name)
        self._closed = self._is_over = self._has_jumped = False
        self._ahead: list[Frame] = []  # frames that were read before they are asked for
        self._damaged: set[int] = set()
        self._next, self._end = 0, Fraction(0)
        try:
            self._file = BytesIO(self._path.read_bytes())
        except OSError as error:
            raise SourceError(f"{path} cannot be read: {error.strerror}") from error
        self._hdr = hdr_of(self._file.getvalue())
        self._image = self._opened()
        # the first picture of a PNG may be meant only for programs without animation support
        self._skipped = int(getattr(self._image, "default_image", False))
        self._count = self._pictures_counted()
        # the first picture is read now, for its size, and kept until it is a frame
        if (first := self._read()) is None:
            raise unreadable(self._path, str(self._image.format))
        self._ahead = [first]
        height, width = first.bgr.shape[:2]
        self.info = StreamInfo(width, height, 1 / self._duration(), self._count)

    @property
    def end(self) -> Fraction | None:
        """Time at which the last picture ends, in seconds; None until it has been read."""
        return self._end if self._is_over and not self._ahead else None

    @property
    def damage(self) -> str | None:
        """How many pictures could not be decoded completely, so far."""
        if not self._damaged:
            return None
        of = "" if self._count is None else f" of {self._count}"
        pictures = "picture" if len(self._damaged) == 1 and not of else "pictures"
        return f"{self._path}: {len(self._damaged)}{of} {pictures} could not be decoded completely"

    def _pictures_counted(self) -> int | None:
        """The number of pictures; None if the file is too damaged to count them."""
        try:
            return getattr(self._image, "n_frames", 1) - self._skipped
        except Exception:  # noqa: BLE001  # plug-ins may raise any exception
            self._image = self._opened()
            return None

    def _opened(self) -> ImageFile:
        """The image at its first picture, opened again: not every Pillow plug-in can go back."""
        self._file.seek(0)
        return open_image(self._path, self._file, self._max_megapixels)

    def __iter__(self) -> Iterator[Frame]:
        while (frame := self._ahead.pop(0) if self._ahead else self._read()) is not None:
            yield frame

    def _frames_from(self, seconds: Fraction) -> Iterator[Frame]:
        with self._exclusive.reading():
            if not self._closed:
                self._image = self._opened()
            self._ahead, self._next, self._end, self._is_over = [], 0, Fraction(0), False
            self._has_jumped = True
        self._ahead = shown_and_next(iter(self), seconds, lambda _: self._end)
        return iter(self)

    def _read(self) -> Frame | None:
        with self._exclusive.reading():
            if self._is_over or self._closed or not self._sought(self._next):
                return None
            index, picture = self._next, self._loaded()
            start = self._start(self._end)
            self._next, self._end = index + 1, start + self._duration()
            self._is_over = self._next == self._count
            return Frame(index, start, picture)

    def _sought(self, index: int) -> bool:
        """Go to a picture, which is then the next one to be decoded; whether it exists."""
        try:
            self._image.seek(index + self._skipped)
        except Exception as error:  # noqa: BLE001  # plug-ins may raise any exception
            is_end = isinstance(error, EOFError)
            self._note_damage(*range(index, self._count or (index if is_end else index + 1)))
            self._is_over = True
            return False
        return True

    def _loaded(self) -> NDArray[np.uint8]:
        """Decode a picture as far as possible: uint8 (H, W, 3) BGR."""
        with decoding(self._path, str(self._image.format)):
            check_size(self._path, *self._image.size, self._max_megapixels)
            if not load_whole(self._image):
                self._note_damage(self._next)
            # a copy, because the next picture is drawn over the image itself
            return bgr_of(self._image.copy(), self._hdr)

    def _note_damage(self, *pictures: int) -> None:
        if not self._has_jumped:
            self._damaged.update(pictures)

    def _start(self, expected: Fraction) -> Fraction:
        """Start of the picture that was loaded last, in seconds. AVIF has it more exactly than by its durations."""
        stated = self._image.info.get("timestamp") if self._image.format == "AVIF" else None
        return expected if stated is None else max(expected, _on_clock(Fraction(stated)))

    def _duration(self) -> Fraction:
        """Duration of the picture that was loaded last, in seconds: a multiple of the clock's tick."""
        stated = self._image.info.get("duration") or 0
        return _on_clock(Fraction(stated) if stated > SHORTEST else Fraction(INSTEAD))

    def close(self) -> None:
        """End iteration."""
        with self._exclusive.closing():
            self._closed = True
            self._ahead = []


def _on_clock(milliseconds: Fraction) -> Fraction:
    """Milliseconds in seconds, rounded to a tick of the clock."""
    return round(milliseconds * MILLISECOND / MPEG_CLOCK) * MPEG_CLOCK

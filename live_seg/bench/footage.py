"""The frames that speed is measured on: a few of a clip that follow one another, or of the built-in demo."""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import cv2
import numpy as np

from live_seg.errors import ConfigError, SourceError
from live_seg.source import open_source
from live_seg.source.demo.demo_source import DemoScene
from live_seg.source.network.address import shown
from live_seg.source.open import kind_of

if TYPE_CHECKING:
    from live_seg.bench.methods import Picture

FEWEST, MOST, MOST_BYTES = 12, 90, 256 * 2**20
"""Frames: so many that a palette goes on changing, as far as memory allows."""

FURTHEST = 300
"""Frames of a clip that are passed over at most, to come to its middle: all of them have to be decoded."""

DEMO_START = 60
"""Frame of the demo that is begun with: two seconds in, in the middle of the room."""

SMALLEST = 64, 48
MOST_PIXELS = 4096 * 2160


class Size(NamedTuple):
    """Width and height of frames, in pixels."""

    width: int
    height: int

    @classmethod
    def parse(cls, text: str) -> Size:
        """The size that "1920x1080" is.

        Raises:
            ConfigError: it is no size, or one that nothing can be measured at.
        """
        match = re.fullmatch(r"(\d{1,9})x(\d{1,9})", text, re.ASCII)
        if match is None:
            raise ConfigError(f"size is {text!r}; it must be WIDTHxHEIGHT, like 1920x1080")
        return cls(int(match[1]), int(match[2])).checked("size")

    def checked(self, what: str) -> Size:
        """Itself, when it is neither too small nor too large.

        Raises:
            ConfigError: it is; `what` is the size of what.
        """
        if self.width < SMALLEST[0] or self.height < SMALLEST[1] or self.width * self.height > MOST_PIXELS:
            raise ConfigError(f"{what} is {self}; it must be 64x48 or more, and at most as many pixels as 4096x2160")
        return self

    @property
    def frames(self) -> int:
        """How many frames of it are taken."""
        return min(MOST, max(FEWEST, MOST_BYTES // (3 * self.width * self.height)))

    def __str__(self) -> str:
        return f"{self.width}x{self.height}"


DEMO_SIZE = Size(1920, 1080)


@dataclass(frozen=True, slots=True, eq=False)
class Footage:
    """Frames, each uint8 (H, W, 3) BGR and read-only, in order, all of one size, and what they are of.

    `loss` says in a line what of the clip could not be read, or is None.
    """

    name: str
    frames: tuple[Picture, ...]
    loss: str | None = None

    @property
    def size(self) -> Size:
        """That of the frames."""
        height, width = self.frames[0].shape[:2]
        return Size(width, height)

    def place(self, number: int) -> int:
        """Which frame a round takes: there and back again, so that one always looks like the one before it."""
        last = len(self.frames) - 1
        return last - abs(last - number % (2 * last)) if last else 0

    def at(self, number: int) -> Picture:
        """The frame of a round."""
        return self.frames[self.place(number)]

    def scaled(self, size: Size) -> Footage:
        """The same frames at another size."""
        if size == self.size:
            return self
        way = cv2.INTER_AREA if size.width < self.size.width else cv2.INTER_CUBIC
        some = self.frames[: size.frames]
        frames = (np.asarray(cv2.resize(frame, size, interpolation=way), np.uint8) for frame in some)
        return Footage(self.name, tuple(frames), self.loss)


def open_footage(video: str | None, size: Size | None) -> Footage:
    """Frames from the middle of a video file, or of the demo.

    Args:
        video: the file; None or "demo" for the built-in demo.
        size: to scale to; None for the clip's own, and 1920x1080 of the demo.

    Raises:
        ConfigError: the video is a camera, or its own size is one that nothing can be measured at.
        SourceError: it cannot be read.
    """
    if video is None or is_demo(video):
        size = size or DEMO_SIZE
        scene = DemoScene(*size)
        return Footage("the demo scene", tuple(scene.render(DEMO_START + index).bgr for index in range(size.frames)))
    if kind_of(video) in {"camera", "network"}:
        raise ConfigError(f"video is {shown(video)}; 'bench' reads video files, the same frames at every run")
    return _of_clip(video, size)


def is_demo(video: str | None) -> bool:
    """Whether it is the built-in demo that is asked for."""
    return video is None or kind_of(video) == "demo"


def _of_clip(video: str, size: Size | None) -> Footage:
    with open_source(video) as source:
        own = Size(source.info.width, source.info.height)
        count = (size or own.checked(f"{video}, without --size,")).frames
        middle = (source.info.frame_count or count) // 2
        start = max(0, min(middle - count // 2, FURTHEST))
        # where a clip ends before its middle, for its header may say anything, the last frames that it has
        frames = tuple(frame.bgr for frame in deque(islice(source, start + count), maxlen=count))
        loss = source.damage
    if len({frame.shape for frame in frames}) > 1:
        raise SourceError(f"{video}: its frames are not of one size; cut it where that changes")
    footage = Footage(Path(video).name, frames, loss)
    return footage.scaled(size) if size else footage

"""The frames that speed is measured on: consecutive frames of a clip, or of the built-in demo."""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from live_seg.errors import ConfigError, SourceError
from live_seg.source import open_source
from live_seg.source.demo.demo_source import DemoScene
from live_seg.source.network.address import shown
from live_seg.source.open import kind_of

MIN_FRAMES, MAX_FRAMES = 12, 90
"""Enough frames for the palette to keep changing."""
MAX_BYTES = 256 * 2**20
"""Memory for the frames. It allows fewer than `MAX_FRAMES` large frames."""

MAX_SKIPPED = 300
"""Frames that are skipped at most to get to the middle of a clip, because all of them have to be decoded."""

DEMO_START = 60
"""First frame of the demo: two seconds in, the scene is in full view."""

MIN_WIDTH, MIN_HEIGHT = 64, 48
MAX_PIXELS = 4096 * 2160


class Size(NamedTuple):
    """Width and height of frames, in pixels."""

    width: int
    height: int

    @classmethod
    def parse(cls, text: str) -> Size:
        """Read a size such as "1920x1080".

        Raises:
            ConfigError: the text is not a size, or the size is out of range.
        """
        match = re.fullmatch(r"(\d{1,9})x(\d{1,9})", text, re.ASCII)
        if match is None:
            raise ConfigError(f"size is {text!r}; it must be WIDTHxHEIGHT, like 1920x1080")
        return cls(int(match[1]), int(match[2])).checked("size")

    def checked(self, name: str) -> Size:
        """The size itself, if it is in range.

        Args:
            name: what has this size, for the message.

        Raises:
            ConfigError: it is too small or too large.
        """
        if self.width < MIN_WIDTH or self.height < MIN_HEIGHT or self.pixels > MAX_PIXELS:
            raise ConfigError(f"{name} is {self}; it must be 64x48 or more, and at most as many pixels as 4096x2160")
        return self

    @property
    def pixels(self) -> int:
        """Number of pixels."""
        return self.width * self.height

    @property
    def frames(self) -> int:
        """How many frames of this size are measured."""
        return min(MAX_FRAMES, max(MIN_FRAMES, MAX_BYTES // (3 * self.pixels)))

    def __str__(self) -> str:
        return f"{self.width}x{self.height}"


DEMO_SIZE = Size(1920, 1080)


@dataclass(frozen=True, slots=True, eq=False)
class Footage:
    """Consecutive frames of one size.

    Attributes:
        name: the clip's file name, or a name for the demo.
        frames: each uint8 (H, W, 3) BGR, read-only.
        loss: a line on what could not be read, or None.
    """

    name: str
    frames: tuple[NDArray[np.uint8], ...]
    loss: str | None = None

    @property
    def size(self) -> Size:
        """The size of the frames."""
        height, width = self.frames[0].shape[:2]
        return Size(width, height)

    def index(self, number: int) -> int:
        """The index of the frame for a run, counted from 0.

        Runs go through the frames forwards and backwards in turn, so that each frame resembles the one before.
        """
        last = len(self.frames) - 1
        return last - abs(last - number % (2 * last)) if last else 0

    def frame(self, number: int) -> NDArray[np.uint8]:
        """The frame for a run."""
        return self.frames[self.index(number)]

    def scaled(self, size: Size) -> Footage:
        """The same frames at another size."""
        if size == self.size:
            return self
        interpolation = cv2.INTER_AREA if size.width < self.size.width else cv2.INTER_CUBIC
        resized = (cv2.resize(frame, size, interpolation=interpolation) for frame in self.frames[: size.frames])
        return Footage(self.name, tuple(np.asarray(frame, np.uint8) for frame in resized), self.loss)


def open_footage(video: str | None, size: Size | None) -> Footage:
    """Read frames from the middle of a video file, or render frames of the demo.

    Args:
        video: the file; None or "demo" for the built-in demo.
        size: the size to scale to; None for the clip's own size, or 1920x1080 for the demo.

    Raises:
        ConfigError: the video is a camera or a stream, or its own size is out of range.
        SourceError: the video cannot be read.
    """
    if video is None or is_demo(video):
        size = size or DEMO_SIZE
        scene = DemoScene(*size)
        return Footage("the demo scene", tuple(scene.render(DEMO_START + index).bgr for index in range(size.frames)))
    check_is_file("video", video)
    return _read_clip(video, size)


def is_demo(video: str | None) -> bool:
    """Whether the frames are those of the built-in demo."""
    return video is None or kind_of(video) == "demo"


def check_is_file(name: str, address: str) -> None:
    """Check that a source is the same at every run.

    Raises:
        ConfigError: it is a camera or a stream.
    """
    if kind_of(address) in {"camera", "network"}:
        raise ConfigError(f"{name} is {shown(address)}; the bench measures video files, whose frames never change")


def _read_clip(video: str, size: Size | None) -> Footage:
    with open_source(video) as source:
        own = Size(source.info.width, source.info.height)
        count = (size or own.checked(f"the frame size of {video}")).frames
        middle = (source.info.frame_count or count) // 2
        start = max(0, min(middle - count // 2, MAX_SKIPPED))
        # the last frames are kept if the clip is shorter than its header says
        frames = tuple(frame.bgr for frame in deque(islice(source, start + count), maxlen=count))
        loss = source.damage
    if len({frame.shape for frame in frames}) > 1:
        raise SourceError(f"{video}: the frame size changes within the clip; cut the clip where it changes")
    footage = Footage(Path(video).name, frames, loss)
    return footage.scaled(size) if size else footage

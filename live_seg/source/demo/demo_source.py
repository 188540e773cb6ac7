"""The built-in demo: a room in which things move, which needs no camera."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import sin

import cv2
import numpy as np
from numpy.typing import NDArray

from live_seg.errors import ConfigError
from live_seg.frame import Frame, StreamInfo
from live_seg.source.demo.scene import Box, Disc, Scene, View, phase
from live_seg.source.exclusive import Exclusive
from live_seg.source.protocol import BaseSource

LAMP_PERIOD, LAMP_SWING = 10, 0.2
CUT_PERIOD, CUT_START, CUT_STOP = 12, 8, 11
"""Seconds: of every twelve, the close-up is on from the eighth to the eleventh."""
NOISE_SIGMA, NOISE_BIAS, NOISE_MARGIN = 2.0, 8, 64
"""Levels of the noise; its mean in the bank of noise; and the pixels by which the bank is larger than a frame."""
SMALLEST = 64, 48

ROOM = View(
    horizon=0.74,
    window=Box(0.065, 0.13, 0.245, 0.47),
    sign=Box(0.79, 0.16, 0.94, 0.37),
    wheel=Disc(0.64, 0.33, 0.16),
    pendulum=Disc(0.40, 0.44, 0.092),
    ball=Disc(0.5, 0.825, 0.105),
    sway=0.34,
    hop=0.19,
)
CLOSE_UP = View(
    horizon=0.68,
    window=None,
    sign=Box(0.08, 0.11, 0.32, 0.43),
    wheel=Disc(0.73, 0.32, 0.265),
    pendulum=None,
    ball=Disc(0.4, 0.77, 0.16),
    sway=0.24,
    hop=0.14,
)


class DemoScene(BaseSource):
    """A room with a hopping ball, a pendulum and a turning wheel, under a lamp that becomes brighter and darker.

    The lamp changes by 20 % either way in ten seconds. Of every twelve seconds, three show the room from nearer, with a
    cut before and after. A frame depends only on size, frame rate and index. It has noise with a standard deviation of
    2 levels.

    Args:
        width: width of the frames in pixels, 64 or more.
        height: height of the frames in pixels, 48 or more.
        frame_rate: frames a second.
        frame_count: number of frames; None for no end.

    Raises:
        ConfigError: the frames are too small.
    """

    name = "the built-in scene"

    def __init__(
        self, width: int = 960, height: int = 540, frame_rate: Fraction = Fraction(30), frame_count: int | None = None
    ) -> None:
        if width < SMALLEST[0] or height < SMALLEST[1]:
            raise ConfigError(f"size is {width}x{height}; the demo needs {SMALLEST[0]}x{SMALLEST[1]} or more")
        self.info = StreamInfo(width, height, frame_rate, frame_count, time_base=1 / frame_rate)
        self._noise = _noise_bank(width, height)
        self._room, self._close_up = Scene(ROOM, width, height), Scene(CLOSE_UP, width, height)
        self._exclusive = Exclusive(self.name)
        self._closed = False
        self._next = 0

    def render(self, index: int) -> Frame:
        """The frame of an index, which may be any index."""
        time = index / self.info.frame_rate
        bgr = self._scene(time).picture(float(time), 1 + LAMP_SWING * sin(phase(float(time), LAMP_PERIOD)))
        # each frame takes another part of the noise
        row, column = np.random.default_rng(index).integers(NOISE_MARGIN, size=2)
        noise = self._noise[row : row + self.info.height, column : column + self.info.width]
        return Frame(index, time, np.asarray(cv2.addWeighted(bgr, 1, noise, 1, -NOISE_BIAS, dst=bgr), np.uint8))

    def __iter__(self) -> Iterator[Frame]:
        while (frame := self._read()) is not None:
            yield frame

    def _read(self) -> Frame | None:
        with self._exclusive.reading():
            if self._closed or self._next == self.info.frame_count:
                return None
            self._next += 1
            return self.render(self._next - 1)

    def _frames_from(self, seconds: Fraction) -> Iterator[Frame]:
        index = max(0, int(seconds * self.info.frame_rate))
        self._next = index if self.info.frame_count is None else min(index, self.info.frame_count)
        return iter(self)

    def close(self) -> None:
        """End iteration."""
        with self._exclusive.closing():
            self._closed = True

    def _scene(self, time: Fraction) -> Scene:
        return self._close_up if CUT_START <= time % CUT_PERIOD < CUT_STOP else self._room


def _noise_bank(width: int, height: int) -> NDArray[np.uint8]:
    """Noise, the same each time: uint8, larger than a frame by the margin."""
    shape = height + NOISE_MARGIN, width + NOISE_MARGIN, 3
    noise = np.random.default_rng(0).standard_normal(shape, np.float32) * NOISE_SIGMA + NOISE_BIAS
    return np.asarray(np.rint(np.clip(noise, 0, 2 * NOISE_BIAS)), np.uint8)

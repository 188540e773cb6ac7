"""The built-in demo: a room that moves, to try everything with no camera and to test against the truth."""

from __future__ import annotations

from fractions import Fraction
from math import sin
from numbers import Rational
from operator import index as whole
from typing import TYPE_CHECKING

import cv2
import numpy as np

from live_seg.errors import ConfigError
from live_seg.frame import Frame, StreamInfo
from live_seg.source.demo.room import Backdrop, Box, Disc, View, ball, pendulum, wheel
from live_seg.source.demo.sprite import UNLIT, Bytes, Thing, phase, to_levels
from live_seg.source.protocol import BaseSource

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["UNLIT", "DemoScene", "Thing"]

LAMP_PERIOD, LAMP_SWING = 10, 0.2
CUT_PERIOD, CUT_START, CUT_STOP = 12, 8, 11
"""Seconds: of every twelve, the close-up is on from the eighth to the eleventh."""
NOISE_SIGMA, NOISE_BIAS, NOISE_MARGIN = 2.0, 8, 64

ROOM = View(
    horizon=0.74,
    window=Box(0.065, 0.13, 0.245, 0.47),
    pendulum=Disc(0.40, 0.44, 0.092),
    wheel=Disc(0.64, 0.33, 0.16),
    sign=Box(0.79, 0.16, 0.94, 0.37),
    ball=Disc(0.5, 0.825, 0.105),
    sway=0.34,
    hop=0.19,
)
CLOSE_UP = View(
    horizon=0.68,
    wheel=Disc(0.73, 0.32, 0.265),
    sign=Box(0.08, 0.11, 0.32, 0.43),
    ball=Disc(0.4, 0.77, 0.16),
    sway=0.24,
    hop=0.14,
)


class DemoScene(BaseSource):
    """A room with a bouncing ball, a pendulum and a turning wheel, in a light that comes and goes.

    The lamp swings by 20 % in ten seconds and reaches all but the things in `UNLIT`. Of every twelve seconds, three
    show the room from nearer, with a cut before and after. A frame is a pure function of size, frame rate, seed and
    index; the seed is that of the noise alone (sigma 2 levels), all else is the same for each.

    Args:
        width: of the frames in pixels, 64 or more.
        height: of the frames in pixels, 48 or more.
        frame_rate: frames a second.
        seed: of the noise, 0 or more.
        frame_count: frames that an iteration gives; None: it goes on until `close`.

    Raises:
        ConfigError: a value is of the wrong kind or out of range.
    """

    def __init__(
        self,
        width: int = 960,
        height: int = 540,
        frame_rate: Fraction = Fraction(30),
        seed: int = 0,
        frame_count: int | None = None,
    ) -> None:
        width, height = _at_least("width", width, 64), _at_least("height", height, 48)
        if not isinstance(frame_rate, Rational) or frame_rate <= 0:
            raise ConfigError(f"frame_rate is {frame_rate!r}; it must be a Fraction above 0")
        rate = Fraction(frame_rate)
        frames = None if frame_count is None else _at_least("frame_count", frame_count, 0)
        self._info = StreamInfo(width, height, rate, frames, is_live=False, time_base=1 / rate)
        self._seed = _at_least("seed", seed, 0)
        self._noise = _noise_bank(self._seed, width, height)
        self._room, self._close_up = _Stage(ROOM, width, height), _Stage(CLOSE_UP, width, height)
        self._closed = False
        self._next = 0

    def render(self, index: int) -> Frame:
        """The frame of any index, in any order and whatever the frame count."""
        time = self._time(index)
        bgr = self._stage(time).picture(float(time), 1 + LAMP_SWING * sin(phase(float(time), LAMP_PERIOD)))
        row, column = np.random.default_rng((self._seed, index)).integers(NOISE_MARGIN, size=2)
        noise = self._noise[row : row + self.info.height, column : column + self.info.width]
        return Frame(index, time, np.asarray(cv2.addWeighted(bgr, 1, noise, 1, -NOISE_BIAS, dst=bgr), np.uint8))

    def truth(self, index: int) -> Bytes:
        """What each pixel of that frame shows: uint8 (H, W), values of `Thing`.

        Edges are smooth in the picture and sharp here. A moving thing has the pixels that it covers at least half of,
        a thing in `UNLIT` those that it covers whole. Shadow and glow belong to what they fall on.
        """
        time = self._time(index)
        return self._stage(time).ids(float(time))

    @property
    def name(self) -> str:
        """What it is."""
        return "the built-in scene"

    @property
    def info(self) -> StreamInfo:
        """Size, rate and number of frames."""
        return self._info

    def __iter__(self) -> Iterator[Frame]:
        while not self._closed and self._next != self.info.frame_count:
            self._next += 1
            yield self.render(self._next - 1)

    def frames_from(self, seconds: float) -> Iterator[Frame]:
        """Go to the frame that is shown at a time, and give the frames from there on."""
        index = max(0, int(Fraction(seconds) * self.info.frame_rate))
        self._next = index if self.info.frame_count is None else min(index, self.info.frame_count)
        return iter(self)

    def close(self) -> None:
        """End iteration."""
        self._closed = True

    def _time(self, index: int) -> Fraction:
        return _at_least("index", index, 0) / self.info.frame_rate

    def _stage(self, time: Fraction) -> _Stage:
        return self._close_up if CUT_START <= time % CUT_PERIOD < CUT_STOP else self._room


class _Stage:
    """A view at one size, painted as far as can be before the time is known."""

    def __init__(self, view: View, width: int, height: int) -> None:
        backdrop = Backdrop(width, height)
        backdrop.build_room(view.horizon)
        if view.window is not None:
            backdrop.hang_window(view.window)
        backdrop.hang_sign(view.sign)
        self._lit, self._glow = to_levels(backdrop.lit), to_levels(backdrop.glow)
        self._ids = backdrop.ids
        self._parts = [part for make in (wheel, pendulum, ball) for part in make(view, width, height, backdrop.unit)]

    def picture(self, seconds: float, lamp: float) -> Bytes:
        bgr = np.asarray(cv2.addWeighted(self._lit, lamp, self._glow, 1, 0), np.uint8)
        for part in self._parts:
            part.draw(bgr, seconds, lamp)
        return bgr

    def ids(self, seconds: float) -> Bytes:
        ids = self._ids.copy()
        for part in self._parts:
            part.mark(ids, seconds)
        return ids


def _noise_bank(seed: int, width: int, height: int) -> Bytes:
    """Noise about NOISE_BIAS, uint8, larger than a frame by the margin in which each finds its own window."""
    shape = height + NOISE_MARGIN, width + NOISE_MARGIN, 3
    noise = np.random.default_rng(seed).standard_normal(shape, np.float32)
    return to_levels(np.clip(noise * NOISE_SIGMA + NOISE_BIAS, 0, 2 * NOISE_BIAS))


def _at_least(field: str, value: object, low: int) -> int:
    try:
        number = None if isinstance(value, bool) else whole(value)  # type: ignore[arg-type]  # it says so by raising
    except TypeError:
        number = None
    if number is None or number < low:
        raise ConfigError(f"{field} is {value!r}; it must be a whole number, {low} or more")
    return number

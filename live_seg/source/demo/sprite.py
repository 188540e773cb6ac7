"""Sprites: what moves in the demo, drawn where it is at any time and marked in the truth."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from math import ceil, cos, pi, sin
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Callable

Colour = tuple[int, int, int]
Bytes = NDArray[np.uint8]
Floats = NDArray[np.floating]
Area = tuple[slice, slice]


class Thing(IntEnum):
    """What a pixel can show: the ids of `DemoScene.truth`."""

    WALL = 0
    FLOOR = 1
    TRIM = 2
    WINDOW = 3
    SIGN = 4
    BALL = 5
    PENDULUM = 6
    WHEEL = 7


UNLIT = frozenset({Thing.WINDOW, Thing.SIGN})
"""Things that shine by themselves: the lamp does not reach them, nothing moves over them or shades them."""


@dataclass(frozen=True, slots=True)
class Pose:
    """Where a sprite's centre is (pixels), how far it is turned (radians, clockwise), its size and opacity."""

    x: float
    y: float
    angle: float = 0.0
    scale: float = 1.0
    opacity: float = 1.0


def phase(seconds: float, period: float) -> float:
    """How far a thing that comes round in that period has got, in radians."""
    return 2 * pi * seconds / period


@dataclass(frozen=True, slots=True)
class Part:
    """A sprite and its way through time, seconds to pose.

    `sprite` is uint8 (h, w, 4) BGRA, colour premultiplied by alpha, drawn within the circle on its longer side.
    `thing` is None for a shadow. `offset` is how far to the right of its path and below it the part is, in pixels.
    """

    thing: Thing | None
    sprite: Bytes
    path: Callable[[float], Pose]
    offset: float = 0.0

    def draw(self, bgr: Bytes, seconds: float, lamp: float) -> None:
        """Lay the sprite, under a lamp of that brightness, over uint8 (H, W, 3) BGR."""
        area, patch = self._placed(bgr, seconds)
        if patch.size == 0:
            return
        opacity = self.path(seconds).opacity
        colour = cv2.convertScaleAbs(cv2.cvtColor(patch, cv2.COLOR_BGRA2BGR), alpha=opacity * lamp)
        through = 255 - cv2.convertScaleAbs(patch[:, :, 3], alpha=opacity)
        behind = cv2.multiply(bgr[area], cv2.cvtColor(through, cv2.COLOR_GRAY2BGR), scale=1 / 255)
        bgr[area] = cv2.add(behind, colour)

    def mark(self, ids: Bytes, seconds: float) -> None:
        """Write the thing into uint8 (H, W) wherever the sprite as drawn covers at least half of a pixel."""
        area, patch = self._placed(ids, seconds)
        if self.thing is not None:
            ids[area][patch[:, :, 3] >= 128] = self.thing

    def _placed(self, picture: Bytes, seconds: float) -> tuple[Area, Bytes]:
        """The sprite where it is at that time, to a fraction of a pixel, cut to the picture."""
        pose = self.path(seconds)
        x, y, rows, columns = pose.x + self.offset, pose.y + self.offset, *self.sprite.shape[:2]
        a, b = pose.scale * cos(pose.angle), pose.scale * sin(pose.angle)
        round_reach = pose.scale * max(rows, columns)
        reach_x = min(abs(a) * columns + abs(b) * rows, round_reach) / 2 + 1
        reach_y = min(abs(b) * columns + abs(a) * rows, round_reach) / 2 + 1
        down, across = _span(y, reach_y, picture.shape[0]), _span(x, reach_x, picture.shape[1])
        height, width = picture[down, across].shape[:2]
        if 0 in (height, width):
            return (down, across), np.empty((height, width, 4), np.uint8)
        # from the sprite's centre to the pose, where the centre of the first pixel is at 0, as cv2 counts
        x, y, u, v = x - across.start - 0.5, y - down.start - 0.5, (columns - 1) / 2, (rows - 1) / 2
        motion = np.array([[a, -b, x - a * u + b * v], [b, a, y - b * u - a * v]])
        return (down, across), np.asarray(cv2.warpAffine(self.sprite, motion, (width, height)), np.uint8)


def _span(middle: float, reach: float, limit: int) -> slice:
    """The pixels that far to either side, cut to the picture."""
    start, stop = (min(max(int(edge), 0), limit) for edge in (middle - reach, middle + reach + 1))
    return slice(start, stop)


def sphere(radius: float, colour: Colour, ambient: float) -> Bytes:
    """A matt ball with light from the upper left; `ambient` is the brightness of its dark side, 0 to 1."""
    x, y = _square(radius)
    z = np.sqrt(np.maximum(radius**2 - x**2 - y**2, 0))
    diffuse = np.clip((-0.48 * x - 0.62 * y + 0.62 * z) / radius, 0, 1)
    brightness = ambient + (1.03 - ambient) * diffuse
    return _sprite(tint(colour, brightness), cover(np.hypot(x, y) - radius))


def cog(radius: float, colour: Colour) -> Bytes:
    """A toothed wheel with six round holes, and a lighter ring and hub."""
    x, y = _square(radius)
    distance, angle = np.hypot(x, y) / radius, np.arctan2(y, x)
    teeth = distance - 0.93 - 0.07 * np.clip(2 * np.cos(14 * angle), -1, 1)
    sector = (angle + pi / 6) % (pi / 3) - pi / 6
    hole = 0.17 - np.hypot(distance * np.cos(sector) - 0.5, distance * np.sin(sector))
    light = cover(np.minimum(np.abs(distance - 0.785) - 0.025, distance - 0.2) * radius)
    brightness = 1 + 0.16 * light
    return _sprite(tint(colour, brightness), cover(np.maximum(teeth, hole) * radius))


def rod(length: float, thickness: float, colour: Colour) -> Bytes:
    """An upright bar."""
    x, y = grid(ceil(thickness) + 3, ceil(length) + 3)
    x, y = np.abs(x - x.mean()), np.abs(y - y.mean())
    return _sprite(colour, cover(np.maximum(x - thickness / 2, y - length / 2)))


def wall_shadow(sprite: Bytes, blur: float, strength: float) -> Bytes:
    """The soft shadow of a sprite on the wall behind it; `blur` in pixels."""
    margin = ceil(3 * blur)
    shape = np.pad(sprite[:, :, 3].astype(np.float32) / 255, margin)
    return _sprite((0, 0, 0), strength * cv2.GaussianBlur(shape, (0, 0), blur))


def floor_shadow(radius: float, strength: float) -> Bytes:
    """The soft, flat shadow under a ball."""
    x, y = _square(radius)
    return _sprite((0, 0, 0), strength * fade(cover(np.hypot(x, y / 0.26) / radius - 0.5)))


def _sprite(bgr: Floats | Colour, alpha: Floats) -> Bytes:
    colour = np.broadcast_to(np.minimum(bgr, 255), (*alpha.shape, 3))
    return to_levels(np.dstack([colour * alpha[:, :, None], 255 * alpha]))


def to_levels(values: Floats) -> Bytes:
    """Rounded to uint8."""
    levels: Bytes = np.rint(values).astype(np.uint8)
    return levels


def _square(reach: float) -> tuple[Floats, Floats]:
    """The x and y from its centre of each pixel of a sprite that has room for a circle of that radius."""
    side = 2 * ceil(reach) + 3
    x, y = grid(side, side)
    return x - side / 2, y - side / 2


def tint(colour: Colour, brightness: Floats) -> Floats:
    """A colour at a brightness for each pixel, (h, w, 3)."""
    tinted: Floats = brightness[:, :, None] * np.asarray(colour, np.float32)
    return tinted


def darker(colour: Colour) -> Colour:
    """The same colour in the shade."""
    blue, green, red = (round(0.72 * level) for level in colour)
    return blue, green, red


def grid(width: int, height: int) -> tuple[Floats, Floats]:
    """The x and y of the centre of each pixel."""
    x, y = np.meshgrid(np.arange(width, dtype=np.float32) + 0.5, np.arange(height, dtype=np.float32) + 0.5)
    return x, y


def cover(distance: Floats) -> Floats:
    """Part of each pixel inside a shape, from its signed distance to the edge in pixels, negative inside."""
    part: Floats = np.clip(0.5 - distance, 0, 1)
    return part


def fade(part: Floats) -> Floats:
    """From 0 to 1 with no kink at the ends."""
    return part * part * (3 - 2 * part)

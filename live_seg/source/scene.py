"""How the demo is painted: sprites that move over a backdrop of lit and of shining surfaces."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from math import ceil, cos, pi, sin
from typing import TYPE_CHECKING, NamedTuple

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

# BGR under the lamp at its mean. Lit colours stay under 200: at +20 %, with shading and noise, nothing is clipped.
COLOURS: dict[Thing, Colour] = {
    Thing.WALL: (166, 158, 116),
    Thing.FLOOR: (124, 150, 190),
    Thing.TRIM: (184, 195, 198),
    Thing.WINDOW: (92, 44, 36),
    Thing.SIGN: (172, 92, 240),
    Thing.BALL: (44, 58, 198),
    Thing.PENDULUM: (36, 162, 198),
    Thing.WHEEL: (88, 128, 48),
}


class Box(NamedTuple):
    """A rectangle in parts of the picture's width and height."""

    left: float
    top: float
    right: float
    bottom: float


class Backdrop:
    """What stands still, with the light that it takes apart from the light that it gives.

    `lit` and `glow` are float32 (H, W, 3) BGR, and the picture under a lamp is `lamp * lit + glow`; `ids` is uint8
    (H, W). `unit` is the length in pixels that sizes count in: the height of a 16:9 picture that fits.
    """

    def __init__(self, width: int, height: int) -> None:
        self.unit = min(width * 9 / 16, height)
        self.lit = np.zeros((height, width, 3), np.float32)
        self.glow = np.zeros((height, width, 3), np.float32)
        self.ids = np.zeros((height, width), np.uint8)
        self._x, self._y = _grid(width, height)

    def build_room(self, horizon: float) -> None:
        """Wall in a pool of light, floor of boards that run towards the horizon, and skirting."""
        height, width = self.ids.shape
        x, y = self._x / width, self._y / height
        self._paint(Thing.WALL, self._area(Box(0, 0, 1, horizon)), 1.04 - 0.42 * ((x - 0.42) ** 2 + (y - 0.3) ** 2))
        depth = (y - horizon) / (1 - horizon)
        spread = (0.5 + 0.5 * depth) / 8
        board = (x - 0.5) / spread
        seam = np.abs(board - np.rint(board)) * spread * width - 0.003 * self.unit
        self._paint(Thing.FLOOR, self._area(Box(0, horizon, 1, 1)), 0.9 + 0.12 * depth - 0.1 * _cover(seam))
        skirting = self._area(Box(0, horizon - 0.045, 1, horizon))
        self._shade(skirting, 0.06 * self.unit, 0.4)
        self._paint(Thing.TRIM, skirting, 1 - 0.1 * np.abs(x - 0.42))

    def hang_window(self, box: Box) -> None:
        """A window on a night sky over hills; the lamp lights its frame and bars."""
        rows, columns = glass = self._area(box)
        rim, bar = (max(1, round(part * self.unit)) for part in (0.02, 0.012))
        frame = slice(rows.start - rim, rows.stop + rim), slice(columns.start - rim, columns.stop + rim)
        self._shade(frame, 0.07 * self.unit, 0.35)
        self._paint(Thing.TRIM, frame, np.ones_like(self._x))
        across = (self._x - columns.start) / (columns.stop - columns.start)
        up = (rows.stop - self._y) / (rows.stop - rows.start)
        hills = _cover((up - 0.26 - 0.08 * np.sin(5 * across + 0.5) - 0.03 * np.sin(13 * across)) * 0.3 * self.unit)
        self._shine(Thing.WINDOW, glass, np.ones_like(up), 1.3 - 0.4 * up - 0.4 * hills)
        top, left = rows.start + (rows.stop - rows.start) * 2 // 5, (columns.start + columns.stop - bar) // 2
        self._paint(Thing.TRIM, (slice(top, top + bar), columns), np.ones_like(self._x))
        self._paint(Thing.TRIM, (rows, slice(left, left + bar)), np.ones_like(self._x))

    def hang_sign(self, box: Box) -> None:
        """A light box with the triangle of "play", and its glow on the wall."""
        rows, columns = area = self._area(box)
        distance = self._distance(area, corner=0.035 * self.unit)
        x, y = self._x - (columns.start + columns.stop) / 2, self._y - (rows.start + rows.stop) / 2
        triangle = np.maximum(0.5 * x + 0.866 * np.abs(y), -x) - 0.14 * (rows.stop - rows.start)
        halo = 0.16 * _cover(distance / (0.12 * self.unit) - 0.5) ** 2
        self.glow += halo[:, :, None] * np.asarray(COLOURS[Thing.SIGN], np.float32)
        self._shine(Thing.SIGN, area, _cover(distance), 1 - 0.16 * _cover(triangle))

    def _area(self, box: Box) -> Area:
        """The whole pixels nearest to a box."""
        height, width = self.ids.shape
        rows = slice(round(box.top * height), round(box.bottom * height))
        return rows, slice(round(box.left * width), round(box.right * width))

    def _paint(self, thing: Thing, area: Area, brightness: Floats) -> None:
        self.lit[area] = brightness[area][:, :, None] * np.asarray(COLOURS[thing], np.float32)
        self.glow[area] = 0
        self.ids[area] = thing

    def _shine(self, thing: Thing, area: Area, covered: Floats, brightness: Floats) -> None:
        through = 1 - covered[area][:, :, None]
        light = (covered * brightness)[area][:, :, None] * np.asarray(COLOURS[thing], np.float32)
        self.lit[area] *= through
        self.glow[area] = through * self.glow[area] + light
        # a pixel that is covered in part still shows the lamp on what is behind; 0.998 of it is all of its 255 levels
        self.ids[area][covered[area] > 0.998] = thing

    def _shade(self, area: Area, blur: float, strength: float) -> None:
        self.lit *= 1 - strength * _fade(_cover(self._distance(area) / blur))[:, :, None]

    def _distance(self, area: Area, corner: float = 0) -> Floats:
        """Signed distance of each pixel to the edge of an area with corners of that radius, negative inside."""
        rows, columns = area
        x = np.abs(self._x - (columns.start + columns.stop) / 2) - (columns.stop - columns.start) / 2 + corner
        y = np.abs(self._y - (rows.start + rows.stop) / 2) - (rows.stop - rows.start) / 2 + corner
        distance: Floats = np.hypot(np.maximum(x, 0), np.maximum(y, 0)) + np.minimum(np.maximum(x, y), 0) - corner
        return distance


@dataclass(frozen=True, slots=True)
class Pose:
    """Where a sprite's centre is (pixels), how far it is turned (radians, clockwise), its size and opacity."""

    x: float
    y: float
    angle: float = 0.0
    scale: float = 1.0
    opacity: float = 1.0


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
        left, right = (min(max(int(edge), 0), picture.shape[1]) for edge in (x - reach_x, x + reach_x + 1))
        top, bottom = (min(max(int(edge), 0), picture.shape[0]) for edge in (y - reach_y, y + reach_y + 1))
        area, size = (slice(top, bottom), slice(left, right)), (right - left, bottom - top)
        if 0 in size:
            return area, np.empty((bottom - top, right - left, 4), np.uint8)
        # from the sprite's centre to the pose, where the centre of the first pixel is at 0, as cv2 counts
        x, y, u, v = x - left - 0.5, y - top - 0.5, (columns - 1) / 2, (rows - 1) / 2
        motion = np.array([[a, -b, x - a * u + b * v], [b, a, y - b * u - a * v]])
        return area, np.asarray(cv2.warpAffine(self.sprite, motion, size), np.uint8)


def sphere(radius: float, colour: Colour, ambient: float) -> Bytes:
    """A matt ball with light from the upper left; `ambient` is the brightness of its dark side, 0 to 1."""
    x, y = _square(radius)
    z = np.sqrt(np.maximum(radius**2 - x**2 - y**2, 0))
    diffuse = np.clip((-0.48 * x - 0.62 * y + 0.62 * z) / radius, 0, 1)
    brightness = ambient + (1.03 - ambient) * diffuse
    return _sprite(brightness[:, :, None] * np.asarray(colour, np.float32), _cover(np.hypot(x, y) - radius))


def cog(radius: float, colour: Colour) -> Bytes:
    """A toothed wheel with six round holes, and a lighter ring and hub."""
    x, y = _square(radius)
    distance, angle = np.hypot(x, y) / radius, np.arctan2(y, x)
    teeth = distance - 0.93 - 0.07 * np.clip(2 * np.cos(14 * angle), -1, 1)
    sector = (angle + pi / 6) % (pi / 3) - pi / 6
    hole = 0.17 - np.hypot(distance * np.cos(sector) - 0.5, distance * np.sin(sector))
    light = _cover(np.minimum(np.abs(distance - 0.785) - 0.025, distance - 0.2) * radius)
    brightness = 1 + 0.16 * light
    return _sprite(brightness[:, :, None] * np.asarray(colour, np.float32), _cover(np.maximum(teeth, hole) * radius))


def rod(length: float, thickness: float, colour: Colour) -> Bytes:
    """An upright bar."""
    x, y = _grid(ceil(thickness) + 3, ceil(length) + 3)
    x, y = np.abs(x - x.mean()), np.abs(y - y.mean())
    return _sprite(colour, _cover(np.maximum(x - thickness / 2, y - length / 2)))


def wall_shadow(sprite: Bytes, blur: float, strength: float) -> Bytes:
    """The soft shadow of a sprite on the wall behind it; `blur` in pixels."""
    margin = ceil(3 * blur)
    shape = np.pad(sprite[:, :, 3].astype(np.float32) / 255, margin)
    return _sprite((0, 0, 0), strength * cv2.GaussianBlur(shape, (0, 0), blur))


def floor_shadow(radius: float, strength: float) -> Bytes:
    """The soft, flat shadow under a ball."""
    x, y = _square(radius)
    return _sprite((0, 0, 0), strength * _fade(_cover(np.hypot(x, y / 0.26) / radius - 0.5)))


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
    x, y = _grid(side, side)
    return x - side / 2, y - side / 2


def _grid(width: int, height: int) -> tuple[Floats, Floats]:
    x, y = np.meshgrid(np.arange(width, dtype=np.float32) + 0.5, np.arange(height, dtype=np.float32) + 0.5)
    return x, y


def _cover(distance: Floats) -> Floats:
    """Part of each pixel inside a shape, from its signed distance to the edge in pixels, negative inside."""
    part: Floats = np.clip(0.5 - distance, 0, 1)
    return part


def _fade(part: Floats) -> Floats:
    """From 0 to 1 with no kink at the ends."""
    return part * part * (3 - 2 * part)

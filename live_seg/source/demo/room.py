"""The room of the demo as seen from one place: what stands still in it and what moves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import cos, sin
from typing import NamedTuple

import numpy as np

from live_seg.source.demo.sprite import (
    Area,
    Colour,
    Floats,
    Part,
    Pose,
    Thing,
    cog,
    cover,
    darker,
    fade,
    floor_shadow,
    grid,
    phase,
    rod,
    sphere,
    tint,
    wall_shadow,
)

HOP_PERIOD, SWAY_PERIOD, SWING_PERIOD, TURN_PERIOD = 1.3, 9.0, 3.2, 18.0
"""Seconds: of the ball's way up and across, the pendulum and the wheel."""

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


class Disc(NamedTuple):
    """Centre in parts of the picture's width and height, radius in units (the height at 16:9)."""

    x: float
    y: float
    radius: float

    def pixels(self, width: int, height: int, unit: float) -> tuple[float, float, float]:
        """Centre and radius in a picture of that size."""
        return self.x * width, self.y * height, self.radius * unit


@dataclass(frozen=True, slots=True)
class View:
    """One composition of the room: where its things are, as seen from one place.

    `ball` is in the middle of its way, on the floor; from there it gets to `sway` (part of the width) on either side
    and, at each hop, to `hop` (part of the height). `pendulum` is at rest; it hangs from the upper edge.
    """

    horizon: float
    sign: Box
    wheel: Disc
    ball: Disc
    sway: float
    hop: float
    window: Box | None = None
    pendulum: Disc | None = None


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
        self._x, self._y = grid(width, height)

    def build_room(self, horizon: float) -> None:
        """Wall in a pool of light, floor of boards that run towards the horizon, and skirting."""
        height, width = self.ids.shape
        x, y = self._x / width, self._y / height
        self._paint(Thing.WALL, self._area(Box(0, 0, 1, horizon)), 1.04 - 0.42 * ((x - 0.42) ** 2 + (y - 0.3) ** 2))
        depth = (y - horizon) / (1 - horizon)
        spread = (0.5 + 0.5 * depth) / 8
        board = (x - 0.5) / spread
        seam = np.abs(board - np.rint(board)) * spread * width - 0.003 * self.unit
        self._paint(Thing.FLOOR, self._area(Box(0, horizon, 1, 1)), 0.9 + 0.12 * depth - 0.1 * cover(seam))
        skirting = self._area(Box(0, horizon - 0.045, 1, horizon))
        self._shade(skirting, 0.06 * self.unit, 0.4)
        self._paint(Thing.TRIM, skirting, 1 - 0.1 * np.abs(x - 0.42))

    def hang_window(self, box: Box) -> None:
        """A window on a night sky over hills; the lamp lights its frame and bars."""
        rows, columns = glass = self._area(box)
        rim, bar = (max(1, round(part * self.unit)) for part in (0.02, 0.012))
        frame = slice(rows.start - rim, rows.stop + rim), slice(columns.start - rim, columns.stop + rim)
        self._shade(frame, 0.07 * self.unit, 0.35)
        even = np.ones_like(self._x)
        self._paint(Thing.TRIM, frame, even)
        across = (self._x - columns.start) / (columns.stop - columns.start)
        up = (rows.stop - self._y) / (rows.stop - rows.start)
        hills = cover((up - 0.26 - 0.08 * np.sin(5 * across + 0.5) - 0.03 * np.sin(13 * across)) * 0.3 * self.unit)
        self._shine(Thing.WINDOW, glass, even, 1.3 - 0.4 * up - 0.4 * hills)
        top, left = rows.start + (rows.stop - rows.start) * 2 // 5, (columns.start + columns.stop - bar) // 2
        for crossbar in (slice(top, top + bar), columns), (rows, slice(left, left + bar)):
            self._paint(Thing.TRIM, crossbar, even)

    def hang_sign(self, box: Box) -> None:
        """A light box with the triangle of "play", and its glow on the wall."""
        rows, columns = area = self._area(box)
        distance = self._distance(area, corner=0.035 * self.unit)
        x, y = self._x - (columns.start + columns.stop) / 2, self._y - (rows.start + rows.stop) / 2
        triangle = np.maximum(0.5 * x + 0.866 * np.abs(y), -x) - 0.14 * (rows.stop - rows.start)
        halo = 0.16 * cover(distance / (0.12 * self.unit) - 0.5) ** 2
        self.glow += tint(COLOURS[Thing.SIGN], halo)
        self._shine(Thing.SIGN, area, cover(distance), 1 - 0.16 * cover(triangle))

    def _area(self, box: Box) -> Area:
        """The whole pixels nearest to a box."""
        height, width = self.ids.shape
        rows = slice(round(box.top * height), round(box.bottom * height))
        return rows, slice(round(box.left * width), round(box.right * width))

    def _paint(self, thing: Thing, area: Area, brightness: Floats) -> None:
        self.lit[area] = tint(COLOURS[thing], brightness[area])
        self.glow[area] = 0
        self.ids[area] = thing

    def _shine(self, thing: Thing, area: Area, covered: Floats, brightness: Floats) -> None:
        through = 1 - covered[area][:, :, None]
        light = tint(COLOURS[thing], (covered * brightness)[area])
        self.lit[area] *= through
        self.glow[area] = through * self.glow[area] + light
        # a pixel that is covered in part still shows the lamp on what is behind; 0.998 of it is all of its 255 levels
        self.ids[area][covered[area] > 0.998] = thing

    def _shade(self, area: Area, blur: float, strength: float) -> None:
        self.lit *= 1 - strength * fade(cover(self._distance(area) / blur))[:, :, None]

    def _distance(self, area: Area, corner: float = 0) -> Floats:
        """Signed distance of each pixel to the edge of an area with corners of that radius, negative inside."""
        y, x = (
            np.abs(position - (side.start + side.stop) / 2) - (side.stop - side.start) / 2 + corner
            for position, side in zip((self._y, self._x), area, strict=True)
        )
        distance: Floats = np.hypot(np.maximum(x, 0), np.maximum(y, 0)) + np.minimum(np.maximum(x, y), 0) - corner
        return distance


def wheel(view: View, width: int, height: int, unit: float) -> list[Part]:
    """A wheel that turns on the wall."""
    x, y, radius = view.wheel.pixels(width, height, unit)

    def turn(seconds: float) -> Pose:
        return Pose(x, y, phase(seconds, TURN_PERIOD))

    face, back = cog(radius, COLOURS[Thing.WHEEL]), cog(radius, darker(COLOURS[Thing.WHEEL]))
    return [
        Part(None, wall_shadow(face, 0.012 * unit, 0.35), turn, 0.024 * unit),
        Part(Thing.WHEEL, back, turn, 0.008 * unit),
        Part(Thing.WHEEL, face, turn),
    ]


def pendulum(view: View, width: int, height: int, unit: float) -> list[Part]:
    """A pendulum before the wall, in a view that has one."""
    if view.pendulum is None:
        return []
    x, length, radius = view.pendulum.pixels(width, height, unit)
    # an angle that takes it as far in any shape of picture, so that it never reaches its neighbours
    widest = min(0.35, 0.075 * width / length)

    def swing(seconds: float, reach: float) -> Pose:
        angle = widest * cos(phase(seconds, SWING_PERIOD))
        return Pose(x - reach * sin(angle), reach * cos(angle), angle)

    def bar_path(seconds: float) -> Pose:
        return swing(seconds, length / 2)

    def bob_path(seconds: float) -> Pose:
        return replace(swing(seconds, length), angle=0.0)

    bar = rod(length, max(1.0, 0.012 * unit), darker(COLOURS[Thing.PENDULUM]))
    bob = sphere(radius, COLOURS[Thing.PENDULUM], 0.72)
    return [
        Part(None, wall_shadow(bar, 0.01 * unit, 0.3), bar_path, 0.03 * unit),
        Part(None, wall_shadow(bob, 0.015 * unit, 0.35), bob_path, 0.035 * unit),
        Part(Thing.PENDULUM, bar, bar_path),
        Part(Thing.PENDULUM, bob, bob_path),
    ]


def ball(view: View, width: int, height: int, unit: float) -> list[Part]:
    """A ball that hops from side to side."""
    x, y, radius = view.ball.pixels(width, height, unit)

    def across(seconds: float) -> float:
        return x + view.sway * width * cos(phase(seconds, SWAY_PERIOD))

    def up(seconds: float) -> float:
        part = seconds / HOP_PERIOD % 1
        return 4 * part * (1 - part)

    def path(seconds: float) -> Pose:
        return Pose(across(seconds), y - view.hop * height * up(seconds))

    def shadow_path(seconds: float) -> Pose:
        # the higher the ball, the wider and fainter
        high = up(seconds)
        return Pose(across(seconds) + 0.15 * radius, y + 0.95 * radius, scale=1 + 0.2 * high, opacity=1 - 0.55 * high)

    shadow, face = floor_shadow(1.3 * radius, 0.6), sphere(radius, COLOURS[Thing.BALL], 0.55)
    return [Part(None, shadow, shadow_path), Part(Thing.BALL, face, path)]

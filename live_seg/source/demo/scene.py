"""The scene of the demo: a room with a window, a sign, a wheel, a pendulum and a ball, drawn with OpenCV."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, pi, sin
from typing import NamedTuple, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

Picture: TypeAlias = NDArray[np.uint8]
Point: TypeAlias = tuple[float, float]

HOP_PERIOD, SWAY_PERIOD, SWING_PERIOD, TURN_PERIOD = 1.3, 9.0, 3.2, 18.0
"""Seconds: a hop of the ball and its way across, a swing of the pendulum, a turn of the wheel."""
TEETH, HOLES = 14, 6
GRAIN = 6.0
"""Standard deviation of the texture of wall and floor, in levels."""
SHIFT = 4
"""Bits after the point of the coordinates that OpenCV draws at."""
STEPS = 24
"""Circles that make a ball; more of them look the same."""

# BGR under the lamp at its mean. Lit colours stay under 200, so that nothing is clipped at +20 % with noise.
WALL, FLOOR, TRIM = (166, 158, 116), (124, 150, 190), (184, 195, 198)
NIGHT, SIGN = (92, 44, 36), (172, 92, 240)
BALL, PENDULUM, WHEEL = (44, 58, 198), (36, 162, 198), (88, 128, 48)


class Box(NamedTuple):
    """A rectangle, in shares of the width and height of the picture."""

    left: float
    top: float
    right: float
    bottom: float

    def pixels(self, width: int, height: int) -> tuple[slice, slice]:
        """The rows and columns in a picture of a size."""
        rows = slice(round(self.top * height), round(self.bottom * height))
        return rows, slice(round(self.left * width), round(self.right * width))


class Disc(NamedTuple):
    """A centre in shares of the width and height, and a radius as a share of the height of a 16:9 picture."""

    x: float
    y: float
    radius: float


@dataclass(frozen=True, slots=True)
class View:
    """The room as seen from one place.

    Attributes:
        horizon: where the floor begins, as a share of the height.
        window: its glass, or None.
        sign: a box that shines by itself. Nothing moves in front of it, or of the window.
        wheel: a wheel on the wall.
        pendulum: its bob at rest, or None. It hangs from the upper edge.
        ball: the ball on the floor, in the middle of its way.
        sway: how far the ball gets to either side, as a share of the width.
        hop: how high the ball hops, as a share of the height.
    """

    horizon: float
    window: Box | None
    sign: Box
    wheel: Disc
    pendulum: Disc | None
    ball: Disc
    sway: float
    hop: float


class Scene:
    """A view in pictures of one size.

    Args:
        view: the view.
        width: width of the pictures, in pixels.
        height: height of the pictures, in pixels.
    """

    def __init__(self, view: View, width: int, height: int) -> None:
        self._view = view
        self._width, self._height = width, height
        self._unit = min(width * 9 / 16, height)
        # a picture under a lamp is lamp * lit + glow
        self._lit = np.empty((height, width, 3), np.uint8)
        self._glow = np.zeros_like(self._lit)
        self._paint_room()
        if view.window is not None:
            self._paint_window(*view.window.pixels(width, height))
        self._paint_sign(*view.sign.pixels(width, height))

    def picture(self, seconds: float, lamp: float) -> Picture:
        """The picture at a time, under a lamp of a brightness: uint8 (H, W, 3) BGR, a new array."""
        bgr = np.asarray(cv2.addWeighted(self._lit, lamp, self._glow, 1, 0), np.uint8)
        self._draw_wheel(bgr, phase(seconds, TURN_PERIOD), lamp)
        if self._view.pendulum is not None:
            self._draw_pendulum(bgr, self._view.pendulum, cos(phase(seconds, SWING_PERIOD)), lamp)
        share = seconds / HOP_PERIOD % 1
        x = self._view.ball.x + self._view.sway * cos(phase(seconds, SWAY_PERIOD))
        self._draw_ball_and_shadow(bgr, x * self._width, 4 * share * (1 - share), lamp)
        return bgr

    def _paint_room(self) -> None:
        width, height, unit, horizon = self._width, self._height, self._unit, self._view.horizon
        x, y = np.meshgrid((np.arange(width) + 0.5) / width, (np.arange(height) + 0.5) / height)
        pool_of_light = 1.04 - 0.42 * ((x - 0.42) ** 2 + (y - 0.3) ** 2)
        self._lit[:] = np.rint(pool_of_light[..., None] * WALL)
        floor, _ = Box(0, horizon, 1, 1).pixels(width, height)
        depth = (y[floor] - horizon) / (1 - horizon)
        self._lit[floor] = np.rint((0.9 + 0.12 * depth)[..., None] * FLOOR)
        for board in range(-24, 25):
            ends = [((0.5 + board / 16) * width, horizon * height), ((0.5 + board / 8) * width, height)]
            start, end = ((round(column), round(row)) for column, row in ends)
            cv2.line(self._lit, start, end, _lit(FLOOR, 0.84), max(1, round(0.004 * unit)), cv2.LINE_AA)
        self._lit[Box(0, horizon - 0.045, 1, horizon).pixels(width, height)] = TRIM
        # plaster and wood are not smooth, and a smooth picture would be faster to segment than a real one
        grain = np.random.default_rng(0).normal(0, GRAIN, (height, width, 1)).astype(np.float32)
        self._lit[:] = np.rint(self._lit + cv2.blur(grain, (2, 2))[..., None])

    def _paint_window(self, rows: slice, columns: slice) -> None:
        rim, bar = (max(1, round(share * self._unit)) for share in (0.02, 0.006))
        self._lit[rows.start - rim : rows.stop + rim, columns.start - rim : columns.stop + rim] = TRIM
        self._lit[rows, columns] = 0
        glass = self._glow[rows, columns]
        height, width = glass.shape[:2]
        glass[:] = NIGHT
        across = np.linspace(0, 1, width)
        hills = (0.74 - 0.08 * np.sin(5 * across + 0.5) - 0.03 * np.sin(13 * across)) * height
        glass[np.arange(height)[:, None] >= hills] = _lit(NIGHT, 0.7)
        upright, crossbar = (
            slice(width // 2 - bar, width // 2 + bar),
            slice(height * 2 // 5 - bar, height * 2 // 5 + bar),
        )
        for layer, colour in ((self._glow[rows, columns], (0, 0, 0)), (self._lit[rows, columns], TRIM)):
            layer[:, upright] = layer[crossbar] = colour

    def _paint_sign(self, rows: slice, columns: slice) -> None:
        halo = np.zeros((self._height, self._width), np.float32)
        halo[rows, columns] = 0.3
        side = 2 * round(0.12 * self._unit) + 1
        self._glow += np.rint(cv2.stackBlur(halo, (side, side))[..., None] * SIGN).astype(np.uint8)
        self._lit[rows, columns] = 0
        self._glow[rows, columns] = SIGN
        x, y, reach = (columns.start + columns.stop) / 2, (rows.start + rows.stop) / 2, (rows.stop - rows.start) / 4
        play = np.array([(x - 0.6 * reach, y - reach), (x - 0.6 * reach, y + reach), (x + reach, y)])
        cv2.fillPoly(self._glow, [_fixed(play)], _lit(SIGN, 0.84), cv2.LINE_AA, SHIFT)

    def _draw_wheel(self, bgr: Picture, turn: float, lamp: float) -> None:
        wheel = self._view.wheel
        centre, radius = np.array([wheel.x * self._width, wheel.y * self._height]), wheel.radius * self._unit
        angles = np.linspace(0, 2 * pi, TEETH * 12, endpoint=False)
        circle = np.stack([np.cos(angles + turn), np.sin(angles + turn)], axis=1)
        rim = circle * (0.93 + 0.07 * np.clip(2 * np.cos(TEETH * angles), -1, 1))[:, None]
        holes = [0.5 * middle + 0.17 * circle for middle in circle[:: len(circle) // HOLES]]
        outlines = [_fixed(centre + radius * outline) for outline in (rim, *holes)]
        cv2.fillPoly(bgr, outlines, _lit(WHEEL, lamp), cv2.LINE_AA, SHIFT)
        _draw_circle(bgr, centre, 0.785 * radius, _lit(WHEEL, 1.16 * lamp), max(1, round(0.05 * radius)))
        _draw_circle(bgr, centre, 0.2 * radius, _lit(WHEEL, 1.16 * lamp))

    def _draw_pendulum(self, bgr: Picture, rest: Disc, swing: float, lamp: float) -> None:
        x, length = rest.x * self._width, rest.y * self._height
        # it swings as far in every shape of picture, and never reaches its neighbours
        angle = min(0.35, 0.075 * self._width / length) * swing
        bob = x - length * sin(angle), length * cos(angle)
        start, end = _fixed(np.array([(x, 0), bob])).tolist()
        cv2.line(bgr, start, end, _lit(PENDULUM, 0.72 * lamp), max(1, round(0.012 * self._unit)), cv2.LINE_AA, SHIFT)
        _draw_ball(bgr, bob, rest.radius * self._unit, _lit(PENDULUM, lamp), darkest=0.8)

    def _draw_ball_and_shadow(self, bgr: Picture, x: float, high: float, lamp: float) -> None:
        """Draw the ball at a column, `high` (0 to 1) on its way up, and its shadow on the floor."""
        radius, floor = self._view.ball.radius * self._unit, self._view.ball.y * self._height
        wide, flat, middle = 1.3 * radius, 0.4 * radius, floor + 0.95 * radius
        top, left = max(0, int(middle - flat)), max(0, int(x - wide))
        shadow = bgr[top : int(middle + flat), left : int(x + wide)]
        rows, columns = np.ogrid[top : top + shadow.shape[0], left : left + shadow.shape[1]]
        inside = np.clip(1 - np.hypot((columns - x) / wide, (rows - middle) / flat), 0, 1)
        shadow[:] = np.rint(shadow * (1 - (0.8 - 0.4 * high) * inside)[..., None])
        _draw_ball(bgr, (x, floor - self._view.hop * self._height * high), radius, _lit(BALL, lamp), darkest=0.55)


def phase(seconds: float, period: float) -> float:
    """The angle, in radians, of something that turns once in a period."""
    return 2 * pi * seconds / period


def _draw_ball(bgr: Picture, centre: Point, radius: float, colour: tuple[float, ...], darkest: float) -> None:
    """A matt ball with light from the upper left: circles that become lighter and smaller."""
    for share in np.arange(STEPS) / STEPS:
        brightness = darkest + (1.03 - darkest) * sin(share * pi / 2)
        toward_light = np.array(centre) - radius * share * np.array([0.32, 0.4])
        _draw_circle(bgr, toward_light, radius * (1 - share), _lit(colour, brightness))


def _draw_circle(
    bgr: Picture, centre: NDArray[np.floating], radius: float, colour: tuple[float, ...], thickness: int = -1
) -> None:
    """Draw a circle at a fraction of a pixel; a negative thickness fills it."""
    column, row = _fixed(centre).tolist()
    cv2.circle(bgr, (column, row), round(radius * 2**SHIFT), colour, thickness, cv2.LINE_AA, SHIFT)


def _fixed(points: NDArray[np.floating]) -> NDArray[np.int32]:
    """Coordinates in pixels, as OpenCV takes them with `SHIFT`. It counts from the centre of the first pixel."""
    return np.asarray(np.rint((points - 0.5) * 2**SHIFT), np.int32)


def _lit(colour: tuple[float, ...], brightness: float) -> tuple[float, ...]:
    return tuple(channel * brightness for channel in colour)

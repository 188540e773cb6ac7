"""The format that a camera is asked for, and the format that it grants."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

import cv2

from live_seg.arguments import SIDE_MAX, frame_rate, whole_number
from live_seg.errors import ConfigError, described
from live_seg.source.capture import rate_of

COMPRESSED = "MJPG"
FLUENT = Fraction(20)
"""Frames a second that a camera must reach if only a size is asked for. With raw pixels, many cameras give fewer frames
of a large size."""


TOLERANCE = 0.1
"""Share of a rate: cameras say 29.97 for 30."""


@dataclass(frozen=True, slots=True)
class CameraFormat:
    """A format to ask a camera for.

    Attributes:
        size: width and height in pixels, or None for any.
        rate: frames a second, or None for any.

    Raises:
        ConfigError: it is not a size or not a rate.
    """

    size: tuple[int, int] | None = None
    rate: Fraction | float | None = None

    def __post_init__(self) -> None:
        if self.size is not None:
            if not isinstance(self.size, tuple | list) or len(self.size) != 2:
                raise ConfigError(f"size is {described(self.size)}; it must be (width, height), such as (1280, 720)")
            width, height = (whole_number("size", side, 1, SIDE_MAX) for side in self.size)
            object.__setattr__(self, "size", (width, height))
        if self.rate is not None:
            frame_rate("rate", self.rate)

    def describe(self) -> str:
        """The format as "1280x720, 30 frames/s"."""
        parts = [f"{self.size[0]}x{self.size[1]}"] if self.size else []
        if self.rate:
            parts.append(f"{float(self.rate):g} frames/s")
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class GrantedFormat:
    """The format that a camera gives.

    Attributes:
        size: width and height in pixels.
        rate: frames a second.
        code: the pixel format ("MJPG", "YUYV"), or "" if it is unknown.
    """

    size: tuple[int, int]
    rate: Fraction
    code: str

    def describe(self) -> str:
        """The format as "1280x720, 30 frames/s, MJPG"."""
        parts = [f"{self.size[0]}x{self.size[1]}", f"{float(self.rate):.3g} frames/s", self.code]
        return ", ".join(part for part in parts if part)

    def meets(self, wanted: CameraFormat, default_rate: Fraction = Fraction(0)) -> bool:
        """Whether this is the wanted format, within a tenth of the rate. More frames than wanted are fine."""
        least = float(wanted.rate or default_rate) * (1 - TOLERANCE)
        return wanted.size in {None, self.size} and self.rate >= least


class Driver(Protocol):
    """The part of `cv2.VideoCapture` that is needed to ask a camera for a format."""

    def get(self, propId: int, /) -> float: ...  # noqa: N803  # OpenCV's name
    def set(self, propId: int, value: float, /) -> bool: ...  # noqa: N803


def ask(driver: Driver, wanted: CameraFormat) -> GrantedFormat:
    """Ask a camera for a format, compressed if raw pixels do not reach it, and return what it grants."""
    _ask_for(driver, wanted)
    granted = granted_by(driver)
    if wanted != CameraFormat() and not granted.meets(wanted, FLUENT) and granted.code != COMPRESSED:
        # before size and rate, because a driver offers only the sizes and rates of its pixel format
        driver.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*COMPRESSED))
        _ask_for(driver, wanted)
        granted = granted_by(driver)
    return granted


def _ask_for(driver: Driver, wanted: CameraFormat) -> None:
    if wanted.size:
        driver.set(cv2.CAP_PROP_FRAME_WIDTH, wanted.size[0])
        driver.set(cv2.CAP_PROP_FRAME_HEIGHT, wanted.size[1])
    if wanted.rate:
        driver.set(cv2.CAP_PROP_FPS, float(wanted.rate))


def granted_by(driver: Driver) -> GrantedFormat:
    """The format that a camera is set to."""
    code = int(driver.get(cv2.CAP_PROP_FOURCC))
    letters = bytes(code >> shift & 0xFF for shift in (0, 8, 16, 24)) if code > 0 else b""
    return GrantedFormat(
        size=(int(driver.get(cv2.CAP_PROP_FRAME_WIDTH)), int(driver.get(cv2.CAP_PROP_FRAME_HEIGHT))),
        rate=rate_of(driver.get(cv2.CAP_PROP_FPS)),
        code="".join(chr(letter) for letter in letters if 32 < letter < 127),
    )

"""What may be wished of a camera, and what it grants."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

import cv2

from live_seg.source.capture import rate_of

COMPRESSED = "MJPG"
FLUENT = Fraction(20)
"""Frames a second that a size is wished with where no rate is: raw, many cameras give few in a large size."""

TOLERANCE = Fraction(1, 10)
"""Part of a rate: cameras say 29.97 for 30."""


@dataclass(frozen=True, slots=True)
class CameraFormat:
    """What is wished of a camera: width and height, frames a second; None for whatever it gives."""

    size: tuple[int, int] | None = None
    rate: Fraction | None = None

    def describe(self) -> str:
        """As "1280x720, 30 frames/s"."""
        parts = [f"{self.size[0]}x{self.size[1]}"] if self.size else []
        if self.rate:
            parts.append(f"{float(self.rate):g} frames/s")
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class GrantedFormat:
    """What a camera gives. `code` is that of its pixels ("MJPG", "YUYV"), "" where it says none."""

    size: tuple[int, int]
    rate: Fraction
    code: str

    def describe(self) -> str:
        """As "1280x720, 30 frames/s, MJPG"."""
        parts = [f"{self.size[0]}x{self.size[1]}", f"{float(self.rate):.3g} frames/s", self.code]
        return ", ".join(part for part in parts if part)

    def meets(self, wanted: CameraFormat, default_rate: Fraction = Fraction(0)) -> bool:
        """Whether this is as wished, by a tenth of the rate; more frames than wished are as good."""
        least = (wanted.rate or default_rate) * (1 - TOLERANCE)
        return wanted.size in {None, self.size} and self.rate >= least


class Driver(Protocol):
    """What is needed of a `cv2.VideoCapture` to ask a camera for a format."""

    def get(self, propId: int, /) -> float: ...  # noqa: N803  # OpenCV's name
    def set(self, propId: int, value: float, /) -> bool: ...  # noqa: N803


def ask(driver: Driver, wanted: CameraFormat) -> GrantedFormat:
    """Ask a camera for a format, compressed where that gives what raw pixels do not, and read back what it grants."""
    _ask_for(driver, wanted)
    granted = granted_by(driver)
    if wanted != CameraFormat() and not granted.meets(wanted, FLUENT) and granted.code != COMPRESSED:
        # first of all: a driver chooses among the sizes and rates of the pixels that it was set to
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
    """What a camera is set to."""
    code = int(driver.get(cv2.CAP_PROP_FOURCC))
    letters = bytes(code >> shift & 0xFF for shift in (0, 8, 16, 24)) if code > 0 else b""
    return GrantedFormat(
        size=(int(driver.get(cv2.CAP_PROP_FRAME_WIDTH)), int(driver.get(cv2.CAP_PROP_FRAME_HEIGHT))),
        rate=rate_of(driver.get(cv2.CAP_PROP_FPS)),
        code="".join(chr(letter) for letter in letters if 32 < letter < 127),
    )

"""What is behind the picked segments of a cut-out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, Self, cast, get_args

import cv2
import numpy as np

from live_seg.errors import ConfigError
from live_seg.view.picks import DIMMED

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

Treatment = Literal["dim", "remove", "blur"]
ALLOWED = f"{', '.join(get_args(Treatment))}, a colour such as #20c060"

SMALL = 135
"""Pixels of a blurred picture's shorter side, before it is enlarged again."""
BLUR = 1 / 15
"""How far the blur reaches, of the shorter side: faces and writing are gone."""


@dataclass(frozen=True, slots=True, eq=False)
class Background:
    """What becomes of the rest of a frame: a treatment of it, a colour or a picture in its place.

    `kind` is "dim", "remove" (black in a picture, transparent in a snapshot), "blur", a colour as (blue, green, red),
    or a picture, uint8 (H, W, 3) BGR, which is scaled to cover the frame and cut off evenly.
    """

    kind: Treatment | tuple[int, int, int] | NDArray[np.uint8]

    @classmethod
    def parse(cls, text: str, read_picture: Callable[[str], NDArray[np.uint8]] | None = None) -> Self:
        """A background by its name.

        Args:
            text: "dim", "remove", "blur", a colour like "#20c060" (red, green, blue), or the name of a picture's file.
            read_picture: reads that file, to uint8 (H, W, 3) BGR. Without it, files are not allowed.

        Raises:
            ConfigError: it is none of these.
        """
        if text in get_args(Treatment):
            return cls(cast("Treatment", text))
        if re.fullmatch("#[0-9a-fA-F]{6}", text):
            red, green, blue = bytes.fromhex(text[1:])
            return cls((blue, green, red))
        if read_picture is None:
            raise ConfigError(f"background is {text!r}; it must be {ALLOWED}")
        if not text or text.startswith("#"):
            raise ConfigError(f"background is {text!r}; it must be {ALLOWED}, or an image file")
        return cls(read_picture(text))

    @property
    def removes(self) -> bool:
        """Whether the rest is taken away: what can be transparent is so there."""
        return isinstance(self.kind, str) and self.kind == "remove"

    def fill(self, picture: NDArray[np.uint8], bgr: NDArray[np.uint8], mask: NDArray[np.uint8]) -> None:
        """Draw it.

        Args:
            picture: uint8 (H, W, 3) BGR; is filled, also where the picked segments are.
            bgr: uint8 (H, W, 3) BGR, the frame.
            mask: uint8 (H, W), 255 where the picked segments are and 0 elsewhere.
        """
        if isinstance(self.kind, np.ndarray):
            np.copyto(picture, _covering(self, *picture.shape[:2]))
        elif isinstance(self.kind, tuple):
            # a row, then all rows by it: three bytes at a time would take ten times as long
            picture[:1] = self.kind
            picture[1:] = picture[:1]
        elif self.kind == "dim":
            cv2.convertScaleAbs(bgr, dst=picture, alpha=DIMMED)
        elif self.kind == "blur":
            _blur(picture, bgr, mask)
        else:
            picture[:] = 0


DIM = Background("dim")


def _blur(picture: NDArray[np.uint8], bgr: NDArray[np.uint8], mask: NDArray[np.uint8]) -> None:
    """Blur what is not picked, by itself alone: the picked segments leave no halo."""
    height, width = mask.shape
    # single pixels of the frame: the blur takes the mean of a hundred and more of them
    step = max(1, min(height, width) // SMALL)
    few, rest = (array[step // 2 :: step, step // 2 :: step] for array in (bgr, mask))
    weighted = np.empty((*rest.shape, 4), np.float32)
    weighted[..., 3] = rest == 0
    np.multiply(few, weighted[..., 3:], out=weighted[..., :3])
    side = 2 * max(1, round(min(rest.shape) * BLUR)) + 1
    # looks like a Gaussian blur, in a quarter of its time
    weighted = np.asarray(cv2.stackBlur(weighted, (side, side)), np.float32)
    mean = weighted[..., :3] / np.maximum(weighted[..., 3:], np.finfo(np.float32).tiny)
    small = np.rint(mean).clip(0, 255).astype(np.uint8)
    cv2.resize(small, (width, height), dst=picture, interpolation=cv2.INTER_LINEAR)


@lru_cache(maxsize=2)  # the frames of a stream have one size
def _covering(background: Background, height: int, width: int) -> NDArray[np.uint8]:
    """A background's picture, scaled to cover a frame and cut off evenly."""
    given = np.asarray(background.kind, np.uint8)
    scale = max(height / given.shape[0], width / given.shape[1])
    h, w = max(height, round(given.shape[0] * scale)), max(width, round(given.shape[1] * scale))
    interpolation = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    large = np.asarray(cv2.resize(given, (w, h), interpolation=interpolation), np.uint8)
    top, left = (h - height) // 2, (w - width) // 2
    covering = np.ascontiguousarray(large[top : top + height, left : left + width])
    covering.flags.writeable = False
    return covering

"""The background of a cut-out, behind the picked segments or regions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, Self, cast, get_args

import cv2
import numpy as np
from numpy.typing import NDArray

from live_seg.arguments import whole_number
from live_seg.config import colour_from_hex
from live_seg.errors import ConfigError, described
from live_seg.view.letterbox import resize
from live_seg.view.picks.masks import DIMMED

Treatment = Literal["dim", "remove", "blur"]
ALLOWED = f"{', '.join(get_args(Treatment))}, a colour such as #20c060"

SMALL = 135
"""Shorter side, in pixels, of the reduced picture that is blurred and then enlarged again."""
MOST_SIZES = 2
"""Number of sizes in which a picture is kept: the frames of a stream have one size."""
BLUR = 1 / 15
"""Radius of the blur, as a share of the shorter side: faces and writing cannot be recognised."""


@dataclass(frozen=True, slots=True, eq=False)
class Background:
    """What happens to the rest of a frame: it is changed, or replaced by a colour or a picture.

    Args:
        kind: "dim", "remove" (black in a picture, transparent in a snapshot), "blur", a colour as (blue, green, red),
            or a picture, uint8 (H, W, 3) BGR, which is scaled to cover the frame and cropped evenly.

    Raises:
        ConfigError: it is none of these.
    """

    kind: Treatment | tuple[int, int, int] | NDArray[np.uint8]
    _scaled: dict[tuple[int, int], NDArray[np.uint8]] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        kind: object = self.kind
        if isinstance(kind, tuple) and len(kind) == 3:
            for channel in kind:
                whole_number("background", channel, 0, 255)
            return
        is_picture = isinstance(kind, np.ndarray) and kind.dtype == np.uint8 and kind.ndim == 3 and kind.shape[2] == 3
        if isinstance(kind, np.ndarray) and kind.size == 0:
            raise ConfigError(f"background is {described(kind)}, which has no pixels")
        if not (is_picture or (isinstance(kind, str) and kind in get_args(Treatment))):
            raise ConfigError(
                f"background is {described(kind)}; it must be {', '.join(map(repr, get_args(Treatment)))}, "
                f"(blue, green, red), or a picture, uint8 (H, W, 3)"
            )

    @classmethod
    def parse(cls, text: str) -> Self:
        """A background by its name: "dim", "remove", "blur", or a colour like "#20c060" (red, green, blue).

        Raises:
            ConfigError: it is none of these.
        """
        if isinstance(text, str):
            if text in get_args(Treatment):
                return cls(cast("Treatment", text))
            if (colour := colour_from_hex(text)) is not None:
                return cls(colour)
        raise ConfigError(f"background is {described(text)}; it must be {ALLOWED}")

    @property
    def removes(self) -> bool:
        """Whether the rest is removed; it is transparent if the image format supports that."""
        return isinstance(self.kind, str) and self.kind == "remove"

    def fill(self, picture: NDArray[np.uint8], bgr: NDArray[np.uint8], mask: NDArray[np.uint8]) -> None:
        """Draw the background.

        Args:
            picture: uint8 (H, W, 3) BGR; all of it is filled, including what is picked.
            bgr: uint8 (H, W, 3) BGR, the frame.
            mask: uint8 (H, W), 255 for picked pixels, and 0 for the others.
        """
        if isinstance(self.kind, np.ndarray):
            np.copyto(picture, self._covering(self.kind, *picture.shape[:2]))
        elif isinstance(self.kind, tuple):
            # one row is filled and then copied: filling all pixels would take ten times as long
            picture[:1] = self.kind
            picture[1:] = picture[:1]
        elif self.kind == "dim":
            cv2.convertScaleAbs(bgr, dst=picture, alpha=DIMMED)
        elif self.kind == "blur":
            _blur(picture, bgr, mask)
        else:
            picture[:] = 0

    def _covering(self, given: NDArray[np.uint8], height: int, width: int) -> NDArray[np.uint8]:
        """The picture for frames of a size, which is kept for the next frame."""
        if (scaled := self._scaled.get((height, width))) is None:
            if len(self._scaled) == MOST_SIZES:
                self._scaled.clear()
            scaled = self._scaled[height, width] = covering(given, height, width)
        return scaled


DIM = Background("dim")


def _blur(picture: NDArray[np.uint8], bgr: NDArray[np.uint8], mask: NDArray[np.uint8]) -> None:
    """Blur the pixels that are not picked. Picked pixels are left out of the blur, so they leave no halo."""
    height, width = mask.shape
    # a small share of the pixels is enough: the blur is the mean of a hundred of them or more
    step = max(1, min(height, width) // SMALL)
    few, picked = (array[step // 2 :: step, step // 2 :: step] for array in (bgr, mask))
    weighted = np.empty((*picked.shape, 4), np.float32)
    weighted[..., 3] = picked == 0
    np.multiply(few, weighted[..., 3:], out=weighted[..., :3])
    side = 2 * max(1, round(min(picked.shape) * BLUR)) + 1
    # looks like a Gaussian blur, in a quarter of its time
    weighted = np.asarray(cv2.stackBlur(weighted, (side, side)), np.float32)
    mean = weighted[..., :3] / np.maximum(weighted[..., 3:], np.finfo(np.float32).tiny)
    resize(np.rint(mean).clip(0, 255).astype(np.uint8), picture)


def covering(given: NDArray[np.uint8], height: int, width: int) -> NDArray[np.uint8]:
    """A picture, uint8 (H, W, 3), scaled to cover a frame and cropped evenly: uint8 (height, width, 3)."""
    scale = max(height / given.shape[0], width / given.shape[1])
    # crop first: a long strip, scaled as a whole, would take gigabytes
    top, bottom = _middle(given.shape[0], height / scale)
    left, right = _middle(given.shape[1], width / scale)
    part = given[top:bottom, left:right]
    h, w = max(height, round(part.shape[0] * scale)), max(width, round(part.shape[1] * scale))
    # done once, so that the slower interpolation by areas is affordable
    interpolation = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    large = np.asarray(cv2.resize(part, (w, h), interpolation=interpolation), np.uint8)
    y, x = (h - height) // 2, (w - width) // 2
    return np.ascontiguousarray(large[y : y + height, x : x + width])


def _middle(size: int, part: float) -> tuple[int, int]:
    """First and last pixel, exclusive, of the middle of a side. It is symmetric, and at least as large as the part."""
    margin = max(0, int((size - part) / 2))
    return margin, size - margin

"""How the frames of a stream are shown: a view, what is picked in it, a background, soft borders, an outline."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from live_seg.config import ViewName
from live_seg.errors import ConfigError
from live_seg.segment import Segmentation
from live_seg.view.cutout.background import DIM, Background
from live_seg.view.cutout.composite import cutout, transparent_cutout
from live_seg.view.cutout.matte import Mattes
from live_seg.view.outline import draw_outline
from live_seg.view.picks import Pick, PickAt, Picker, PickFollower
from live_seg.view.render import render

Backgrounds = Callable[[Fraction], Background]
"""Gives the background at a time in seconds, for instance from a video."""


@dataclass(frozen=True, slots=True)
class Look:
    """How the frames of a stream are shown.

    Args:
        view: the view.
        picks: what is picked. In a cut-out the rest becomes the background, and in other views it is dimmed.
        background: what is behind a cut-out.
        is_soft: whether a cut-out has a soft border.
        has_outline: whether a line is drawn around what is picked.

    Raises:
        ConfigError: a cut-out or an outline without picks.
    """

    view: ViewName = "recolour"
    picks: tuple[Pick, ...] = ()
    background: Background = DIM
    is_soft: bool = True
    has_outline: bool = False

    def __post_init__(self) -> None:
        for what, needs_picks in (("view 'cutout'", self.view == "cutout"), ("outline", self.has_outline)):
            if needs_picks and not self.picks:
                raise ConfigError(f"{what} needs a pick, such as 'largest'")

    @property
    def is_transparent(self) -> bool:
        """Whether the background of a cut-out is transparent, in formats that can have transparent pixels."""
        return self.view == "cutout" and self.background.removes

    def size_of(self, width: int, height: int) -> tuple[int, int]:
        """Width and height of the pictures of frames of this size, in pixels."""
        return width * (2 if self.view == "side-by-side" else 1), height

    def check(self, width: int, height: int) -> None:
        """Check that every picked pixel is in frames of this size.

        Raises:
            ConfigError: one is not.
        """
        for pick in self.picks:
            if isinstance(pick, PickAt) and (pick.column >= width or pick.row >= height):
                limits = f"the columns of a frame go from 0 to {width - 1} and its rows from 0 to {height - 1}"
                raise ConfigError(f"pick is {pick.column},{pick.row}; {limits}, after size and scale")

    def picker(self) -> PickFollower | None:
        """A follower of the picks through a stream; None if there are no picks."""
        return PickFollower(self.picks) if self.picks else None

    def picker_of_images(self) -> Picker | None:
        """A picker for separate images, which picks in each image anew; None if there are no picks."""
        if not self.picks:
            return None

        def pick(image: Segmentation) -> frozenset[int]:
            return PickFollower(self.picks)(image)

        return pick


class LookView:
    """Shows one stream in a look. It remembers what is picked, so it must get all segmentations, in order.

    Args:
        look: how frames are shown.
        has_alpha: whether pictures may have transparent pixels.
        backgrounds: gives the background at each time, in place of the look's; None for the look's own.
    """

    def __init__(self, look: Look, *, has_alpha: bool = False, backgrounds: Backgrounds | None = None) -> None:
        self._look = look
        self._has_alpha = has_alpha and look.is_transparent
        self._backgrounds = backgrounds
        self._picker = look.picker()
        self._mattes = Mattes()

    def __call__(self, segmentation: Segmentation) -> NDArray[np.uint8]:
        """The picture of the next segmentation: uint8 (H, W, 3) BGR, or (H, W, 4) BGRA; (H, 2 W, 3) side by side."""
        look = self._look
        picked = frozenset() if self._picker is None else self._picker(segmentation)
        if look.view == "cutout":
            picture = self._cutout(segmentation, picked)
        else:
            picture = render(segmentation, look.view, picked)
        if look.has_outline and picked:
            draw_outline(picture, segmentation, picked)
        return picture

    def _cutout(self, segmentation: Segmentation, picked: frozenset[int]) -> NDArray[np.uint8]:
        if not picked:
            return self._nothing(segmentation)
        matte = self._mattes.of(segmentation, picked) if self._look.is_soft else None
        if self._has_alpha:
            return transparent_cutout(segmentation, picked, matte)
        return cutout(segmentation, picked, self._background(segmentation), matte)

    def _nothing(self, segmentation: Segmentation) -> NDArray[np.uint8]:
        """The picture while nothing is picked: the background alone."""
        bgr = segmentation.frame.bgr
        picture = np.zeros((*bgr.shape[:2], 4 if self._has_alpha else 3), np.uint8)
        if not self._has_alpha:
            self._background(segmentation).fill(picture, bgr, np.zeros(bgr.shape[:2], np.uint8))
        return picture

    def _background(self, segmentation: Segmentation) -> Background:
        if self._backgrounds is None:
            return self._look.background
        return self._backgrounds(segmentation.frame.time)

"""Small synthetic videos for tests of regions over time: flat shapes on a flat background, with a little noise."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from live_seg import Frame, Regions, Segmenter

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from tests.oracle import Bytes

SIZE = (96, 160)
GROUND, RED, BLUE, YELLOW = (90, 130, 90), (40, 40, 200), (200, 60, 40), (60, 200, 200)
Colour = tuple[int, int, int]


def ground(colour: Colour = GROUND) -> NDArray[np.float64]:
    return np.tile(np.array(colour, np.float64), (*SIZE, 1))


def rectangle(picture: NDArray[np.float64], left: int, top: int, colour: Colour, width: int = 30) -> None:
    """Draw a rectangle, 30 pixels high, as far as it is in the picture."""
    picture[top : top + 30, max(0, left) : max(0, left + width)] = colour


def frame(picture: NDArray[np.float64], index: int = 0, noise: float = 2.0, rate: int = 25) -> Frame:
    """A frame with noise, which is always the same for an index."""
    grain = np.random.default_rng(index).normal(0, noise, picture.shape)
    bgr: Bytes = np.clip(np.rint(picture + grain), 0, 255).astype(np.uint8)
    return Frame(index, Fraction(index, rate), bgr)


def regions_in(segmenter: Segmenter, given: Frame | Bytes) -> Regions:
    """The regions of the next frame."""
    regions = segmenter.segment(given).regions
    assert regions is not None
    return regions


def film(count: int, draw: Callable[[int], NDArray[np.float64]], noise: float = 2.0) -> list[Regions]:
    """The regions of a video with this picture for each index."""
    segmenter = Segmenter(k=2, regions=True)  # few clusters are found faster
    return [regions_in(segmenter, frame(draw(index), index, noise)) for index in range(count)]


def regions_of_picture(bgr: Bytes, **settings: object) -> Regions:
    """The regions of a single picture."""
    return regions_in(Segmenter(regions=True, **settings), bgr)  # type: ignore[arg-type]

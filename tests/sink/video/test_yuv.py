"""Pictures as video codecs take them, held against the formulas of BT.601."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from live_seg.sink.video.yuv import to_yuv420
from tests import oracle

Planes = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]


def by_the_book(bgr: oracle.Bytes) -> Planes:
    """Rec. ITU-R BT.601-7, 8 bits: luma of each pixel, chroma of the mean of each two by two."""
    height, width = bgr.shape[:2]

    def luma(part: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(0.299 * part[..., 2] + 0.587 * part[..., 1] + 0.114 * part[..., 0])

    pixels = bgr / 255
    means = pixels.reshape(height // 2, 2, width // 2, 2, 3).mean(axis=(1, 3))
    blue, red = (means[..., 0] - luma(means)) / 1.772, (means[..., 2] - luma(means)) / 1.402
    return 16 + 219 * luma(pixels), 128 + 224 * blue, 128 + 224 * red


def converted(bgr: oracle.Bytes, more: int = 0) -> tuple[oracle.Bytes, oracle.Bytes, oracle.Bytes]:
    height, width = bgr.shape[:2]
    shapes = (height, width + more), (height // 2, width // 2 + more), (height // 2, width // 2 + more)
    planes = [np.full(shape, 7, np.uint8) for shape in shapes]
    to_yuv420(bgr, *planes)
    return planes[0], planes[1], planes[2]


@pytest.mark.parametrize("size", [(2, 2), (2, 6), (34, 2), (48, 64), (270, 482)])
def test_every_value_is_the_nearest_to_the_exact_one(size: tuple[int, int]) -> None:
    picture = oracle.noise(*size)
    for plane, exact in zip(converted(picture), by_the_book(picture), strict=True):
        assert np.abs(plane - exact).max() < 0.51


def test_black_white_and_grays_have_no_colour() -> None:
    grays = np.arange(256, dtype=np.uint8).repeat(4).reshape(-1, 2, 2).transpose(1, 0, 2).reshape(2, -1)
    luma, blue, red = converted(np.repeat(grays[..., None], 3, axis=2))
    assert (luma.min(), luma.max()) == (16, 235)
    assert (blue == 128).all()
    assert (red == 128).all()


def test_the_strongest_colours_stay_in_range() -> None:
    corners = np.array(np.meshgrid([0, 255], [0, 255], [0, 255]), np.uint8).T.reshape(8, 3)
    picture = corners.repeat(4, axis=0).reshape(8, 2, 2, 3).transpose(1, 0, 2, 3).reshape(2, 16, 3)
    _, blue, red = converted(np.ascontiguousarray(picture))
    assert (blue.min(), blue.max()) == (16, 240)
    assert (red.min(), red.max()) == (16, 240)


def test_rows_may_be_longer_and_their_ends_are_left_alone() -> None:
    picture = oracle.noise(4, 6)
    for plane, longer in zip(converted(picture), converted(picture, more=5), strict=True):
        np.testing.assert_array_equal(longer[:, :-5], plane)
        assert (longer[:, -5:] == 7).all()

"""The sample that a palette is fitted to: small enough, of the whole picture, and true to its colours."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from live_seg.segment.sampling import sample_pixels
from tests import oracle

SIDES = (1, 2, 3, 7, 16, 100, 333, 1081)


def test_a_sample_has_at_most_size_pixels_and_at_least_half_as_many() -> None:
    for height, width, size in product(SIDES, SIDES, (64, 100, 777, 14_400)):
        sample = sample_pixels(np.zeros((height, width, 3), np.uint8), size)
        case = f"{size} of {width}x{height}"
        assert min(size, height * width) / 2 <= sample.shape[0] * sample.shape[1] <= size, case
        assert sample.shape[0] <= height, case
        assert sample.shape[1] <= width, case


@pytest.mark.parametrize(("height", "width"), [(720, 1280), (1080, 1920), (1280, 720), (480, 640), (500, 500)])
def test_a_sample_keeps_the_shape_of_the_picture(height: int, width: int) -> None:
    rows, columns = sample_pixels(np.zeros((height, width, 3), np.uint8), 14_400).shape[:2]
    assert columns / rows == pytest.approx(width / height, rel=0.02)


def test_of_a_wide_picture_160_by_90_pixels_are_taken() -> None:
    assert sample_pixels(np.zeros((720, 1280, 3), np.uint8), 160 * 90).shape == (90, 160, 3)


@pytest.mark.parametrize(("height", "width"), [(1, 1), (1, 64), (64, 1), (8, 8), (7, 9)])
def test_a_picture_of_no_more_pixels_than_size_is_taken_whole(height: int, width: int) -> None:
    picture = oracle.noise(height, width)
    np.testing.assert_array_equal(sample_pixels(picture, 64), picture)


@pytest.mark.parametrize("shape", [(1, 100_000), (100_000, 1), (2, 5000), (5000, 2)])
def test_a_strip_is_sampled_along_its_length(shape: tuple[int, int]) -> None:
    ramp = np.linspace(0, 255, max(shape)).astype(np.uint8)
    picture = np.broadcast_to(ramp.reshape(1, -1, 1) if shape[1] > shape[0] else ramp.reshape(-1, 1, 1), (*shape, 3))
    sample = sample_pixels(np.ascontiguousarray(picture), 64)
    assert sample.shape == ((1, 64, 3) if shape[1] > shape[0] else (64, 1, 3))
    assert (np.diff(sample[..., 0].reshape(-1).astype(int)) > 0).all()
    assert sample.min() < 8
    assert sample.max() > 247


@pytest.mark.parametrize(
    "picture", [oracle.noise(361, 487), oracle.scene(height=720, width=1280)], ids=["noise", "scene"]
)
@pytest.mark.parametrize("size", [64, 1000, 14_400])
def test_the_mean_colour_is_kept(picture: oracle.Bytes, size: int) -> None:
    means = sample_pixels(picture, size).mean(axis=(0, 1)), picture.mean(axis=(0, 1))
    np.testing.assert_allclose(*means, atol=0.5)


def test_a_sample_is_of_means_so_that_fine_texture_becomes_its_mean() -> None:
    checks = (np.indices((480, 640)).sum(axis=0) % 2 * 200).astype(np.uint8)[..., None].repeat(3, axis=2)
    assert set(np.unique(sample_pixels(checks, 4800))) == {100}


@pytest.mark.parametrize(
    ("size", "sample"), [((720, 1280), 3600), ((1037, 1411), 14_400), ((9000, 8), 64), ((40, 60), 64)]
)
def test_a_sample_pixel_is_the_rounded_mean_of_its_area_and_areas_cover_the_picture(
    size: tuple[int, int], sample: int
) -> None:
    picture = oracle.noise(*size)
    small = sample_pixels(picture, sample)
    rows, columns = (np.arange(n + 1) * side // n for n, side in zip(small.shape, size, strict=False))
    sums = picture.astype(np.int64).cumsum(axis=0).cumsum(axis=1)
    sums = np.pad(sums, ((1, 0), (1, 0), (0, 0)))[rows][:, columns]
    areas = np.diff(rows)[:, None, None] * np.diff(columns)[None, :, None]
    means = np.diff(np.diff(sums, axis=0), axis=1) / areas
    np.testing.assert_array_equal(small, np.rint(means))


def test_the_picture_is_left_as_it_is() -> None:
    picture = oracle.noise(300, 400)
    before = picture.copy()
    picture.flags.writeable = False
    sample_pixels(picture, 64)
    np.testing.assert_array_equal(picture, before)

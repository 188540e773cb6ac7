"""Gradients, texture codes and colour codes, compared with plain NumPy."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from live_seg.buffers import read_only
from live_seg.kernels.regions import maps

if TYPE_CHECKING:
    from numpy.typing import NDArray

SIZES = [(1, 1), (1, 9), (9, 1), (2, 2), (13, 17)]


class Measured(NamedTuple):
    gradient: NDArray[np.float32]
    activity: NDArray[np.float32]
    roughness: NDArray[np.float32]
    texture: NDArray[np.uint8]


def measured(lab: NDArray[np.float32], smooth: NDArray[np.float32], scale: float = 1.0) -> Measured:
    shape = lab.shape[:2]
    plane = np.empty(shape, np.float32)
    out = Measured(plane, plane.copy(), np.empty((2, *shape), np.float32), np.empty(shape, np.uint8))
    planes = [np.pad(np.moveaxis(picture, -1, 0), ((0, 0), (1, 1), (1, 1)), mode="edge") for picture in (lab, smooth)]
    maps.measure_gradients(read_only(planes[0][0]), read_only(planes[1]), np.float32(scale), *out)
    return out


def random_lab(height: int, width: int, seed: int = 0, strength: float = 30) -> NDArray[np.float32]:
    return np.random.default_rng(seed).normal(50, strength, (height, width, 3)).astype(np.float32)


def lightness(values: NDArray[np.float64]) -> NDArray[np.float32]:
    """Gray pixels with a given lightness: (h, w) to (h, w, 3)."""
    return np.stack([values, np.zeros_like(values), np.zeros_like(values)], axis=-1).astype(np.float32)


def sobel(light: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The horizontal and vertical change, in units per pixel. Pixels at the edge are repeated."""
    padded = np.pad(light, 1, mode="edge")
    height, width = light.shape
    across, along = np.zeros_like(light), np.zeros_like(light)
    for offset, weight in ((0, 1), (1, 2), (2, 1)):
        across += weight * (padded[offset : offset + height, 2:] - padded[offset : offset + height, :-2]) / 8
        along += weight * (padded[2:, offset : offset + width] - padded[:-2, offset : offset + width]) / 8
    return across, along


def test_the_gradient_is_the_distance_of_the_neighbours_across_and_along_together() -> None:
    for height, width in SIZES:
        smooth = random_lab(height, width)
        padded = np.pad(smooth.astype(np.float64), ((1, 1), (1, 1), (0, 0)), mode="edge")
        across, along = padded[1:-1, 2:] - padded[1:-1, :-2], padded[2:, 1:-1] - padded[:-2, 1:-1]
        expected = np.sqrt((across**2 + along**2).sum(axis=2))
        found = measured(random_lab(height, width, 1), smooth)
        np.testing.assert_allclose(found.gradient, expected, rtol=1e-5, atol=1e-4)


def test_the_activity_is_sobels_gradient_of_lightness_in_units_of_the_reference_size() -> None:
    for height, width in SIZES:
        lab = random_lab(height, width)
        expected = 0.4 * np.hypot(*sobel(lab[..., 0].astype(np.float64)))
        found = measured(lab, random_lab(height, width, 1), 0.4)
        np.testing.assert_allclose(found.activity, expected, rtol=1e-5, atol=1e-4)


def test_roughness_is_the_root_of_the_change_of_lightness_across_and_along_up_to_a_limit() -> None:
    for height, width in SIZES:
        lab = random_lab(height, width)
        expected = np.sqrt(np.minimum(np.abs(sobel(lab[..., 0].astype(np.float64))) * 0.7, float(maps.LARGEST)))
        found = measured(lab, random_lab(height, width, 1), 0.7)
        np.testing.assert_allclose(found.roughness, expected, rtol=1e-4, atol=1e-2)


def test_texture_codes_are_none_or_a_direction_and_a_strength() -> None:
    rng, limits = np.random.default_rng(0), [maps.FAINT, maps.MIDDLE, maps.STRONG]
    lab = lightness(50 + rng.normal(0, 1, (60, 80)) * np.geomspace(0.1, 30, 80))
    across, along = sobel(lab[..., 0].astype(np.float64))
    strength = np.hypot(across, along)
    # the angle to the horizontal, in eighths of a turn: 0 and 4, 2 and 6, 1 and 5, 3 and 7
    eighths = np.arctan2(along, across) / (np.pi / 4)
    direction = np.array([0, 2, 1, 3])[np.rint(eighths).astype(int) % 4]
    expected = np.where(strength < limits[0], 0, 3 * direction + np.digitize(strength, limits))
    doubtful = np.min([abs(strength - limit) for limit in limits], axis=0) < 1e-4
    doubtful |= abs(abs(eighths % 1) - 0.5) < 1e-4
    assert set(expected[~doubtful].tolist()) == set(range(maps.TEXTURES))
    found = measured(lab, lab).texture
    np.testing.assert_array_equal(found[~doubtful], expected[~doubtful])


def test_a_flat_picture_has_no_gradient_and_no_texture() -> None:
    found = measured(lightness(np.full((5, 7), 40.0)), lightness(np.full((5, 7), 40.0)))
    assert not any(plane.any() for plane in found)


def test_each_pixel_gets_the_code_of_its_nearest_colour_and_the_lowest_of_equal_ones() -> None:
    for count in (1, 255, 256, 257, 1000):
        # whole numbers: distances are exact, and some are equal
        rng = np.random.default_rng(count)
        lab, colours = (rng.integers(0, 6, (n, 3)).astype(np.float32) for n in (count, 12))
        expected = ((lab[:, None] - colours) ** 2).sum(axis=2).argmin(axis=1)
        codes, sums = np.empty(count, np.uint8), np.empty((12, 4))
        maps.nearest_colours(read_only(np.ascontiguousarray(lab.T)), read_only(colours), codes, sums)
        np.testing.assert_array_equal(codes, expected)


def test_the_pixels_of_each_code_are_added_up() -> None:
    rng = np.random.default_rng(0)
    lab, colours = (rng.normal(0, 20, (n, 3)).astype(np.float32) for n in (333, 32))
    codes, sums = np.empty(333, np.uint8), np.empty((32, 4))
    maps.nearest_colours(read_only(np.ascontiguousarray(lab.T)), read_only(colours), codes, sums)
    for code in range(32):
        own = lab[codes == code].astype(np.float64)
        np.testing.assert_allclose(sums[code], [*own.sum(axis=0), len(own)], rtol=1e-9, atol=1e-9)

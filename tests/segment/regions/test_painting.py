"""Colours within regions, compared with plain NumPy."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from live_seg.segment.regions import Regions, painting
from live_seg.segment.regions.painting import local_colours, look_up, paint_locally
from tests import oracle
from tests.region_maps import cells, regions_of

SIZES = [(1, 1), (1, 3), (1, 97), (97, 1), (61, 83), (64, 64), (150, 201)]


def labels_of(height: int, width: int, k: int) -> oracle.Bytes:
    """Labels in runs of all lengths: most groups of eight pixels in a row are equal, but not all."""
    rng = np.random.default_rng(k)
    runs = np.repeat(rng.integers(0, k, height * width, dtype=np.uint8), rng.integers(1, 40, height * width))
    return np.ascontiguousarray(runs[: height * width].reshape(height, width))


def mean_of(pixels: oracle.Bytes) -> list[int]:
    """The mean of pixels (N, 3), rounded to the nearest, halves up."""
    return [int((2 * total + len(pixels)) // (2 * len(pixels))) for total in pixels.astype(np.int64).sum(axis=0)]


def test_each_label_has_the_mean_of_its_pixels_in_each_region() -> None:
    for size, k, side in product(SIZES, (1, 5, 64), (3, 40)):
        bgr, labels = oracle.noise(*size), labels_of(*size, k)
        regions = regions_of(cells(*size, side), bgr, labels)
        found = local_colours(bgr, labels, regions, k)
        assert found.shape == (len(regions), k, 4)
        pixels: dict[tuple[int, int], list[list[int]]] = {}
        for row, label, colour in zip(
            regions.rows.ravel().tolist(), labels.ravel().tolist(), bgr.reshape(-1, 3).tolist(), strict=True
        ):
            pixels.setdefault((row, label), []).append(colour)
        expected = np.zeros_like(found)
        for place, colours in pixels.items():
            expected[place] = [*mean_of(np.array(colours, np.uint8)), 0]
        np.testing.assert_array_equal(found, expected, f"size {size}, k {k}")


def test_pixels_of_one_colour_have_exactly_that_colour_up_to_white() -> None:
    for colour in ((255, 255, 255), (255, 0, 1), (0, 254, 255)):
        bgr, labels = np.full((300, 400, 3), colour, np.uint8), np.zeros((300, 400), np.uint8)
        regions = regions_of(np.zeros((300, 400)), bgr, labels)
        assert local_colours(bgr, labels, regions, 1)[0, 0, :3].tolist() == list(colour)


def test_the_number_of_parts_and_cores_makes_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    bgr, labels = oracle.noise(150, 201), labels_of(150, 201, 6)
    regions = regions_of(cells(150, 201, 20), bgr, labels)
    expected = local_colours(bgr, labels, regions, 6)
    for is_busy, blocks in product((False, True), (1, 3, 16)):
        monkeypatch.setattr(painting, "is_busy", lambda is_busy=is_busy: is_busy)
        monkeypatch.setattr(painting, "MOST_BLOCKS", blocks)
        monkeypatch.setattr(painting, "FEWEST_BLOCKS", blocks)
        np.testing.assert_array_equal(local_colours(bgr, labels, regions, 6), expected)


def test_pixels_are_painted_in_the_colours_of_their_labels_in_their_regions(monkeypatch: pytest.MonkeyPatch) -> None:
    for size, is_busy in product(SIZES, (False, True)):
        monkeypatch.setattr(painting, "is_busy", lambda is_busy=is_busy: is_busy)
        labels = labels_of(*size, 5)
        regions = regions_of(cells(*size), oracle.noise(*size), labels)
        colours = np.zeros((len(regions), 5, 4), np.uint8)
        colours[..., :3] = oracle.noise(len(regions), 5, seed=1)
        picture = np.empty((*size, 3), np.uint8)
        paint_locally(labels, regions, colours, picture)
        np.testing.assert_array_equal(picture, colours[regions.rows, labels, :3], f"size {size}")


def test_values_are_looked_up_by_region() -> None:
    for size in SIZES:
        labels = labels_of(*size, 5)
        regions = regions_of(cells(*size), oracle.noise(*size), labels)
        table = np.random.default_rng(0).integers(0, 256, len(regions), dtype=np.uint8)
        out = np.empty(size, np.uint8)
        look_up(regions, table, out)
        np.testing.assert_array_equal(out, table[regions.rows], f"size {size}")


def test_sums_do_not_overflow_in_a_large_white_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(painting, "MOST_BLOCKS", 1)
    monkeypatch.setattr(painting, "FEWEST_BLOCKS", 1)
    height, width = 4200, 4100  # in one part the bytes of a channel would add up to more than 2**32
    bgr, labels = np.full((height, width, 3), 255, np.uint8), np.zeros((height, width), np.uint8)
    small = regions_of(np.zeros((1, 1)), bgr[:1, :1], labels[:1, :1])
    regions = Regions(labels.astype(np.uint16), small.row_ids, lambda: small.columns)
    assert local_colours(bgr, labels, regions, 1).tolist() == [[[255, 255, 255, 0]]]

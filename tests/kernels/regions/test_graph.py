"""Sums over superpixels and their borders, compared with loops over pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from live_seg.buffers import read_only
from live_seg.kernels.regions import graph
from live_seg.kernels.regions.maps import TEXTURES

if TYPE_CHECKING:
    from numpy.typing import NDArray

SIZES = [(1, 1), (1, 23), (23, 1), (19, 26)]


class Planes(NamedTuple):
    owner: NDArray[np.int32]
    lab: NDArray[np.float32]
    activity: NDArray[np.float32]
    gradient: NDArray[np.float32]
    codes: NDArray[np.uint8]
    texture: NDArray[np.uint8]


def planes(height: int, width: int, seed: int = 0, side: int = 5) -> Planes:
    """Random planes, and superpixels that are ragged cells. For sums they need not be connected."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[:height, :width] + rng.integers(0, 3, (2, height, width))
    owner = np.unique(y // side * 1000 + x // side, return_inverse=True)[1].reshape(height, width)
    return Planes(
        owner.astype(np.int32),
        rng.normal(0, 20, (height, width, 3)).astype(np.float32),
        rng.gamma(1, 2, (height, width)).astype(np.float32),
        rng.gamma(1, 6, (height, width)).astype(np.float32),
        rng.integers(0, graph.COLOURS, (height, width)).astype(np.uint8),
        rng.integers(0, TEXTURES, (height, width)).astype(np.uint8),
    )


MEAN = np.array([3, -5, 8], np.float32)


def sums_of(given: Planes) -> NDArray[np.float32]:
    out = np.empty((int(given.owner.max()) + 1, graph.REGION_SUMS), np.float32)
    for plane in given:
        plane.flags.writeable = False
    graph.sum_regions(*given, read_only(MEAN), out)
    return out


def borders_of(
    owner: NDArray[np.int32], gradient: NDArray[np.float32], relief: NDArray[np.float32]
) -> dict[tuple[int, int], NDArray[np.float32]]:
    """The sums of each border by its two superpixels."""
    most = 3 * (int(owner.max()) + 1) + owner.size
    ends, out = np.empty((most, 2), np.int32), np.full((most, graph.BORDER_SUMS), np.nan, np.float32)
    table, count = np.empty(1 << most.bit_length(), np.int32), np.zeros(1, np.int64)
    graph.find_borders(read_only(owner), read_only(gradient), read_only(relief), table, ends, out, count)
    found = {(one, other): out[place] for place, (one, other) in enumerate(ends[: count[0]].tolist())}
    assert len(found) == count[0]
    return found


def test_each_superpixel_has_the_sums_of_its_pixels() -> None:
    for height, width in SIZES:
        given = planes(height, width)
        found = sums_of(given)
        for one in range(len(found)):
            mask = given.owner == one
            lab = given.lab[mask].astype(np.float64) - MEAN
            expected = [
                mask.sum(), *lab.sum(axis=0), (lab**2).sum(), given.activity[mask].sum(), given.gradient[mask].sum(),
                mask[0].sum() + mask[-1].sum() + mask[:, 0].sum() + mask[:, -1].sum(),
                *np.bincount(given.codes[mask], minlength=32), *np.bincount(given.texture[mask], minlength=16),
            ]  # fmt: skip
            np.testing.assert_allclose(found[one], expected, rtol=1e-5, atol=1e-3)


def test_the_sums_of_a_union_are_the_sums_of_its_parts() -> None:
    given = planes(19, 26)
    pairs = (given.owner // 2).astype(np.int32)
    parts, union = sums_of(given), sums_of(given._replace(owner=pairs))
    for one in range(len(union)):
        np.testing.assert_allclose(union[one], parts[2 * one : 2 * one + 2].sum(axis=0), rtol=1e-5, atol=1e-3)


def test_each_border_has_the_sums_of_its_pairs_of_pixels() -> None:
    for height, width in SIZES:
        given = planes(height, width)
        relief = np.random.default_rng(1).normal(-3, 2, (height, width)).astype(np.float32)
        found = borders_of(given.owner, given.gradient, relief)
        expected: dict[tuple[int, int], NDArray[np.float64]] = {}
        for y, x in np.ndindex(height, width):
            for below, right in ((y + 1, x), (y, x + 1)):
                if below == height or right == width or given.owner[below, right] == given.owner[y, x]:
                    continue
                here, there = int(given.owner[y, x]), int(given.owner[below, right])
                sums = expected.setdefault((min(here, there), max(here, there)), np.zeros(5))
                steep = max(given.gradient[y, x], given.gradient[below, right])
                sums += [1, steep, steep < graph.FLAT, (odds := max(relief[y, x], relief[below, right])), odds > 0]
        assert found.keys() == expected.keys()
        for pair, sums in expected.items():
            columns = [graph.LENGTH, graph.BORDER_GRADIENT, graph.WEAK, graph.RELIEF, graph.STRONG]
            np.testing.assert_allclose(found[pair][columns], sums, rtol=1e-5, atol=1e-4)


def test_one_superpixel_has_no_borders() -> None:
    assert not borders_of(np.zeros((4, 5), np.int32), np.zeros((4, 5), np.float32), np.zeros((4, 5), np.float32))


def test_pairs_that_share_a_place_in_the_table_are_told_apart() -> None:
    # a table that is hardly larger than the number of borders: most pairs collide
    owner = np.arange(30 * 30, dtype=np.int32).reshape(30, 30)
    flat = np.zeros((30, 30), np.float32)
    ends, out = np.empty((2048, 2), np.int32), np.empty((2048, graph.BORDER_SUMS), np.float32)
    count = np.zeros(1, np.int64)
    graph.find_borders(read_only(owner), read_only(flat), read_only(flat), np.empty(2048, np.int32), ends, out, count)
    assert len({tuple(pair) for pair in ends[: count[0]].tolist()}) == count[0] == 2 * 30 * 29
    assert (out[: count[0], graph.LENGTH] == 1).all()

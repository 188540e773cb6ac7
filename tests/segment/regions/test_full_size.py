"""Regions at the size of the frame: each is one piece, none is lost, and their borders lie on the frame's edges."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest

from live_seg.kernels.regions import refine
from live_seg.segment.regions.full_size import Names, enlarged, sides_between

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from tests.oracle import Bytes

SIZES = [
    ((1, 1), (1, 1)), ((1, 1), (9, 13)), ((1, 30), (1, 30)), ((1, 30), (1, 101)), ((30, 1), (77, 1)),
    ((1, 30), (3, 77)), ((20, 30), (20, 30)), ((20, 30), (21, 31)), ((19, 31), (53, 75)), ((20, 30), (160, 240)),
    ((17, 29), (111, 187)), ((23, 20), (140, 81)), ((16, 59), (148, 521)), ((58, 18), (518, 162)),
    ((51, 54), (472, 483)),
]  # fmt: skip
"""Sizes of the working picture and of the frame."""


def superpixels(height: int, width: int, rng: np.random.Generator) -> NDArray[np.int32]:
    """Ragged cells, each one piece: bands of rows, divided at random places."""
    bands = [np.sort(rng.integers(0, width + 1, max(0, width // 4))) for _ in range(-(-height // 4))]
    columns = np.array(
        [[y // 4 * width + np.searchsorted(bands[y // 4], x, "right") for x in range(width)] for y in range(height)]
    )
    return np.unique(columns, return_inverse=True)[1].reshape(height, width).astype(np.int32)


def connected_rows(owner: NDArray[np.int32], rng: np.random.Generator) -> NDArray[np.uint16]:
    """Regions of superpixels: neighbours are united at random."""
    name = np.arange(owner.max() + 1)
    for one, other in ((owner[1:], owner[:-1]), (owner[:, 1:], owner[:, :-1])):
        for a, b in set(zip(one[one != other].tolist(), other[one != other].tolist(), strict=True)):
            if rng.random() < 0.35:
                name[name == name[a]] = name[b]
    return np.unique(name, return_inverse=True)[1].astype(np.uint16)


class Example:
    """A random working picture and a random frame: blots in a few colours, or pure noise."""

    def __init__(self, small: tuple[int, int], large: tuple[int, int], seed: int) -> None:
        rng = np.random.default_rng(seed)
        self.owner = superpixels(*small, rng)
        self.rows_of = connected_rows(self.owner, rng)
        rough = rng.integers(0, 256, (*large, 3)).astype(np.uint8)
        self.bgr = rough if seed % 2 else np.asarray(cv2.GaussianBlur(rough, (0, 0), 4) // 32 * 32, np.uint8)
        self.colours = rng.integers(0, 256, (int(self.owner.max()) + 1, 3)).astype(np.float32)
        self.ids = (1000 - 7 * np.arange(int(self.rows_of.max()) + 1)).astype(np.int32)

    def names(self) -> Names:
        return enlarged(self.bgr, self.owner, self.colours, self.rows_of, self.ids)


def examples() -> Iterator[Example]:
    for small, large in SIZES:
        for seed in range(6):
            yield Example(small, large, seed)


def pieces(mask: NDArray[np.bool_]) -> int:
    return int(cv2.connectedComponents(mask.astype(np.uint8), connectivity=4)[0]) - 1


def test_every_region_is_one_piece_at_full_size_and_none_is_lost() -> None:
    for example in examples():
        rows = example.names().rows
        assert rows.shape == example.bgr.shape[:2]
        assert [pieces(rows == row) for row in range(len(example.ids))] == [1] * len(example.ids)


def test_a_frame_of_the_working_size_keeps_every_region_in_one_piece_through_all_sweeps() -> None:
    for seed in range(40):
        example = Example((24, 24), (24, 24), seed)
        rows = example.names().rows
        assert [pieces(rows == row) for row in range(len(example.ids))] == [1] * len(example.ids)


def test_ids_are_those_of_the_rows() -> None:
    for example in examples():
        names = example.names()
        np.testing.assert_array_equal(names.ids, example.ids[names.rows])


def test_pixels_that_are_named_in_runs_have_the_regions_of_their_superpixels(monkeypatch: pytest.MonkeyPatch) -> None:
    in_runs = [example.names().rows for example in examples()]
    find_band = refine.find_band

    def find_wide_band(owner: NDArray[np.int32], rows_of: NDArray[np.uint16], out: NDArray[np.uint8]) -> None:
        find_band(owner, rows_of, out)
        np.maximum(out, 1, out=out)  # every pixel is named by itself

    monkeypatch.setattr(refine, "find_band", find_wide_band)
    for rows, example in zip(in_runs, examples(), strict=True):
        np.testing.assert_array_equal(rows, example.names().rows)


def halves(height: int, width: int, edge: int, *, across: bool = False) -> Bytes:
    """A dark and a light half with a straight edge between them."""
    bgr = np.full((height, width, 3), (60, 90, 70), np.uint8)
    bgr[(slice(edge, None) if across else (slice(None), slice(edge, None)))] = (200, 180, 210)
    return bgr


def settled(bgr: Bytes, owner: NDArray[np.int32]) -> NDArray[np.uint16]:
    """The rows of two superpixels with the colours of the two halves."""
    colours = np.array([(60, 90, 70), (200, 180, 210)], np.float32)
    return enlarged(bgr, owner, colours, np.arange(2, dtype=np.uint16), np.arange(2, dtype=np.int32)).rows


def test_a_border_moves_to_the_edge_wherever_that_lies_in_a_cell() -> None:
    for edge in range(80, 96):
        owner = np.zeros((24, 40), np.int32)
        owner[:, round(edge / 4.5) :] = 1
        rows = settled(halves(108, 180, edge), owner)
        assert (rows[:, :edge] == 0).all(), edge
        assert (rows[:, edge:] == 1).all(), edge


def test_a_border_moves_up_and_down_too() -> None:
    for edge in range(50, 60):
        owner = np.zeros((24, 40), np.int32)
        owner[round(edge / 4.5) :] = 1
        rows = settled(halves(108, 180, edge, across=True), owner)
        assert (rows[:edge] == 0).all(), edge
        assert (rows[edge:] == 1).all(), edge


def test_where_the_frame_does_not_tell_two_regions_apart_the_border_becomes_smooth() -> None:
    owner = np.zeros((24, 24), np.int32)
    owner[:, 12:] = 1
    owner[10, 12], owner[13, 11] = 0, 1
    flat = np.full((24, 24, 3), 128, np.uint8)
    colours, two = np.full((2, 3), 128, np.float32), np.arange(2, dtype=np.uint16)
    rows = enlarged(flat, owner, colours, two, two.astype(np.int32)).rows
    np.testing.assert_array_equal(rows, np.where(np.arange(24) >= 12, 1, 0) * np.ones((24, 1)))


def test_levels_halve_from_coarse_to_fine_and_each_is_as_large_as_the_working_picture_at_least() -> None:
    for small, large in SIZES:
        sides = sides_between(small, large)
        assert sides[-1] == 1
        assert all(coarse == 2 * fine for coarse, fine in pairwise(sides))
        assert all(-(-large[axis] // side) >= small[axis] for side in sides for axis in range(2))

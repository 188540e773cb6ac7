"""Regions at the size of the frame: each is connected, none is lost, and borders lie where the colours change."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest

from live_seg.buffers import read_only
from live_seg.kernels.regions.refine import Runs
from live_seg.segment.regions import full_size
from live_seg.segment.regions.full_size import FullSize, sides_between

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
    """Ragged connected cells: bands of rows, divided at random places."""
    bands = [np.sort(rng.integers(0, width + 1, max(0, width // 4))) for _ in range(-(-height // 4))]
    columns = np.array(
        [[y // 4 * width + np.searchsorted(bands[y // 4], x, "right") for x in range(width)] for y in range(height)]
    )
    return np.unique(columns, return_inverse=True)[1].reshape(height, width).astype(np.int32)


def connected_rows(owner: NDArray[np.int32], rng: np.random.Generator) -> NDArray[np.uint16]:
    """Regions of superpixels: random neighbours are united."""
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
        self.count = int(self.rows_of.max()) + 1

    def rows(self) -> NDArray[np.uint16]:
        return FullSize().rows(self.bgr, self.owner, self.colours, self.rows_of)


def examples() -> Iterator[Example]:
    for small, large in SIZES:
        for seed in range(6):
            yield Example(small, large, seed)


def pieces(mask: NDArray[np.bool_]) -> int:
    return int(cv2.connectedComponents(mask.astype(np.uint8), connectivity=4)[0]) - 1


def test_every_region_is_one_piece_at_full_size_and_none_is_lost() -> None:
    for example in examples():
        rows = example.rows()
        assert rows.shape == example.bgr.shape[:2]
        assert [pieces(rows == row) for row in range(example.count)] == [1] * example.count


def test_a_frame_of_the_working_size_keeps_every_region_in_one_piece_through_all_sweeps() -> None:
    for seed in range(40):
        example = Example((24, 24), (24, 24), seed)
        rows = example.rows()
        assert [pieces(rows == row) for row in range(example.count)] == [1] * example.count


def test_pixels_that_are_named_in_runs_have_the_regions_of_their_superpixels(monkeypatch: pytest.MonkeyPatch) -> None:
    in_runs = [example.rows() for example in examples()]
    band = full_size.band

    def wide_band(rows: NDArray[np.uint16], width: int) -> tuple[Runs, Runs]:
        lines = np.arange(len(rows) + 1, dtype=np.int32)
        everything = np.tile(np.array([0, width], np.int32), (len(rows), 1))
        return band(rows, width)[0], Runs(read_only(everything), read_only(lines))

    monkeypatch.setattr(full_size, "band", wide_band)
    for rows, example in zip(in_runs, examples(), strict=True):
        np.testing.assert_array_equal(rows, example.rows())


def halves(height: int, width: int, edge: int, *, across: bool = False) -> Bytes:
    """A dark and a light half with a straight edge between them."""
    bgr = np.full((height, width, 3), (60, 90, 70), np.uint8)
    bgr[(slice(edge, None) if across else (slice(None), slice(edge, None)))] = (200, 180, 210)
    return bgr


def settled(bgr: Bytes, owner: NDArray[np.int32]) -> NDArray[np.uint16]:
    """The rows of two superpixels with the colours of the two halves."""
    colours = np.array([(60, 90, 70), (200, 180, 210)], np.float32)
    return FullSize().rows(bgr, owner, colours, np.arange(2, dtype=np.uint16))


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
    colours = np.full((2, 3), 128, np.float32)
    rows = FullSize().rows(flat, owner, colours, np.arange(2, dtype=np.uint16))
    np.testing.assert_array_equal(rows, np.where(np.arange(24) >= 12, 1, 0) * np.ones((24, 1)))


def test_the_memory_of_rows_that_are_still_held_is_not_used_again() -> None:
    full_size, held = FullSize(), []
    for seed in range(6):
        example = Example((20, 30), (64, 96), seed)
        held.append((full_size.rows(example.bgr, example.owner, example.colours, example.rows_of), example))
    for rows, example in held:
        np.testing.assert_array_equal(rows, example.rows())


def test_the_band_is_where_another_region_touches_and_around_it() -> None:
    rng = np.random.default_rng(0)
    for height, width in ((1, 1), (1, 30), (30, 1), (20, 31)):
        rows = rng.integers(0, 3, (height // 4 + 1, width // 4 + 1)).astype(np.uint16)
        rows = np.kron(rows, np.ones((4, 4), np.uint16))[:height, :width]
        borders, near = (marked(runs, width, 7 * width) for runs in full_size.band(rows, 7 * width))
        places = list(np.ndindex(height, width))
        touches = np.array([(about(rows, y, x, 1, 1) != rows[y, x]).any() for y, x in places]).reshape(rows.shape)
        np.testing.assert_array_equal(borders, touches)
        # one pixel on each side, and two to the right and below
        expected = np.array([about(touches, y, x, 2, 1).any() for y, x in places]).reshape(rows.shape)
        np.testing.assert_array_equal(near, expected)


def about(plane: NDArray[np.generic], y: int, x: int, before: int, after: int) -> NDArray[np.generic]:
    """The pixels about a place, as far as they are in the picture."""
    return plane[max(y - before, 0) : y + after + 1, max(x - before, 0) : x + after + 1]


def marked(runs: Runs, cells: int, width: int) -> NDArray[np.bool_]:
    """The pixels of a working picture that lie in runs; `width` is that of the frame."""
    out = np.zeros((len(runs.firsts) - 1, cells), bool)
    for row in range(len(out)):
        for first, end in runs.columns[runs.firsts[row] : runs.firsts[row + 1]].tolist():
            out[row, first * cells // width : end * cells // width] = True
    return out


def test_levels_halve_from_coarse_to_fine_and_each_is_as_large_as_the_working_picture_at_least() -> None:
    for small, large in SIZES:
        sides = sides_between(small, large)
        assert sides[-1] == 1
        assert all(coarse == 2 * fine for coarse, fine in pairwise(sides))
        assert all(-(-large[axis] // side) >= small[axis] for side in sides for axis in range(2))

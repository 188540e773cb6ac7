"""Masks in COCO's compressed runs, held against pycocotools."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from pycocotools import mask as reference

from live_seg.sink.coco.encoded_masks import encoded_masks
from tests.results import random_labels

if TYPE_CHECKING:
    from numpy.typing import NDArray


def all_of(n: int) -> NDArray[np.bool_]:
    return np.ones(n, np.bool_)


def check(rows: NDArray[np.uint8] | NDArray[np.uint16], n: int) -> None:
    found = {mask.row: mask for mask in encoded_masks(rows, all_of(n))}
    assert sorted(found) == np.unique(rows).tolist()
    for row, mask in found.items():
        expected = reference.encode(np.asfortranarray(rows == row, np.uint8))
        assert mask.counts == expected["counts"].decode()
        assert mask.area == reference.area(expected)
        assert mask.box == tuple(reference.toBbox(expected).astype(int).tolist())


@pytest.mark.parametrize("size", [(1, 1), (1, 9), (9, 1), (13, 17), (120, 67)])
def test_runs_areas_and_boxes_are_those_of_pycocotools(size: tuple[int, int]) -> None:
    for seed in range(20):
        check(random_labels(*size, k=5, seed=seed), 8)


def test_long_runs_are_too() -> None:
    # counts of up to 2 million, and differences of both signs
    rows = np.zeros((1000, 2000), np.uint16)
    rows[100:900, 3:5], rows[7, 1500:], rows[0, 0] = 1, 2, 3
    check(rows, 4)


def test_a_mask_of_everything_begins_with_an_empty_run() -> None:
    (mask,) = encoded_masks(np.full((3, 4), 2, np.uint8), all_of(3))
    assert (mask.row, mask.area, mask.box, mask.counts) == (2, 12, (0, 0, 4, 3), "0<")


def test_rows_may_have_16_bits() -> None:
    rows = np.arange(300, dtype=np.uint16).reshape(15, 20)
    check(rows, 300)


def test_labels_may_be_a_view_of_a_part() -> None:
    whole = random_labels(20, 30, k=3)
    assert encoded_masks(whole[::-1, 5:25], all_of(3)) == encoded_masks(whole[::-1, 5:25].copy(), all_of(3))


def test_only_what_is_wanted_is_encoded() -> None:
    rows = random_labels(13, 17, k=5)
    everything = encoded_masks(rows, all_of(5))
    assert encoded_masks(rows, np.isin(np.arange(5), [1, 4])) == [everything[1], everything[4]]
    assert encoded_masks(rows, np.zeros(5, np.bool_)) == []

"""Loops that compare a frame with the previous one, checked with plain NumPy."""

from __future__ import annotations

import numpy as np

from live_seg.buffers import read_only
from live_seg.kernels.regions import memory


def test_pixels_that_hardly_change_go_a_share_of_the_way_and_others_all_of_it() -> None:
    rng = np.random.default_rng(0)
    before = rng.normal(50, 20, (400, 3)).astype(np.float32)
    now = (before + rng.normal(0, 2, (400, 3))).astype(np.float32)
    change = np.sqrt(((now - before).astype(np.float64) ** 2).sum(axis=1, keepdims=True))
    expected = np.where(change < 3, before + 0.25 * (now - before), now)
    assert 50 < (change < 3).sum() < 350
    memory.steady(read_only(before), np.float32(9), np.float32(0.25), now)
    np.testing.assert_allclose(now, expected, rtol=1e-6, atol=1e-5)


def test_a_region_has_drifted_if_enough_of_its_pixels_have() -> None:
    rows = np.repeat(np.array([0, 1, 2], np.uint16), 100)
    began = np.random.default_rng(0).normal(50, 20, (300, 3)).astype(np.float32)
    lab = began.copy()
    lab[100:120, 0] += 9
    lab[200:230, 1] -= 9
    lab[230:300, 1] -= 7
    expected = began.copy()
    expected[200:] = lab[200:]
    drifted = np.ones(3, np.bool_)
    limits = np.float32(36), np.float32(64), np.float32(0.25)
    before = lab.copy()
    before[:10, 2] += 7  # these have changed at once
    expected[:10] = lab[:10]
    memory.find_drifted(
        read_only(before), read_only(lab), *limits, read_only(rows), np.empty((3, 2), np.int64), began, drifted
    )
    assert drifted.tolist() == [False, False, True]
    np.testing.assert_array_equal(began, expected)


def test_pixels_that_hardly_change_vote_for_the_regions_that_they_were_in_but_for_silent_ones() -> None:
    rng = np.random.default_rng(0)
    before = rng.normal(50, 20, (400, 3)).astype(np.float32)
    now = (before + rng.normal(0, 3, (400, 3))).astype(np.float32)
    rows, owner = rng.integers(0, 5, 400).astype(np.uint16), rng.integers(0, 12, 400).astype(np.int32)
    votes = np.full((12, 6), np.nan, np.float32)
    silent = np.array([False, False, True, False, False])
    memory.count_votes(
        read_only(before), read_only(now), np.float32(36), read_only(silent), read_only(rows), read_only(owner), votes
    )
    expected = np.zeros((12, 6))
    for pixel in range(400):
        if np.linalg.norm(now[pixel].astype(np.float64) - before[pixel]) < 6 and rows[pixel] != 2:
            expected[owner[pixel], rows[pixel]] += 1
            expected[owner[pixel], -1] += 1
    np.testing.assert_array_equal(votes, expected)

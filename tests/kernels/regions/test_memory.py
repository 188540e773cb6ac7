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


def test_pixels_that_hardly_change_vote_for_the_regions_that_they_were_in() -> None:
    rng = np.random.default_rng(0)
    before = rng.normal(50, 20, (400, 3)).astype(np.float32)
    now = (before + rng.normal(0, 3, (400, 3))).astype(np.float32)
    rows, owner = rng.integers(0, 5, 400).astype(np.uint16), rng.integers(0, 12, 400).astype(np.int32)
    votes = np.full((12, 6), np.nan, np.float32)
    memory.count_votes(read_only(before), read_only(now), np.float32(36), read_only(rows), read_only(owner), votes)
    expected = np.zeros((12, 6))
    for pixel in range(400):
        if np.linalg.norm(now[pixel].astype(np.float64) - before[pixel]) < 6:
            expected[owner[pixel], rows[pixel]] += 1
            expected[owner[pixel], -1] += 1
    np.testing.assert_array_equal(votes, expected)

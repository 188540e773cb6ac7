"""Which pixels of a sample stand still, and for how long they have."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest

from live_seg.segment.tracking.static_pixels import MOTION, SETTLED, StaticPixels
from tests import oracle

if TYPE_CHECKING:
    from tests.oracle import Bytes


def flat(level: int, height: int = 3, width: int = 4) -> Bytes:
    return np.full((height, width, 3), level, np.uint8)


def with_pixel(level: int) -> Bytes:
    """A flat sample of 3 x 4 whose pixel at (1, 2), the sixth, has another level."""
    sample = flat(100)
    sample[1, 2] = level
    return sample


SIXTH = np.arange(12) == 6


def test_before_the_first_frame_there_is_nothing() -> None:
    still = StaticPixels()
    assert still.before is None
    assert still.static.shape == (0,)


def test_what_has_not_been_seen_to_move_has_settled() -> None:
    still = StaticPixels()
    still.update(flat(100))
    assert still.static.all()
    still.update(flat(100))
    assert still.static.all()


def test_what_moves_is_not_settled_until_so_many_quiet_frames_later() -> None:
    still = StaticPixels()
    for sample in (with_pixel(100), with_pixel(200)):
        still.update(sample)
    assert still.static.tolist() == (~SIXTH).tolist()
    for _ in range(SETTLED - 1):
        still.update(with_pixel(200))
        assert still.static.tolist() == (~SIXTH).tolist()
    still.update(with_pixel(200))
    assert still.static.all()


def test_settled_a_pixel_stays_so_for_as_long_as_it_does_not_move() -> None:
    still = StaticPixels()
    for _ in range(300):  # more than a byte counts
        still.update(flat(100))
        assert still.static.all()


def test_moved_again_it_starts_from_nothing() -> None:
    still = StaticPixels()
    for level in (100, 200, *[200] * (SETTLED - 1), 100, *[100] * (SETTLED - 1)):
        still.update(with_pixel(level))
    assert not still.static[SIXTH].any()


@pytest.mark.parametrize("change", [MOTION, -MOTION, MOTION + 1, -MOTION - 1])
def test_a_pixel_has_moved_when_one_channel_changes_by_more_than_a_still_one_may(change: int) -> None:
    for channel in range(3):
        still, sample = StaticPixels(), with_pixel(100)
        still.update(sample)
        sample[1, 2, channel] = 100 + change
        still.update(sample)
        assert still.static.tolist() == (~SIXTH | (abs(change) <= MOTION)).tolist(), f"channel {channel}"


def test_a_slow_change_is_no_motion() -> None:
    still = StaticPixels()
    for level in range(0, 255, MOTION):
        still.update(flat(level))
        assert still.static.all()


def test_from_black_to_white_has_moved() -> None:
    still = StaticPixels()
    still.update(flat(0))
    still.update(flat(255))
    assert not still.static.any()


def test_another_size_starts_afresh() -> None:
    still = StaticPixels()
    for sample in (flat(100), flat(200), flat(200, 4, 3)):
        still.update(sample)
    assert still.static.all()
    still.update(flat(200, 5, 5))
    assert still.static.shape == (25,)


@pytest.mark.parametrize("size", [(1, 1), (1, 4), (4, 1), (3, 3), (1, 97)])
def test_it_is_brute_force_at_every_size(size: tuple[int, int]) -> None:
    rng = np.random.default_rng(0)
    film = [np.clip(100 + rng.integers(-4, 5, (*size, 3)), 0, 255).astype(np.uint8) for _ in range(12)]
    still, quiet = StaticPixels(), np.full(size[0] * size[1], SETTLED)
    still.update(film[0])
    for before, now in pairwise(film):
        still.update(now)
        unmoved = (np.abs(now.astype(int) - before).max(axis=2) <= MOTION).ravel()
        quiet = np.where(unmoved, quiet + 1, 0)
        np.testing.assert_array_equal(still.static, quiet >= SETTLED)


def test_the_newest_sample_is_there_as_it_was() -> None:
    still, sample = StaticPixels(), oracle.noise(3, 4)
    still.update(sample)
    seen = sample.copy()
    sample[:] = 0
    assert still.before is not None
    np.testing.assert_array_equal(still.before, seen)

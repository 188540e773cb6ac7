"""The level of a camera's noise, from two frames in a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest

from live_seg.segment.labelling.noise import FALL, LARGEST, RISE, NoiseLevel
from tests import oracle

if TYPE_CHECKING:
    from tests.oracle import Bytes


def noisy(sigma: float, seed: int, picture: Bytes | int = 128, size: tuple[int, int] = (120, 160)) -> Bytes:
    """A frame of a still picture with normal noise in each channel."""
    grain = np.random.default_rng(seed).normal(0, sigma, (*size, 3))
    return np.clip(np.rint(picture + grain), 0, 255).astype(np.uint8)


def level_of(before: Bytes, now: Bytes) -> float:
    return NoiseLevel().update(before, now)


@pytest.mark.parametrize("picture", [oracle.scene(), oracle.stripes((0, 0, 0)), oracle.noise(1, 1)])
def test_frames_that_are_the_same_have_none(picture: Bytes) -> None:
    assert level_of(picture, picture.copy()) == 0


@pytest.mark.parametrize("size", [(120, 160), (480, 640), (97, 131)])
def test_normal_noise_is_measured_to_within_a_quarter(size: tuple[int, int]) -> None:
    for sigma in range(1, 7):
        assert level_of(noisy(sigma, 0, size=size), noisy(sigma, 1, size=size)) == pytest.approx(sigma, rel=0.25)


@pytest.mark.parametrize("sigma", [1.5, 2.5, 3.5, 4.5, 5.5])
def test_noise_between_whole_levels_is_measured_to_within_half_a_level(sigma: float) -> None:
    assert level_of(noisy(sigma, 0), noisy(sigma, 1)) == pytest.approx(sigma, abs=0.5)


def test_noise_is_measured_in_any_picture() -> None:
    picture = np.clip(oracle.noise(120, 160), 30, 225)
    assert level_of(noisy(3, 0, picture), noisy(3, 1, picture)) == pytest.approx(3, rel=0.25)


@pytest.mark.parametrize("sigma", [2, 4])
def test_motion_over_half_of_the_frame_raises_it_by_less_than_a_half(sigma: float) -> None:
    before, now = noisy(sigma, 0), noisy(sigma, 1)
    now[:, :80] = oracle.noise(120, 80)
    assert level_of(before, now) < 1.5 * sigma


def test_motion_over_nearly_half_of_a_frame_with_no_noise_is_none() -> None:
    before = noisy(0, 0)
    now = before.copy()
    now[:40] = oracle.noise(40, 160)
    assert level_of(before, now) == 0


def test_another_picture_all_over_counts_as_the_largest() -> None:
    assert level_of(oracle.noise(90, 160, 0), oracle.noise(90, 160, 1)) == LARGEST


def test_another_light_all_over_is_no_noise() -> None:
    assert level_of(np.full((90, 160, 3), 100, np.uint8), np.full((90, 160, 3), 130, np.uint8)) == 0


@pytest.mark.parametrize("pixels", [1, 2, 4, 8])
def test_a_pan_over_a_room_is_hardly_noise(pixels: int) -> None:
    room = np.asarray(cv2.GaussianBlur(oracle.scene(height=270, width=480), (0, 0), 1.5), np.uint8)
    assert level_of(room[:, :-8], room[:, pixels : pixels - 8 or None]) < 1


def test_brighter_and_darker_are_the_same() -> None:
    before, now = noisy(3, 0), noisy(3, 1)
    assert level_of(before, now) == level_of(now, before)


def test_it_falls_within_a_few_frames() -> None:
    noise = NoiseLevel()
    low = level_of(noisy(1, 2), noisy(1, 3))
    level = noise.update(noisy(6, 0), noisy(6, 1))
    for _ in range(10):
        before, level = level, noise.update(noisy(1, 2), noisy(1, 3))
        assert level == pytest.approx(before + FALL * (low - before))


def test_a_frame_that_is_repeated_changes_nothing() -> None:
    noise = NoiseLevel()
    level = noise.update(noisy(4, 0), noisy(4, 1))
    assert noise.update(noisy(4, 1), noisy(4, 1)) == level


def test_it_rises_slowly() -> None:
    noise = NoiseLevel()
    low, high = (noisy(1, 0), noisy(1, 1)), (noisy(6, 2), noisy(6, 3))
    level, goal = noise.update(*low), level_of(*high)
    for _ in range(50):
        before, level = level, noise.update(*high)
        assert level == pytest.approx(before + RISE * (goal - before))


def test_a_moment_of_motion_hardly_raises_it() -> None:
    noise = NoiseLevel()
    level = noise.update(noisy(2, 0), noisy(2, 1))
    for seed in range(3):
        noise.update(oracle.noise(120, 160, seed), oracle.noise(120, 160, seed + 1))
    assert noise.update(noisy(2, 2), noisy(2, 3)) <= level + 3 * RISE * LARGEST


@pytest.mark.parametrize("size", [(1, 1), (1, 7), (7, 1), (1, 20_000), (20_000, 1)])
def test_a_frame_of_any_size_will_do(size: tuple[int, int]) -> None:
    black, gray = np.zeros((*size, 3), np.uint8), np.full((*size, 3), 2, np.uint8)
    assert level_of(black, black) == 0
    assert 0 <= level_of(black, gray) <= LARGEST
    assert 0 <= level_of(oracle.noise(*size), oracle.noise(*size, seed=1)) <= LARGEST

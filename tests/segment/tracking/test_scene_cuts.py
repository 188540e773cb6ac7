"""Scene cuts, and scenes that are back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest

from live_seg.segment.colour_space import features_of
from live_seg.segment.fit import fit_anew
from live_seg.segment.lloyd import run_steps
from live_seg.segment.sampling import Sample
from live_seg.segment.tracking import scene_cuts as cuts
from live_seg.segment.tracking.scene_cuts import REMEMBERED, STEPS, SceneHistory
from tests import oracle

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tests.oracle import Bytes


def is_cut(before: Bytes, now: Bytes) -> bool:
    """With the palette that fits the frame before."""
    points = features_of(np.ascontiguousarray(before).reshape(-1, 3), "lab")
    sample = Sample.of(np.ascontiguousarray(now), now.size, "lab")
    return cuts.is_cut(np.ascontiguousarray(before), sample, fit_anew(points, 6, 0), "lab")


def texture(seed: int, grain: float = 4) -> Bytes:
    """A picture of soft blots, as large as a sample."""
    rough = np.random.default_rng(seed).normal(0, 1, (90, 160, 3))
    soft = cv2.GaussianBlur(rough, (0, 0), grain)
    return np.asarray(np.clip(128 + 45 * soft / soft.std(), 0, 255), np.uint8)


def noisy(picture: Bytes | int, sigma: float, seed: int) -> Bytes:
    grain = np.random.default_rng(seed).normal(0, sigma, (90, 160, 3))
    return np.clip(np.rint(picture + grain), 0, 255).astype(np.uint8)


def flat(level: int) -> Bytes:
    return np.full((90, 160, 3), level, np.uint8)


PICTURES = [oracle.scene(), texture(0), oracle.stripes((0, 0, 0), (255, 255, 255), height=90, width=160)]
pictures = pytest.mark.parametrize("picture", PICTURES, ids=["scene", "texture", "stripes"])


@pictures
def test_the_same_frame_with_other_noise_is_no_cut(picture: Bytes) -> None:
    assert not is_cut(picture, picture)
    assert not is_cut(noisy(picture, 10, 0), noisy(picture, 10, 1))


@pytest.mark.parametrize("pixels", [1, 2, 4])
def test_a_slow_pan_is_no_cut(pixels: int) -> None:
    for seed in range(5):
        picture = texture(seed, grain=6)
        assert not is_cut(picture, np.roll(picture, pixels, axis=1))


@pictures
@pytest.mark.parametrize("light", [0.5, 0.25])
def test_a_change_of_light_is_no_cut(picture: Bytes, light: float) -> None:
    darker = np.rint(picture * light).astype(np.uint8)
    assert not is_cut(picture, darker)
    assert not is_cut(darker, picture)


def test_another_picture_is_a_cut() -> None:
    for seed in range(10):
        assert is_cut(texture(seed), texture(seed + 100)), f"seed {seed}"
        assert is_cut(oracle.scene(), texture(seed)), f"seed {seed}"
        assert is_cut(texture(seed), oracle.scene()), f"seed {seed}"


@pytest.mark.parametrize("level", [0, 100, 255])
def test_the_noise_of_a_flat_picture_is_no_cut(level: int) -> None:
    for sigma in (1, 4, 8):
        assert not is_cut(noisy(level, sigma, 0), noisy(level, sigma, 1)), f"sigma {sigma}"


def test_something_that_comes_into_the_picture_is_no_cut() -> None:
    picture = texture(0)
    entered = picture.copy()
    entered[30:70, 20:50] = (20, 200, 240)
    assert not is_cut(picture, entered)


def test_another_size_of_the_same_picture_is_none() -> None:
    small = np.asarray(cv2.resize(texture(0), (80, 45), interpolation=cv2.INTER_AREA), np.uint8)
    assert not is_cut(texture(0), small)
    assert not is_cut(small, texture(0))
    assert is_cut(texture(0), np.ascontiguousarray(255 - small))


@pictures
@pytest.mark.parametrize("level", [0, 255])
def test_from_a_flat_frame_to_a_picture_and_back_is_a_cut(picture: Bytes, level: int) -> None:
    assert is_cut(flat(level), picture)
    assert is_cut(picture, flat(level))


@pictures
def test_from_black_with_noise_to_a_picture_is_a_cut(picture: Bytes) -> None:
    assert is_cut(noisy(0, 2, 0), picture)


def scene_of(seed: int) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
    """Points about a palette of their own, and that palette."""
    rng = np.random.default_rng(seed)
    palette = rng.uniform(0, 100, (5, 3))
    points = palette[rng.integers(0, 5, 400)] + rng.normal(0, 1, (400, 3))
    return points.astype(np.float32), oracle.lloyd_step(points, palette)


def test_with_nothing_to_remember_the_current_palette_it_is() -> None:
    (points, _), (_, current) = scene_of(0), scene_of(1)
    palette, moved = SceneHistory().best_for(points, current)
    np.testing.assert_array_equal(palette, current)
    assert moved.inertia == pytest.approx(run_steps(points, current, STEPS).inertia)


def test_a_scene_that_is_back_has_its_palette_back() -> None:
    scenes = [scene_of(seed) for seed in range(4)]
    memory = SceneHistory()
    for (points, _), (_, current) in zip(scenes[1:], scenes, strict=False):
        memory.best_for(points, current)
    palette, moved = memory.best_for(scenes[1][0], scenes[3][1])
    np.testing.assert_array_equal(palette, scenes[1][1])
    assert moved.inertia == pytest.approx(oracle.wcss(scenes[1][0], scenes[1][1]), rel=1e-3)


def test_two_scenes_that_take_turns_find_theirs_each_time() -> None:
    scenes = [scene_of(seed) for seed in range(2)]
    memory = SceneHistory()
    memory.best_for(scenes[1][0], scenes[0][1])
    for turn in range(3 * REMEMBERED):
        now = turn % 2
        palette, _ = memory.best_for(scenes[now][0], scenes[1 - now][1])
        np.testing.assert_array_equal(palette, scenes[now][1])


def test_its_own_palette_is_found_even_if_the_current_one_would_come_to_the_same_clusters() -> None:
    """Under other labels, which would then not be those that the scene had."""
    points = np.repeat([[10, 0, 0], [90, 0, 0]], 50, axis=0).astype(np.float32)
    own, current = np.array([[10.0, 0, 0], [90, 0, 0]]), np.array([[60.0, 0, 0], [40, 0, 0]])
    memory = SceneHistory()
    memory.best_for(points, own)
    palette, _ = memory.best_for(points, current)
    np.testing.assert_array_equal(palette, own)


def test_a_scene_that_is_back_in_another_light_is_found() -> None:
    scenes = [scene_of(seed) for seed in range(4)]
    memory = SceneHistory()
    for (points, _), (_, current) in zip(scenes[1:], scenes, strict=False):
        memory.best_for(points, current)
    palette, moved = memory.best_for(0.9 * scenes[1][0], scenes[3][1])
    np.testing.assert_array_equal(palette, scenes[1][1])
    assert moved.inertia < oracle.wcss(0.9 * scenes[1][0], scenes[1][1])


@pytest.mark.parametrize(("later", "is_known"), [(REMEMBERED, True), (REMEMBERED + 1, False)])
def test_the_oldest_of_more_scenes_than_are_remembered_is_forgotten(later: int, *, is_known: bool) -> None:
    memory = SceneHistory()
    scenes = [scene_of(seed) for seed in range(later + 1)]
    for points, palette in scenes[:later]:
        memory.best_for(points, palette)  # its own palette suits it best
    found, _ = memory.best_for(scenes[0][0], scenes[later][1])
    assert np.array_equal(found, scenes[0][1]) == is_known


def test_a_palette_of_another_length_is_remembered_as_well() -> None:
    points, palette = scene_of(0)
    memory = SceneHistory()
    memory.best_for(*scene_of(1)[:1], palette)
    found, _ = memory.best_for(points, scene_of(1)[1][:3])
    np.testing.assert_array_equal(found, palette)


def test_what_is_forgotten_is_not_found() -> None:
    (first, palette), (second, current) = scene_of(0), scene_of(1)
    memory = SceneHistory()
    memory.best_for(second, palette)
    memory.forget()
    found, _ = memory.best_for(first, current)
    np.testing.assert_array_equal(found, current)


def test_of_two_frames_that_are_somewhat_alike_the_palette_decides() -> None:
    dark_below = np.linspace(255, 0, 90)[:, None, None]
    one = np.clip(dark_below * (0.3, 0.5, 1.0) + 0.5 * texture(1), 0, 255).astype(np.uint8)
    other = np.clip(dark_below * (1.0, 0.6, 0.3) + 0.5 * texture(2), 0, 255).astype(np.uint8)
    assert cuts.UNLIKE < cuts.correlation(one, other) < cuts.ALIKE
    assert is_cut(one, other)
    assert not is_cut(one, np.roll(one, 12, axis=1))

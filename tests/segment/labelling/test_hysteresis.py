"""Held labels: still pixels keep theirs until another centroid is clearly nearer; all else has the nearest one's."""

from __future__ import annotations

from itertools import pairwise, product
from typing import TYPE_CHECKING

import numba
import numpy as np
import pytest

from live_seg.kernels.label import SETTLED
from live_seg.segment.colour_space import LEVELS_A_UNIT, features_of, on_grid
from live_seg.segment.labelling.hysteresis import (
    AFTER_A_CUT,
    MARGIN,
    MARGIN_OF_DISTANCE,
    MARGIN_OF_NOISE,
    MOST_OF_DISTANCE,
    MOTION,
    MOTION_OF_NOISE,
    Hysteresis,
    slack_of,
)
from live_seg.segment.labelling.nearest import Labeller
from live_seg.segment.labelling.noise import NoiseLevel
from tests import oracle

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from live_seg.config import ColourSpace
    from tests.oracle import Bytes

    Centroids = NDArray[np.float32]

SPACES: tuple[ColourSpace, ...] = ("lab", "bgr")
both_spaces = pytest.mark.parametrize("space", SPACES)
TWO_GRAYS = np.array([[100, 100, 100], [140, 140, 140]], np.float32)
"""In BGR; the middle between them is 120."""


def grays(levels: Sequence[int], height: int = 8, width: int = 9) -> list[Bytes]:
    """Flat frames."""
    return [np.full((height, width, 3), level, np.uint8) for level in levels]


def one_pixel_of(levels: Sequence[int], height: int = 8, width: int = 9) -> list[Bytes]:
    """Still frames, with no noise, of which the pixel at (2, 3) has other levels."""
    film = grays([100] * len(levels), height, width)
    for frame, level in zip(film, levels, strict=True):
        frame[2, 3] = level
    return film


def noisy_film(height: int, width: int, frames: int = 14, seed: int = 0, brighter: float = 1.5) -> list[Bytes]:
    """Soft colours that get slowly brighter, the sensor's noise, and a bright block that wanders about."""
    rng = np.random.default_rng(seed)
    room = rng.uniform(90, 150, (height, width, 3))
    film = []
    for when in range(frames):
        picture = room + brighter * when + rng.normal(0, 1.5, room.shape)
        top, left = when * height // frames, when * width // frames
        picture[top : top + 4, left : left + 5] += 80
        film.append(np.clip(np.rint(picture), 0, 255).astype(np.uint8))
    return film


def wandering_palettes(film: Sequence[Bytes], k: int, space: ColourSpace, seed: int = 0) -> list[Centroids]:
    """Centroids among the colours of a film, a little elsewhere in each frame."""
    rng = np.random.default_rng(seed)
    start = features_of(rng.choice(film[0].reshape(-1, 3), k), space)
    return [on_grid(start + rng.normal(0, 0.5, start.shape)) for _ in film]


def held(film: Sequence[Bytes], palettes: Sequence[Centroids], space: ColourSpace, strength: float) -> list[Bytes]:
    hold = Hysteresis()
    return [hold.label(frame, palette, space, strength) for frame, palette in zip(film, palettes, strict=True)]


def nearest(film: Sequence[Bytes], palettes: Sequence[Centroids], space: ColourSpace) -> list[Bytes]:
    labeller = Labeller()
    return [labeller.label(frame, palette, space) for frame, palette in zip(film, palettes, strict=True)]


def told(
    film: Sequence[Bytes], palettes: Sequence[Centroids], space: ColourSpace, strength: float
) -> list[NDArray[np.intp]]:
    """What the docstrings say, in float64. A pixel that has not been seen to move yet has settled."""
    noise = NoiseLevel()
    out: list[NDArray[np.intp]] = []
    still_for = np.full(film[0].shape[:2], SETTLED)
    for when, (frame, palette) in enumerate(zip(film, palettes, strict=True)):
        pixels, k = frame.reshape(-1, 3), len(palette)
        points = pixels.astype(np.float64) if space == "bgr" else oracle.lab_on_grid(pixels)
        squared = oracle.squared_distances(points, palette).reshape(*frame.shape[:2], k)
        labels = squared.argmin(axis=2)
        if when:
            level = noise.update(film[when - 1], frame)
            change = np.abs(frame.astype(int) - film[when - 1]).max(axis=2)
            still_for = np.where(change <= max(MOTION, round(MOTION_OF_NOISE * level)), still_for + 1, 0)
            d = np.sqrt(oracle.squared_distances(palette, palette))
            past = (MARGIN + MARGIN_OF_NOISE * level) * (
                LEVELS_A_UNIT if space == "bgr" else 1
            ) + MARGIN_OF_DISTANCE * d
            slack = (2 * d * np.minimum(strength * past, MOST_OF_DISTANCE * d)).astype(np.float32)
            for y, x in np.argwhere((still_for >= SETTLED) & (out[-1] < k) & (out[-1] != labels)):
                old, new = out[-1][y, x], labels[y, x]
                if squared[y, x, old] - squared[y, x, new] <= slack[old, new]:
                    labels[y, x] = old
        out.append(labels)
    return out


@both_spaces
def test_held_labels_are_those_of_brute_force(space: ColourSpace) -> None:
    film = noisy_film(31, 43)
    for k, strength in product((1, 2, 8, 64), (0.5, 1, 3)):
        palettes = wandering_palettes(film, k, space)
        labels = held(film, palettes, space, strength)
        assert {str(frame.dtype) for frame in labels} == {"uint8"}
        np.testing.assert_array_equal(labels, told(film, palettes, space, strength), f"k {k}, strength {strength}")


@both_spaces
def test_held_labels_are_exact_at_every_size(space: ColourSpace) -> None:
    for size in ((1, 1), (1, 97), (97, 1), (2, 2), (3, 5), (17, 31), (2, 1031)):
        film = noisy_film(*size, seed=1)
        palettes = wandering_palettes(film, 8, space)
        labels = held(film, palettes, space, 1)
        np.testing.assert_array_equal(labels, told(film, palettes, space, 1), f"size {size}")


@both_spaces
def test_far_fewer_labels_change_than_by_the_nearest_centroid(space: ColourSpace) -> None:
    film = noisy_film(31, 43, frames=20, brighter=0)
    palettes = wandering_palettes(film[:1], 8, space) * len(film)

    def changes(labels: list[Bytes]) -> int:
        return sum(int((a != b).sum()) for a, b in zip(labels[SETTLED:], labels[SETTLED + 1 :], strict=False))

    assert changes(held(film, palettes, space, 1)) < 0.5 * changes(nearest(film, palettes, space))


@both_spaces
def test_held_labels_do_not_depend_on_the_number_of_threads(space: ColourSpace) -> None:
    film = noisy_film(101, 83)
    palettes = wandering_palettes(film, 8, space)
    most = numba.get_num_threads()
    by_count = []
    try:
        for count in (1, min(2, most), most):
            numba.set_num_threads(count)
            by_count.append(held(film, palettes, space, 1))
    finally:
        numba.set_num_threads(most)
    assert all(np.array_equal(labels, by_count[0]) for labels in by_count)


@both_spaces
def test_strength_0_gives_the_nearest_centroids_labels(space: ColourSpace) -> None:
    film = noisy_film(31, 43)
    palettes = wandering_palettes(film, 8, space)
    np.testing.assert_array_equal(held(film, palettes, space, 0), nearest(film, palettes, space))


ABOUT_THE_MIDDLE = [119] * (SETTLED + 1) + [121, 119] * 4


def test_a_still_pixel_that_flickers_about_the_middle_keeps_its_label() -> None:
    film = grays(ABOUT_THE_MIDDLE)
    assert not np.any(held(film, [TWO_GRAYS] * len(film), "bgr", 1))


def test_at_strength_0_it_flips_with_every_flicker() -> None:
    film = grays(ABOUT_THE_MIDDLE)
    labels = held(film, [TWO_GRAYS] * len(film), "bgr", 0)
    assert [int(frame[0, 0]) for frame in labels] == [int(level > 120) for level in ABOUT_THE_MIDDLE]


def test_what_has_not_been_seen_to_move_is_held_from_the_second_frame_on() -> None:
    assert not np.any(held(grays([119, 121]), [TWO_GRAYS] * 2, "bgr", 1))


@pytest.mark.parametrize("frames", range(1, SETTLED + 3))
def test_a_pixel_that_moved_is_held_again_once_it_has_settled(frames: int) -> None:
    film = one_pixel_of([60] + [119] * frames + [121])
    last = held(film, [TWO_GRAYS] * len(film), "bgr", 1)[-1]
    assert last[2, 3] == (frames < SETTLED)


def test_what_a_cut_has_changed_is_held_sooner_than_what_has_moved() -> None:
    before, cut, *after = one_pixel_of([60, 119, *[119] * (AFTER_A_CUT - 1), 121])
    for is_cut in (True, False):
        hold = Hysteresis()
        hold.label(before, TWO_GRAYS, "bgr", 1)
        hold.label(cut, TWO_GRAYS, "bgr", 1)
        if is_cut:
            hold.begin_scene()
        labels = [hold.label(frame, TWO_GRAYS, "bgr", 1) for frame in after]
        assert labels[-1][2, 3] == (not is_cut)


def test_what_a_cut_has_not_changed_is_held_all_the_while() -> None:
    before, cut, after = one_pixel_of([119, 119, 121])
    hold = Hysteresis()
    hold.label(before, TWO_GRAYS, "bgr", 1)
    hold.label(cut, TWO_GRAYS, "bgr", 1)
    hold.begin_scene()
    assert hold.label(after, TWO_GRAYS, "bgr", 1)[2, 3] == 0


def test_a_scene_may_begin_before_the_first_frame() -> None:
    hold = Hysteresis()
    hold.begin_scene()
    assert not hold.label(grays([119])[0], TWO_GRAYS, "bgr", 1).any()


def test_a_pixel_that_creeps_over_changes_in_the_frame_in_which_it_is_past_the_margin() -> None:
    levels = [119] * (SETTLED + 1) + list(range(120, 141))
    film = one_pixel_of(levels)
    margin = MARGIN * LEVELS_A_UNIT + MARGIN_OF_DISTANCE * 40 * np.sqrt(3)
    assert 2 < margin / np.sqrt(3) < 19  # so that it is passed on the way
    labels = held(film, [TWO_GRAYS] * len(film), "bgr", 1)
    assert [int(frame[2, 3]) for frame in labels] == [int((level - 120) * np.sqrt(3) > margin) for level in levels]


def test_a_pixel_that_jumps_changes_at_once_even_if_it_is_within_the_margin() -> None:
    film = one_pixel_of([120 - MOTION] * (SETTLED + 1) + [121])
    before, after = held(film, [TWO_GRAYS] * len(film), "bgr", 1)[-2:]
    assert (before[2, 3], after[2, 3]) == (0, 1)


def test_a_still_pixel_changes_at_once_when_the_palette_moves_far_enough() -> None:
    film = grays([119] * (SETTLED + 3))
    palettes = [TWO_GRAYS] * (SETTLED + 1) + [TWO_GRAYS - 1.5] + [TWO_GRAYS - 20]
    labels = held(film, palettes, "bgr", 1)
    assert [int(frame[0, 0]) for frame in labels] == [0] * (SETTLED + 2) + [1]


def flips(film: Sequence[Bytes], strength: float) -> float:
    """Part of the pixels of rows 20 to 39 that change their label from one frame to the next."""
    labels = held(film, [TWO_GRAYS] * len(film), "bgr", strength)[20:]
    return float(np.mean([a[20:40] != b[20:40] for a, b in pairwise(labels)]))


def test_black_bars_over_and_under_a_noisy_picture_do_not_keep_it_from_being_held() -> None:
    """Bars have no noise; the picture between them has."""
    film = sensor_noise(40)
    assert flips(film, 1) < 0.05
    for frame in film:
        frame[:8] = frame[-8:] = 0
    assert flips(film, 0) > 0.3
    assert flips(film, 1) < 0.05


def test_frames_that_come_twice_do_not_keep_a_noisy_picture_from_being_held() -> None:
    """As in a film of 24 frames a second shown at 30: every fifth frame is the one before again."""
    film = sensor_noise(60)
    assert flips(film, 1) < 0.05
    for when in range(5, len(film), 5):
        film[when] = film[when - 1]
    assert flips(film, 0) > 0.3
    assert flips(film, 1) < 0.05


def sensor_noise(frames: int) -> list[Bytes]:
    """A flat gray in the middle of the two."""
    rng = np.random.default_rng(0)
    return [np.clip(np.rint(120 + rng.normal(0, 4, (60, 80, 3))), 0, 255).astype(np.uint8) for _ in range(frames)]


@both_spaces
def test_motion_leaves_no_trail(space: ColourSpace) -> None:
    rng = np.random.default_rng(2)
    room = np.where(np.arange(90) < 45, 118, 122)[None, :, None]
    film, bars = [], []
    for when in range(30):
        picture = room + rng.normal(0, 1.5, (24, 90, 3))
        bar = (np.arange(90) >= 3 * when - 6) & (np.arange(90) < 3 * when)
        picture[:, bar] = 230
        film.append(np.clip(np.rint(picture), 0, 255).astype(np.uint8))
        bars.append(bar)
    centroids = features_of(np.array([[100] * 3, [140] * 3, [230] * 3], np.uint8), space)
    palettes = [centroids] * len(film)
    labels, wanted = held(film, palettes, space, 1), nearest(film, palettes, space)
    moved = np.array([a ^ b for a, b in pairwise(bars)])  # from frame i to i + 1
    kept = 0
    for when in range(1, len(film)):
        lately = moved[max(0, when - SETTLED) : when].any(axis=0)
        np.testing.assert_array_equal(labels[when][:, lately], wanted[when][:, lately])
        assert np.all(labels[when][:, bars[when]] == 2)
        assert np.all(labels[when][:, ~bars[when]] != 2)
        kept += int((labels[when] != wanted[when]).sum())
    assert kept  # elsewhere labels are held


def test_another_size_starts_afresh() -> None:
    first, then = one_pixel_of([60, 119, 119], 8, 9), one_pixel_of([121, 119, 60, 119, 121, 119], 9, 8)
    labels = held(first + then, [TWO_GRAYS] * len(first + then), "bgr", 1)[len(first) :]
    np.testing.assert_array_equal(labels, held(then, [TWO_GRAYS] * len(then), "bgr", 1))
    assert [int(frame[2, 3]) for frame in labels[:3]] == [1, 1, 0]


def test_after_a_frame_at_strength_0_it_starts_afresh() -> None:
    dark, bright = grays([119, 121])
    hold = Hysteresis()
    assert not hold.label(dark, TWO_GRAYS, "bgr", 1).any()
    assert not hold.label(bright, TWO_GRAYS, "bgr", 1).any()
    assert not hold.label(dark, TWO_GRAYS, "bgr", 0).any()
    assert hold.label(bright, TWO_GRAYS, "bgr", 1).all()
    assert hold.label(dark, TWO_GRAYS, "bgr", 1).all()


@both_spaces
def test_a_frame_stays_as_it_is(space: ColourSpace) -> None:
    film = noisy_film(31, 43)
    given = [frame.copy() for frame in film]
    held(given, wandering_palettes(film, 8, space), space, 1)
    np.testing.assert_array_equal(given, film)


@both_spaces
def test_a_label_that_there_is_no_centroid_of_any_more_is_not_held(space: ColourSpace) -> None:
    film = noisy_film(31, 43)
    palettes = wandering_palettes(film, 8, space)
    fewer = palettes[:7] + [palette[:3] for palette in palettes[7:]]
    labels = held(film, fewer, space, 1)
    assert max(int(frame.max()) for frame in labels[:7]) == 7
    np.testing.assert_array_equal(labels, told(film, fewer, space, 1))


@both_spaces
def test_the_labels_of_a_frame_stay_when_the_next_one_comes(space: ColourSpace) -> None:
    film = noisy_film(31, 43)
    hold, labels, copies = Hysteresis(), [], []
    for frame, palette in zip(film, wandering_palettes(film, 8, space), strict=True):
        labels.append(hold.label(frame, palette, space, 1))
        labels[-1].flags.writeable = False  # as a segmentation has them
        copies.append(labels[-1].copy())
    np.testing.assert_array_equal(labels, copies)


@both_spaces
def test_slack_is_the_same_both_ways_and_none_for_a_label_itself(space: ColourSpace) -> None:
    slack = slack_of(wandering_palettes(noisy_film(9, 9), 8, space)[0], space, 1, 2.0)
    assert slack.dtype == np.float32
    np.testing.assert_array_equal(slack, slack.T)
    np.testing.assert_array_equal(np.diag(slack), 0)
    assert np.all(slack[~np.eye(8, dtype=bool)] > 0)


@both_spaces
def test_slack_is_none_at_strength_0(space: ColourSpace) -> None:
    assert not slack_of(TWO_GRAYS, space, 0, 2.0).any()


@pytest.mark.parametrize("noise", [0.0, 3.0])
@pytest.mark.parametrize("strength", [1.0, 0.25])
@pytest.mark.parametrize(("space", "unit"), [("lab", 1), ("bgr", LEVELS_A_UNIT)])
def test_slack_is_what_a_point_at_the_margin_is_nearer_by(
    space: ColourSpace, unit: float, strength: float, noise: float
) -> None:
    ends = np.array([[20, 0, 0], [60, 0, 0]], np.float32)
    margin = (MARGIN + MARGIN_OF_NOISE * noise) * unit + MARGIN_OF_DISTANCE * 40
    point = 40 + strength * margin
    assert slack_of(ends, space, strength, noise)[0, 1] == pytest.approx((point - 20) ** 2 - (point - 60) ** 2)

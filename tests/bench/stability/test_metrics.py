"""The metrics of stability, on labels and frames made by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from live_seg.bench.stability.methods import K_MEANS, LIVE_SEG, WARM_START, labelling_methods
from live_seg.bench.stability.metrics import FitReference, LabelChanges, LabelChangeTracker, StillPixels
from live_seg.config import Config
from tests.media import moving_square

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    Picture = NDArray[np.uint8]

ALL_STILL = np.ones((10, 10), bool)


def flat(value: int, height: int = 10, width: int = 10) -> Picture:
    return np.full((height, width, 3), value, np.uint8)


def changes_of(values: Iterable[int], still: NDArray[np.bool_] | None = ALL_STILL) -> LabelChanges:
    """The changes where one pixel of 100 has these labels and all others 0; still pixels are known from frame six."""
    tracker = LabelChangeTracker()
    for index, value in enumerate(values):
        labels = np.zeros((10, 10), np.uint8)
        labels[3, 4] = value
        tracker.add(labels, still if index >= 5 else None)
    return tracker.changes()


def test_a_change_and_a_return_count_as_change_and_boil() -> None:
    found = changes_of([0, 0, 0, 0, 0, 0, 1, 0, 0])
    assert list(found.change) == [0, 1, 1, 0]
    assert list(found.boil) == [0, 0, 1, 0]
    assert found.counts[3, 4] == found.counts.sum() == 2


def test_a_change_to_a_third_label_is_not_boil() -> None:
    found = changes_of([0, 0, 0, 0, 0, 0, 1, 2])
    assert list(found.change) == [0, 1, 1]
    assert list(found.boil) == [0, 0, 0]


@pytest.mark.parametrize(("frames_away", "boils"), [(15, True), (16, False)])
def test_a_return_after_more_than_15_frames_is_not_boil(frames_away: int, boils: bool) -> None:  # noqa: FBT001
    found = changes_of([0] * 6 + [1] * frames_away + [0])
    assert found.change[-1] == 1
    assert found.boil[-1] == boils


def test_a_label_that_a_moving_pixel_left_counts_as_left() -> None:
    found = changes_of([0, 0, 0, 0, 1, 0])
    assert list(found.change) == list(found.boil) == [1]


def test_changes_of_moving_pixels_do_not_count() -> None:
    still = ALL_STILL.copy()
    still[3, 4] = False
    found = changes_of([0] * 6 + [1, 0], still)
    assert list(found.change) == list(found.boil) == [0, 0, 0]
    assert not found.counts.any()


def test_without_still_pixels_nothing_changes() -> None:
    assert changes_of([0] * 6 + [1], ~ALL_STILL).change == (0, 0)


def test_labels_are_copied() -> None:
    tracker, labels = LabelChangeTracker(), np.zeros((10, 10), np.uint8)
    for index in range(7):
        labels[:] = index % 2
        tracker.add(labels, ALL_STILL if index >= 5 else None)
    assert tracker.changes().change == (100, 100)


def test_still_pixels_are_known_from_the_sixth_frame_on() -> None:
    pixels = StillPixels()
    assert [pixels.update(flat(9)) is None for _ in range(7)] == [True] * 5 + [False] * 2


@pytest.mark.parametrize(("span", "is_still"), [(6, True), (7, False), (250, False)])
def test_a_pixel_is_still_if_no_channel_varies_by_more_than_six_levels(
    span: int,
    is_still: bool,  # noqa: FBT001
) -> None:
    pixels = StillPixels()
    for index in range(6):
        picture = flat(5)
        if index == 2:
            picture[3, 4, 1] += span
        still = pixels.update(picture)
    assert still is not None
    assert still[3, 4] == is_still
    assert still.sum() == 99 + is_still


def test_a_pixel_that_changed_six_frames_ago_is_still_again() -> None:
    pixels = StillPixels()
    for value in (200, 5, 5, 5, 5, 5, 5):
        still = pixels.update(flat(value))
    assert still is not None
    assert still.all()


def noise(seed: int = 0) -> Picture:
    return np.random.default_rng(seed).integers(0, 256, (48, 64, 3)).astype(np.uint8)


def test_labels_of_the_best_fit_have_a_ratio_of_one() -> None:
    picture = np.repeat(np.repeat(noise()[:2, :4], 24, axis=0), 16, axis=1)  # exactly eight colours
    labels = np.repeat(np.repeat(np.arange(8, dtype=np.uint8).reshape(2, 4), 24, axis=0), 16, axis=1)
    assert FitReference.of(picture, 8).ratio(labels) == 1
    assert FitReference.of(picture, 8).ratio(np.flip(labels, axis=0).max() - labels) == 1


def test_labels_of_k_means_have_a_ratio_near_one() -> None:
    picture = noise()
    labels = labelling_methods(Config(k=4))[K_MEANS](picture)
    assert FitReference.of(picture, 4).ratio(labels) == pytest.approx(1, abs=0.1)


def test_a_single_label_has_a_ratio_far_from_one() -> None:
    assert FitReference.of(noise(), 6).ratio(np.zeros((48, 64), np.uint8)) > 2


def test_a_flat_frame_has_a_ratio_of_one() -> None:
    assert FitReference.of(flat(0), 6).ratio(np.zeros((10, 10), np.uint8)) == 1


def test_every_method_finds_three_colours_in_a_scene_of_three() -> None:
    for name, method in labelling_methods(Config(k=3)).items():
        for picture in moving_square(3):
            labels = method(picture)
            colours = {tuple(picture[labels == value][0]) for value in range(3)}
            assert colours == {(150, 90, 30), (40, 160, 60), (40, 40, 200)}, name


@pytest.mark.parametrize("name", [WARM_START, LIVE_SEG])
def test_a_warm_method_finds_its_clusters_after_a_black_frame(name: str) -> None:
    method = labelling_methods(Config(k=3))[name]
    assert set(method(flat(0, 48, 64)).flat) == {0}
    assert set(method(moving_square(1)[0]).flat) == {0, 1, 2}

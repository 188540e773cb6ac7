"""The measures of stability, on labels and frames made by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from live_seg.bench.methods import K_MEANS, LIVE_SEG, WARM_START, methods
from live_seg.bench.watch import FitReference, LabelWatch, StillPixels, Trace
from live_seg.config import Config
from tests.media import moving_square

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    Picture = NDArray[np.uint8]

ALL_STILL = np.ones((10, 10), bool)


def flat(value: int, height: int = 10, width: int = 10) -> Picture:
    return np.full((height, width, 3), value, np.uint8)


def traced(values: Iterable[int], still: NDArray[np.bool_] | None = ALL_STILL) -> Trace:
    """The trace of one pixel of a hundred that has these labels, the others 0; still is known from the sixth frame."""
    watch = LabelWatch()
    for index, value in enumerate(values):
        labels = np.zeros((10, 10), np.uint8)
        labels[3, 4] = value
        watch.take(labels, still if index >= 5 else None)
    return watch.trace()


def test_one_of_a_hundred_that_changes_and_goes_back() -> None:
    trace = traced([0, 0, 0, 0, 0, 0, 1, 0, 0])
    assert list(trace.change) == [0, 1, 1, 0]
    assert list(trace.boil) == [0, 0, 1, 0]
    assert trace.changes[3, 4] == trace.changes.sum() == 2


def test_a_change_to_a_third_label_is_no_boil() -> None:
    trace = traced([0, 0, 0, 0, 0, 0, 1, 2])
    assert list(trace.change) == [0, 1, 1]
    assert list(trace.boil) == [0, 0, 0]


@pytest.mark.parametrize(("frames_away", "boils"), [(15, True), (16, False)])
def test_a_label_left_long_ago_is_no_boil(frames_away: int, boils: bool) -> None:  # noqa: FBT001
    trace = traced([0] * 6 + [1] * frames_away + [0])
    assert trace.change[-1] == 1
    assert trace.boil[-1] == boils


def test_a_label_left_while_the_pixel_moved_counts_as_left() -> None:
    trace = traced([0, 0, 0, 0, 1, 0])
    assert list(trace.change) == list(trace.boil) == [1]


def test_changes_of_moving_pixels_do_not_count() -> None:
    still = ALL_STILL.copy()
    still[3, 4] = False
    trace = traced([0] * 6 + [1, 0], still)
    assert list(trace.change) == list(trace.boil) == [0, 0, 0]
    assert not trace.changes.any()


def test_with_no_still_pixel_nothing_changes() -> None:
    assert traced([0] * 6 + [1], ~ALL_STILL).change == (0, 0)


def test_the_labels_given_may_be_written_over() -> None:
    watch, labels = LabelWatch(), np.zeros((10, 10), np.uint8)
    for index in range(7):
        labels[:] = index % 2
        watch.take(labels, ALL_STILL if index >= 5 else None)
    assert watch.trace().change == (100, 100)


def test_stillness_is_known_from_the_sixth_frame_on() -> None:
    pixels = StillPixels()
    assert [pixels.after(flat(9)) is None for _ in range(7)] == [True] * 5 + [False] * 2


@pytest.mark.parametrize(("span", "is_still"), [(6, True), (7, False), (250, False)])
def test_a_pixel_is_still_while_no_channel_spans_more_than_six_levels(
    span: int,
    is_still: bool,  # noqa: FBT001
) -> None:
    pixels = StillPixels()
    for index in range(6):
        picture = flat(5)
        if index == 2:
            picture[3, 4, 1] += span
        still = pixels.after(picture)
    assert still is not None
    assert still[3, 4] == is_still
    assert still.sum() == 99 + is_still


def test_a_pixel_that_moved_six_frames_ago_is_still_again() -> None:
    pixels = StillPixels()
    for value in (200, 5, 5, 5, 5, 5, 5):
        still = pixels.after(flat(value))
    assert still is not None
    assert still.all()


def noise(seed: int = 0) -> Picture:
    return np.random.default_rng(seed).integers(0, 256, (48, 64, 3)).astype(np.uint8)


def test_labels_of_the_best_fit_have_a_ratio_of_one() -> None:
    picture = np.repeat(np.repeat(noise()[:2, :4], 24, axis=0), 16, axis=1)  # eight colours, and nothing between
    labels = np.repeat(np.repeat(np.arange(8, dtype=np.uint8).reshape(2, 4), 24, axis=0), 16, axis=1)
    assert FitReference.of(picture, 8).ratio(labels) == 1
    assert FitReference.of(picture, 8).ratio(np.flip(labels, axis=0).max() - labels) == 1


def test_labels_of_k_means_come_near_a_ratio_of_one() -> None:
    picture = noise()
    labels = methods(Config(k=4))[K_MEANS](picture)
    assert FitReference.of(picture, 4).ratio(labels) == pytest.approx(1, abs=0.1)


def test_one_label_for_all_has_a_ratio_far_from_one() -> None:
    assert FitReference.of(noise(), 6).ratio(np.zeros((48, 64), np.uint8)) > 2


def test_a_flat_frame_has_a_ratio_of_one() -> None:
    assert FitReference.of(flat(0), 6).ratio(np.zeros((10, 10), np.uint8)) == 1


def test_every_method_labels_a_scene_of_three_colours_in_three() -> None:
    for name, method in methods(Config(k=3)).items():
        for picture in moving_square(3):
            labels = method(picture)
            colours = {tuple(picture[labels == value][0]) for value in range(3)}
            assert colours == {(150, 90, 30), (40, 160, 60), (40, 40, 200)}, name


@pytest.mark.parametrize("name", [WARM_START, LIVE_SEG])
def test_a_warm_method_gets_its_clusters_when_the_colours_come(name: str) -> None:
    method = methods(Config(k=3))[name]
    assert set(method(flat(0, 48, 64)).flat) == {0}
    assert set(method(moving_square(1)[0]).flat) == {0, 1, 2}

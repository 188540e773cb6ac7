"""The demo: a known scene, the same for everyone, with the truth of every pixel."""

from __future__ import annotations

from fractions import Fraction
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from live_seg.errors import ConfigError
from live_seg.source.demo.demo_source import UNLIT, DemoScene, Thing
from live_seg.source.demo.room import COLOURS

if TYPE_CHECKING:
    from numpy.typing import NDArray

RATE = 30
ROOM_AT = [*range(0, 8 * RATE, 6), *range(11 * RATE, 20 * RATE, 6)]
CLOSE_UP_AT = [*range(8 * RATE, 11 * RATE, 3), *range(20 * RATE, 23 * RATE, 3)]
VIEWS = pytest.mark.parametrize("indices", [ROOM_AT, CLOSE_UP_AT], ids=["room", "close-up"])
NOISE_LIMIT = 8
"""Levels: no noise is larger."""


@pytest.fixture(scope="module")
def scene() -> DemoScene:
    return DemoScene(160, 90)


def at(seconds: float) -> int:
    return round(seconds * RATE)


def centre(scene: DemoScene, thing: Thing, index: int) -> NDArray[np.float64]:
    rows, columns = np.nonzero(scene.truth(index) == thing)
    return np.array([rows.mean(), columns.mean()])


def median_colour(scene: DemoScene, thing: Thing, index: int) -> NDArray[np.float64]:
    return np.array(np.median(scene.render(index).bgr[scene.truth(index) == thing], axis=0))


# The stream


def test_says_what_it_will_give() -> None:
    info = DemoScene(64, 48, Fraction(30000, 1001), frame_count=7).info
    assert (info.width, info.height, info.frame_rate, info.frame_count) == (64, 48, Fraction(30000, 1001), 7)
    assert info.time_base == Fraction(1001, 30000)
    assert not info.is_live


def test_times_are_exact() -> None:
    frames = list(islice(DemoScene(64, 48, Fraction(30000, 1001)), 3))
    assert [(frame.index, frame.time) for frame in frames] == [
        (0, Fraction(0)),
        (1, Fraction(1001, 30000)),
        (2, Fraction(2002, 30000)),
    ]


def test_frame_count_ends_the_iteration() -> None:
    assert [frame.index for frame in DemoScene(64, 48, frame_count=3)] == [0, 1, 2]


def test_without_a_frame_count_only_close_ends_the_iteration() -> None:
    scene = DemoScene(64, 48)
    seen = []
    for frame in scene:
        seen.append(frame.index)
        if frame.index == 40:
            scene.close()
            scene.close()
    assert seen == list(range(41))


def test_leaving_the_context_closes() -> None:
    with DemoScene(64, 48) as scene:
        assert next(iter(scene)).index == 0
    assert list(scene) == []


def test_loses_nothing() -> None:
    scene = DemoScene(64, 48, frame_count=2)
    assert len(list(scene)) == 2
    assert scene.damage is None


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"width": 63}, "width is 63; it must be a whole number, 64 or more"),
        ({"height": 47}, "height is 47; it must be a whole number, 48 or more"),
        ({"width": 96.0}, "width is 96.0; it must be a whole number, 64 or more"),
        ({"height": True}, "height is True; it must be a whole number, 48 or more"),
        ({"seed": -1}, "seed is -1; it must be a whole number, 0 or more"),
        ({"frame_count": -1}, "frame_count is -1; it must be a whole number, 0 or more"),
        ({"frame_rate": Fraction(0)}, r"frame_rate is Fraction\(0, 1\); it must be a Fraction above 0"),
        ({"frame_rate": 29.97}, r"frame_rate is 29\.97; it must be a Fraction above 0"),
    ],
    ids=lambda value: "-".join(f"{field}={wrong}" for field, wrong in value.items()) if isinstance(value, dict) else "",
)
def test_refuses_wrong_settings(wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        DemoScene(**{"width": 64, "height": 48} | wrong)


def test_refuses_frames_before_the_first(scene: DemoScene) -> None:
    with pytest.raises(ConfigError, match="index is -1; it must be a whole number, 0 or more"):
        scene.render(-1)


# The same for everyone


def test_same_seed_and_index_give_the_same_bytes() -> None:
    ours, theirs = DemoScene(64, 48, seed=3), DemoScene(64, 48, seed=3)
    assert ours.render(17).bgr.tobytes() == theirs.render(17).bgr.tobytes()


def test_frames_in_any_order_are_those_of_the_iteration() -> None:
    frames = list(DemoScene(64, 48, frame_count=6))
    scene = DemoScene(64, 48)
    for frame in reversed(frames):
        assert scene.render(frame.index).bgr.tobytes() == frame.bgr.tobytes()


def test_the_seed_is_that_of_the_noise_alone() -> None:
    one, other = DemoScene(64, 48, seed=0), DemoScene(64, 48, seed=1)
    difference = one.render(50).bgr.astype(int) - other.render(50).bgr
    assert np.abs(difference).max() <= 2 * NOISE_LIMIT
    assert difference.std() == pytest.approx(2 * np.sqrt(2), rel=0.1)
    assert np.array_equal(one.truth(50), other.truth(50))


def test_noise_is_new_in_each_frame(scene: DemoScene) -> None:
    still = np.isin(scene.truth(0), list(UNLIT))
    difference = scene.render(0).bgr[still].astype(int) - scene.render(1).bgr[still]
    assert difference.std() == pytest.approx(2 * np.sqrt(2), rel=0.1)


@pytest.mark.parametrize("seconds", [2.5, 7.5], ids=["brightest", "dimmest"])
def test_no_colour_is_clipped_by_the_lamp(scene: DemoScene, seconds: float) -> None:
    bgr = scene.render(at(seconds)).bgr
    assert bgr.min() > 0
    assert bgr.max() < 255


# The truth


@pytest.mark.parametrize(("width", "height"), [(64, 48), (160, 90), (321, 97), (72, 200)])
def test_truth_has_the_size_of_the_frame_and_every_thing_in_it(width: int, height: int) -> None:
    truth = DemoScene(width, height).truth(0)
    assert truth.shape == (height, width)
    assert truth.dtype == np.uint8
    assert set(np.unique(truth)) == set(Thing)


@pytest.mark.parametrize("thing", Thing, ids=lambda thing: thing.name.lower())
def test_truth_is_where_the_picture_has_the_colour_of_the_thing(scene: DemoScene, thing: Thing) -> None:
    shown = median_colour(scene, thing, at(5))
    assert min(Thing, key=lambda other: float(np.linalg.norm(shown - COLOURS[other]))) is thing


@pytest.mark.parametrize("thing", [Thing.BALL, Thing.PENDULUM, Thing.WHEEL], ids=lambda thing: thing.name.lower())
def test_picture_and_truth_move_together(scene: DemoScene, thing: Thing) -> None:
    before, after = scene.truth(at(5)) == thing, scene.truth(at(5.4)) == thing
    left = before & ~after
    assert left.any()
    change = np.abs(scene.render(at(5)).bgr[left].astype(int) - scene.render(at(5.4)).bgr[left]).max(axis=1)
    assert np.median(change) > 2 * NOISE_LIMIT


def test_the_ball_crosses_the_room_and_bounces(scene: DemoScene) -> None:
    rows, columns = np.transpose([centre(scene, Thing.BALL, at(seconds)) for seconds in np.arange(0, 5, 0.25)])
    assert np.ptp(columns) > scene.info.width / 2
    assert np.ptp(rows) > scene.info.height / 8


# Light


@VIEWS
def test_unlit_things_stay_where_they_are_while_a_view_lasts(scene: DemoScene, indices: list[int]) -> None:
    first = scene.truth(indices[0])
    for thing in UNLIT:
        for index in indices:
            assert np.array_equal(scene.truth(index) == thing, first == thing)


@pytest.mark.parametrize(("width", "height"), [(64, 48), (160, 90), (321, 97), (72, 200)])
@VIEWS
def test_unlit_pixels_vary_only_by_noise(width: int, height: int, indices: list[int]) -> None:
    scene = DemoScene(width, height)
    unlit = np.isin(scene.truth(indices[0]), list(UNLIT))
    pixels = np.array([scene.render(index).bgr[unlit] for index in indices], np.float64)
    assert np.ptp(pixels, axis=0).max() <= 2 * NOISE_LIMIT
    light = np.sin(2 * np.pi * np.array(indices) / RATE / 10)
    bright, dim = pixels[light > 0.5].mean(axis=0), pixels[light < 0.0].mean(axis=0)
    assert np.abs(bright - dim).max() < 5
    assert bright.mean() == pytest.approx(dim.mean(), abs=0.2)


@pytest.mark.parametrize("thing", sorted(set(Thing) - UNLIT), ids=lambda thing: thing.name.lower())
def test_lit_things_follow_the_lamp(scene: DemoScene, thing: Thing) -> None:
    bright, dim = median_colour(scene, thing, at(2.5)), median_colour(scene, thing, at(7.5))
    assert bright.sum() / dim.sum() == pytest.approx(1.2 / 0.8, rel=0.06)


# The cut


@pytest.mark.parametrize("seconds", [8, 11, 20, 23])
def test_cuts_are_between_two_frames(scene: DemoScene, seconds: int) -> None:
    before, cut, after = (np.isin(scene.truth(at(seconds) + step), list(UNLIT)) for step in (-2, -1, 0))
    assert np.array_equal(before, cut)
    assert np.mean(cut != after) > 0.05


def test_after_the_close_up_the_first_view_is_back(scene: DemoScene) -> None:
    before, after = at(8) - 1, at(11)
    still = np.isin(scene.truth(before), list(UNLIT))
    assert np.array_equal(np.isin(scene.truth(after), list(UNLIT)), still)
    difference = scene.render(before).bgr[still].astype(int) - scene.render(after).bgr[still]
    assert np.abs(difference).max() <= 2 * NOISE_LIMIT


def test_things_in_both_views_keep_id_and_colour(scene: DemoScene) -> None:
    room, close_up = at(5), at(10)  # the lamp is at its mean in both
    common = set(np.unique(scene.truth(room))) & set(np.unique(scene.truth(close_up)))
    assert common == set(Thing) - {Thing.WINDOW, Thing.PENDULUM}
    for thing in common:
        assert median_colour(scene, thing, room) == pytest.approx(median_colour(scene, thing, close_up), abs=12)

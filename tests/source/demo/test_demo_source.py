"""The demo: the same scene for everyone, with light that changes, things that move, noise and cuts."""

from __future__ import annotations

from fractions import Fraction
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np
import pytest

from live_seg.errors import ConfigError
from live_seg.source.demo.demo_source import CLOSE_UP, ROOM, DemoScene
from live_seg.source.demo.scene import SIGN, Box

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from live_seg.source.demo.scene import View

RATE = 30
ROOM_AT = [*range(0, 8 * RATE, 6), *range(11 * RATE, 20 * RATE, 6)]
CLOSE_UP_AT = [*range(8 * RATE, 11 * RATE, 3), *range(20 * RATE, 23 * RATE, 3)]
VIEWS = pytest.mark.parametrize(
    ("view", "indices"), [(ROOM, ROOM_AT), (CLOSE_UP, CLOSE_UP_AT)], ids=["room", "close-up"]
)
SIZES = pytest.mark.parametrize(("width", "height"), [(64, 48), (160, 90), (321, 97), (72, 200)])
NOISE_LIMIT = 8
"""Levels: no noise is larger."""
WALL_AREA = Box(0.25, 0.56, 0.3, 0.66)
"""Wall that nothing hides in the first view."""


@pytest.fixture(scope="module")
def scene() -> DemoScene:
    return DemoScene(160, 90)


def at(seconds: float) -> int:
    return round(seconds * RATE)


def pixels(scene: DemoScene, area: Box, index: int) -> NDArray[np.float64]:
    """The pixels of an area: (h, w, 3)."""
    return scene.render(index).bgr[area.pixels(scene.info.width, scene.info.height)].astype(np.float64)


def test_it_says_what_it_will_give() -> None:
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


@pytest.mark.parametrize("size", [(63, 48), (64, 47)])
def test_frames_that_are_too_small_are_refused(size: tuple[int, int]) -> None:
    with pytest.raises(ConfigError, match=f"size is {size[0]}x{size[1]}; the demo needs 64x48 or more"):
        DemoScene(*size)


def test_frames_in_any_order_are_those_of_the_iteration() -> None:
    frames = list(DemoScene(64, 48, frame_count=6))
    scene = DemoScene(64, 48)
    for frame in reversed(frames):
        assert scene.render(frame.index).bgr.tobytes() == frame.bgr.tobytes()


def test_noise_is_new_in_each_frame(scene: DemoScene) -> None:
    difference = pixels(scene, ROOM.sign, 0) - pixels(scene, ROOM.sign, 1)
    assert difference.std() == pytest.approx(2 * np.sqrt(2), rel=0.1)


@pytest.mark.parametrize("seconds", [2.5, 7.5], ids=["brightest", "dimmest"])
def test_no_colour_is_clipped_by_the_lamp(scene: DemoScene, seconds: float) -> None:
    bgr = scene.render(at(seconds)).bgr
    assert bgr.min() > 0
    assert bgr.max() < 255


def test_things_move(scene: DemoScene) -> None:
    # the lamp has its mean brightness at both times
    changed = (np.abs(scene.render(0).bgr.astype(int) - scene.render(at(5)).bgr) > 4 * NOISE_LIMIT).any(axis=2)
    assert 0.02 < changed.mean() < 0.4


@SIZES
@VIEWS
def test_the_sign_varies_only_by_noise(width: int, height: int, view: View, indices: list[int]) -> None:
    scene = DemoScene(width, height)
    sign = np.array([pixels(scene, view.sign, index) for index in indices])
    assert np.ptp(sign, axis=0).max() <= 2 * NOISE_LIMIT
    assert sign[:, 0, 0].mean(axis=0) == pytest.approx(SIGN, abs=1)


def test_the_wall_follows_the_lamp(scene: DemoScene) -> None:
    bright, dim = (np.median(pixels(scene, WALL_AREA, at(seconds))) for seconds in (2.5, 7.5))
    assert bright / dim == pytest.approx(1.2 / 0.8, rel=0.05)


@pytest.mark.parametrize(("seconds", "view"), [(8, CLOSE_UP), (11, ROOM), (20, CLOSE_UP), (23, ROOM)])
def test_cuts_are_between_two_frames(scene: DemoScene, seconds: int, view: View) -> None:
    before, after = (pixels(scene, view.sign, at(seconds) + step)[0, 0] for step in (-1, 0))
    assert np.abs(after - SIGN).max() <= NOISE_LIMIT
    assert np.abs(before - SIGN).max() > 2 * NOISE_LIMIT

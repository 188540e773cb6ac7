"""Scenes: which one continues, and which earlier one is resumed after a cut."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from live_seg.segment.regions.scene import REMEMBERED, SAME_COLOUR, Scene, Scenes

if TYPE_CHECKING:
    from numpy.typing import NDArray


def picture(light: float, size: tuple[int, int] = (6, 8)) -> NDArray[np.float32]:
    return np.full((*size, 3), light, np.float32)


def cut_to(scenes: Scenes, lab: NDArray[np.float32]) -> Scene:
    """The scene after a cut to this picture, which becomes its last picture."""
    scenes.cut_to(lab)
    scenes.current.lab = lab
    return scenes.current


def test_a_scene_resembles_a_picture_by_the_share_of_the_pixels_with_the_same_colour() -> None:
    scene, lab = Scene(lab=picture(50)), picture(50)
    assert scene.resembles(lab) == 1
    lab[:3, :, 0] += 1.01 * SAME_COLOUR
    lab[3:, :, 0] += 0.99 * SAME_COLOUR
    assert scene.resembles(lab) == 0.5


def test_a_scene_without_a_picture_or_with_one_of_another_size_resembles_nothing() -> None:
    assert Scene().resembles(picture(50)) == 0
    assert Scene(lab=picture(50, (8, 6))).resembles(picture(50)) == 0


def test_a_picture_that_resembles_no_scene_begins_one() -> None:
    scenes = Scenes()
    first = cut_to(scenes, picture(10))
    second = cut_to(scenes, picture(60))
    assert second is not first
    assert second.lab is not None
    assert not second.lost


def test_a_scene_is_back_when_at_least_half_of_a_picture_looks_the_same() -> None:
    for rows, is_back in ((4, False), (3, True)):
        scenes = Scenes()
        first = cut_to(scenes, picture(10))
        cut_to(scenes, picture(60))
        again = picture(10)
        again[:rows] = 99
        assert (cut_to(scenes, again) is first) == is_back


def test_the_scene_that_resembles_a_picture_most_goes_on() -> None:
    scenes = Scenes()
    shown = [cut_to(scenes, picture(light)) for light in (10, 30, 50)]
    assert [cut_to(scenes, picture(light)) for light in (33, 12, 48, 30)] == [shown[1], shown[0], shown[2], shown[1]]


def test_a_cut_within_a_scene_goes_on_with_it() -> None:
    scenes = Scenes()
    first = cut_to(scenes, picture(10))
    assert cut_to(scenes, picture(12)) is first


def test_the_latest_scenes_are_remembered_and_older_ones_forgotten() -> None:
    scenes = Scenes()
    lights = [15.0 * number for number in range(REMEMBERED + 2)]
    shown = [cut_to(scenes, picture(light)) for light in lights]
    # the oldest one is forgotten; the others are kept, however often they are seen again
    for turn in range(3):
        for light, scene in list(zip(lights, shown, strict=True))[1 + turn % 2 :]:
            assert cut_to(scenes, picture(light)) is scene
    assert cut_to(scenes, picture(lights[0])) is not shown[0]

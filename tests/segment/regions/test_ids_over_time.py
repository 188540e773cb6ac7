"""Ids over time: when an object keeps its id, and when it gets another one."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest

from live_seg import Frame, Segmenter
from live_seg.segment.regions.identity import FORGOTTEN_AFTER
from tests import oracle
from tests.segment.regions.films import (
    BLUE,
    RED,
    SIZE,
    YELLOW,
    film,
    frame,
    ground,
    rectangle,
    regions_in,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Picture = NDArray[np.float64]


PHOTO = Path(__file__).parents[3] / "samples" / "segmented.jpg"


def square_at(left: int, colour: tuple[int, int, int] = RED) -> Picture:
    picture = ground()
    rectangle(picture, left, 30, colour)
    return picture


def test_a_thing_that_moves_keeps_its_id_and_so_does_the_ground() -> None:
    results = film(40, lambda index: square_at(10 + 2 * index))
    things = {regions.id_at(25 + 2 * index, 45) for index, regions in enumerate(results)}
    assert len(things) == 1
    assert len({regions.id_at(5, 5) for regions in results} | things) == 2
    assert all(len(regions) == 2 for regions in results)


def test_ids_stay_when_the_light_changes() -> None:
    for change in (0.2, -0.2):
        results = film(30, lambda index, change=change: square_at(10 + 2 * index) * (1 + change * index / 29))  # type: ignore[misc]
        assert len({regions.id_at(25 + 2 * index, 45) for index, regions in enumerate(results)}) == 1
        assert len({regions.id_at(5, 5) for regions in results}) == 1


def test_a_thing_that_grows_keeps_its_id() -> None:
    def growing(index: int) -> Picture:
        picture = ground()
        picture[45 - index : 47 + index, 75 - index : 77 + index] = RED
        return picture

    results = film(36, lambda index: growing(index + 6))
    assert len({regions.id_at(76, 46) for regions in results}) == 1


def behind_a_bar(index: int) -> Picture:
    """An object that moves behind a bar until about half of it is hidden, and back."""
    picture = square_at(20 + 2 * min(index, 40 - index))
    picture[:, 75:95] = YELLOW
    return picture


def test_a_thing_that_is_half_hidden_and_out_again_keeps_its_id() -> None:
    results = film(40, behind_a_bar)
    things = {regions.id_at(30 + 2 * min(index, 40 - index), 45) for index, regions in enumerate(results)}
    assert len(things) == 1
    assert len({regions.id_at(85, 5) for regions in results} | things) == 2


def test_a_thing_that_leaves_and_comes_back_gets_its_id_back() -> None:
    def leaving(index: int) -> Picture:
        return square_at(400 if 15 <= index < 40 else 120)

    results = film(45, leaving)
    assert len(results[20]) == 1
    assert results[-1].id_at(135, 45) == results[0].id_at(135, 45)


def test_an_id_is_not_given_to_another_thing_at_the_same_place() -> None:
    results = film(32, lambda index: square_at(60, RED if index // 8 % 2 == 0 else BLUE))
    red, blue = ({regions.id_at(75, 45) for i, regions in enumerate(results) if i // 8 % 2 == turn} for turn in (0, 1))
    assert len(red) == 1
    assert len(blue) == 1
    assert red != blue


def test_an_id_is_not_given_to_a_thing_of_another_colour_that_comes_later() -> None:
    colours = [RED, BLUE, YELLOW, (230, 230, 230), (20, 20, 20)]
    results = film(50, lambda index: square_at(60, colours[index // 10]) if index % 10 < 6 else ground())
    assert len({results[index].id_at(75, 45) for index in range(0, 50, 10)}) == len(colours)


def test_things_that_cross_keep_their_ids() -> None:
    def crossing(index: int) -> Picture:
        picture = square_at(4 + 2 * index)
        rectangle(picture, 126 - 2 * index, 18, BLUE)
        return picture

    results = film(55, crossing)
    # each has a part that the other one does not cover
    assert len({regions.id_at(19 + 2 * index, 57) for index, regions in enumerate(results)}) == 1
    assert len({regions.id_at(141 - 2 * index, 21) for index, regions in enumerate(results)}) == 1


def test_things_keep_their_ids_while_all_of_the_picture_moves() -> None:
    def panning(index: int) -> Picture:
        picture = ground()
        for place, colour in enumerate((RED, BLUE, YELLOW, (230, 230, 230))):
            rectangle(picture, 10 + 45 * place - 2 * index, 10 + 15 * place, colour)
        return picture

    results = film(20, panning)
    for place in range(4):
        shown = [
            regions.id_at(25 + 45 * place - 2 * index, 25 + 15 * place)
            for index, regions in enumerate(results)
            if 0 <= 10 + 45 * place - 2 * index < 130
        ]
        assert len(shown) > 3
        assert len(set(shown)) == 1


def test_ids_are_back_after_a_flash_and_after_black() -> None:
    for level in (0, 250):
        results = film(12, lambda index, level=level: ground((level,) * 3) if index == 6 else square_at(60))  # type: ignore[misc]
        assert len(results[6]) == 1
        np.testing.assert_array_equal(results[7].ids, results[5].ids)


def test_ids_stay_when_the_light_jumps() -> None:
    for light in (0.75, 1.25):
        results = film(8, lambda index, light=light: square_at(60) * (light if index >= 4 else 1))  # type: ignore[misc]
        assert len({(regions.id_at(5, 5), regions.id_at(75, 45)) for regions in results}) == 1


def two_parts(distance: int) -> Picture:
    """A wide rectangle whose right third differs in colour from the rest by this distance."""
    picture = ground()
    rectangle(picture, 40 - distance, 30, RED, 40)
    rectangle(picture, 80 + distance, 30, RED, 20)
    return picture


def test_when_a_thing_splits_the_part_that_is_most_like_it_keeps_the_id() -> None:
    results = film(26, lambda index: two_parts(max(0, index - 8)))
    whole = results[0].id_at(60, 45)
    larger, smaller = results[-1].id_at(40, 45), results[-1].id_at(107, 45)
    assert larger == whole
    assert smaller not in {whole, results[0].id_at(5, 5)}


def test_when_things_merge_the_id_of_the_one_that_is_most_like_the_whole_stays() -> None:
    results = film(26, lambda index: two_parts(max(0, 16 - index)))
    larger, smaller = results[0].id_at(40, 45), results[0].id_at(107, 45)
    assert larger != smaller
    assert results[-1].id_at(50, 45) == results[-1].id_at(90, 45) == larger


def other_scene() -> Picture:
    picture = ground((220, 200, 40))
    picture[50:] = (20, 20, 20)
    rectangle(picture, 90, 15, (200, 30, 200))
    return picture


def test_a_cut_gives_new_ids_and_the_old_ones_are_back_when_the_scene_is() -> None:
    results = film(40, lambda index: square_at(40) if index // 10 % 2 == 0 else other_scene())
    ids = [set(np.unique(regions.ids).tolist()) for regions in results]
    assert not ids[0] & ids[10]
    np.testing.assert_array_equal(results[0].ids[45], results[20].ids[45])
    np.testing.assert_array_equal(results[10].ids[45], results[30].ids[45])
    assert [len(set().union(*ids[start : start + 10])) for start in (0, 10, 20, 30)] == [2, 3, 2, 3]


def test_a_cut_while_regions_are_off_gives_new_ids_too() -> None:
    segmenter = Segmenter(regions=True)
    before = regions_in(segmenter, frame(square_at(60)))
    other = square_at(60)
    other[50:] = (20, 20, 20)
    other[:, 100:] = (220, 200, 40)
    segmenter.reconfigure(regions=False)
    for index in range(1, 4):
        segmenter.segment(frame(other, index))
    segmenter.reconfigure(regions=True)
    after = regions_in(segmenter, frame(other, 4))
    assert not set(np.unique(before.ids).tolist()) & set(np.unique(after.ids).tolist())


def test_things_keep_their_ids_when_the_size_of_the_frames_changes() -> None:
    segmenter, picture = Segmenter(regions=True), frame(square_at(60)).bgr
    found = []
    for scale in (1, 2, 2, 3, 1):
        regions = regions_in(segmenter, picture.repeat(scale, axis=0).repeat(scale, axis=1))
        found.append((regions.id_at(5, 5), regions.id_at(75 * scale, 45 * scale)))
    assert len(set(found)) == 1


def test_things_keep_their_ids_when_the_quality_changes() -> None:
    segmenter, picture = Segmenter(regions=True), frame(square_at(60)).bgr.repeat(5, axis=0).repeat(5, axis=1)
    found = []
    for quality in ("fast", "fine", "fast"):
        segmenter.reconfigure(region_quality=quality)
        regions = regions_in(segmenter, picture)
        found.append((regions.id_at(5, 5), regions.id_at(375, 225)))
    assert len(set(found)) == 1


def test_a_few_scenes_are_remembered_at_once() -> None:
    grounds = [(90, 130, 90), (30, 30, 30), (220, 220, 230), (200, 80, 20)]

    def cutting(index: int) -> Picture:
        picture = ground(grounds[index // 4 % 4])
        rectangle(picture, 20 + 25 * (index // 4 % 4), 10 + 15 * (index // 4 % 4), (40, 200, 240))
        return picture

    results = film(32, cutting)
    assert len({regions.id_at(1, 90) for regions in results}) == 4
    for first, again in zip(results[:16], results[16:], strict=True):
        assert first.id_at(1, 90) == again.id_at(1, 90)


def test_pixels_of_a_still_scene_keep_their_ids_through_noise() -> None:
    def still(index: int) -> Picture:
        picture = np.repeat(np.linspace(60, 140, 160)[:, None], 3, axis=1) * np.ones((96, 1, 1))
        rectangle(picture, 30, 30, RED)
        rectangle(picture, 90, 20, (200, 160, 40))
        return picture

    for noise in (2, 5):
        results = film(30, still, noise)
        assert min((one.ids == other.ids).mean() for one, other in pairwise(results)) >= 0.995


def test_ids_count_up_and_are_never_given_out_again() -> None:
    seen: set[int] = set()
    last = -1
    colours = np.random.default_rng(0).integers(0, 256, (12, 3))
    for regions in film(60, lambda index: square_at(60, tuple(colours[index // 5].tolist()))):
        new = sorted(set(np.unique(regions.ids).tolist()) - seen)
        assert all(one > last for one in new)
        seen |= set(new)
        last = max(seen)
    assert min(seen) == 0


def test_the_age_is_the_time_since_the_id_was_first_given_out() -> None:
    segmenter, ages = Segmenter(regions=True), []
    for index, time in enumerate(map(Fraction, ("0", "1/30", "1", "7/2", "60"))):
        picture = square_at(60) if index else ground()
        given = Frame(index, time, frame(picture, index).bgr)
        regions = regions_in(segmenter, given)
        ages.append({region.id: region.age for region in regions.table})
    thing = max(ages[-1])
    assert [age[min(ages[0])] for age in ages] == pytest.approx([0, 1 / 30, 1, 3.5, 60])
    assert [age[thing] for age in ages[1:]] == pytest.approx([0, 1 - 1 / 30, 3.5 - 1 / 30, 60 - 1 / 30])


def test_the_age_counts_on_while_a_thing_is_hidden_or_its_scene_is_away() -> None:
    results = film(36, lambda index: other_scene() if 12 <= index < 24 else square_at(60))
    age = {region.id: region.age for region in results[-1].table}
    assert age[results[-1].id_at(75, 45)] == pytest.approx(35 / 25)


def test_the_age_counts_on_while_a_thing_is_hidden() -> None:
    results = film(30, lambda index: ground() if 10 <= index < 20 else square_at(60))
    age = {region.id: region.age for region in results[-1].table}
    assert age[results[-1].id_at(75, 45)] == pytest.approx(29 / 25)


def test_the_time_while_a_scene_is_away_does_not_count_for_what_is_hidden_in_it() -> None:
    away = 2 * FORGOTTEN_AFTER  # seconds; the thing is hidden for two more
    segmenter = Segmenter(k=2, regions=True)
    ids: list[int] = []
    for second, picture in (
        (0, square_at(60)), (1, ground()), (2, other_scene()), (2 + away, ground()), (3 + away, square_at(60)),
    ):  # fmt: skip
        given = Frame(len(ids), Fraction(second), frame(picture, len(ids)).bgr)
        ids.append(regions_in(segmenter, given).id_at(75, 45))
    assert ids[0] == ids[-1]
    assert ids[1] == ids[3] != ids[0]


def test_the_regions_after_a_cut_are_those_of_a_new_stream() -> None:
    rng = np.random.default_rng(0)
    gaudy = rng.uniform(0, 256, (12, 20, 3)).repeat(8, axis=0).repeat(8, axis=1)
    photo = cv2.resize(np.asarray(cv2.imread(str(PHOTO))), SIZE[::-1], interpolation=cv2.INTER_AREA)
    segmenter = Segmenter(k=2, regions=True, detail=0.8)
    regions_in(segmenter, frame(gaudy))
    given = Frame(1, Fraction(1, 25), photo.astype(np.uint8))
    after, alone = regions_in(segmenter, given), regions_in(Segmenter(k=2, regions=True, detail=0.8), given)
    np.testing.assert_array_equal(after.ids - after.ids.min(), alone.ids)


def test_the_age_counts_anew_when_the_time_of_a_stream_goes_back() -> None:
    segmenter, picture = Segmenter(regions=True), frame(square_at(60)).bgr
    ages = [
        {region.age for region in regions_in(segmenter, Frame(index, Fraction(time), picture)).table}
        for index, time in enumerate((5, 6, 0, 1))
    ]
    assert ages == [{0.0}, {1.0}, {0.0}, {1.0}]


def test_arrays_have_no_time_and_regions_in_them_no_age() -> None:
    segmenter = Segmenter(regions=True)
    assert all(region.age == 0 for _ in range(2) for region in regions_in(segmenter, oracle.scene()).table)


def test_the_ground_is_one_region_on_both_sides_of_a_thing_only_where_it_hangs_together() -> None:
    picture = ground()
    picture[:, 70:90] = RED
    regions = film(1, lambda _: picture)[0]
    assert len({regions.id_at(10, 45), regions.id_at(80, 45), regions.id_at(150, 45)}) == len(regions) == 3


def test_a_film_that_fades_in_from_black_has_its_regions() -> None:
    def fading(index: int) -> Picture:
        picture = ground()
        for place, colour in enumerate((RED, BLUE, YELLOW, (130, 90, 90))):
            rectangle(picture, 5 + 38 * place, 30, colour)
        return picture * min(1, index / 30)

    assert len(film(40, fading, noise=1)[-1]) == 5


def test_noise_does_not_move_borders() -> None:
    results = film(30, lambda _: square_at(60, (110, 120, 130)), noise=3)
    maps = [regions.ids for regions in results[10:]]
    assert max(np.mean(one != other) for one, other in pairwise(maps)) < 0.003

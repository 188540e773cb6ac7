"""Regions from a segmenter: what holds for every frame and all settings."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import cv2
import numba
import numpy as np
import pytest

import live_seg
from live_seg import Config, ConfigError, Frame, Regions, Segmenter
from tests import oracle, pictures
from tests.segment.regions.films import BLUE, RED, frame, ground, rectangle, regions_in, regions_of_picture

if TYPE_CHECKING:
    from collections.abc import Iterator

    from live_seg.config import RegionQuality
    from tests.oracle import Bytes

QUALITIES: tuple[RegionQuality, ...] = ("fast", "fine")
SIZES = [(1, 1), (1, 2), (1, 97), (97, 1), (2, 2), (3, 5), (1, 5000), (5000, 1), (40, 61)]


def film(count: int = 6) -> list[Bytes]:
    """A room whose light changes, larger than the working picture of the fast quality."""
    return [oracle.scene(0.7 + 0.05 * index, height=180, width=320) for index in range(count)]


def mosaic(seed: int) -> Bytes:
    """Tiles of similar colours with noise."""
    tiles = np.random.default_rng(7).integers(60, 180, (6, 9, 3)).astype(np.uint8)
    picture = np.repeat(np.repeat(tiles, 12, axis=0), 12, axis=1).astype(float)
    return np.clip(picture + np.random.default_rng(seed).normal(0, 6, picture.shape), 0, 255).astype(np.uint8)


def check_promises(regions: Regions, size: tuple[int, int]) -> None:
    """Every pixel has an id, and every region is one 4-connected piece."""
    assert regions.ids.dtype == np.int32
    assert regions.ids.shape == size
    names = np.unique(regions.ids)
    assert len(names) == len(regions)
    assert names[0] >= 0
    for name in names:
        assert cv2.connectedComponents((regions.ids == name).astype(np.uint8), connectivity=4)[0] == 2


def test_regions_are_off_unless_they_are_asked_for() -> None:
    assert Segmenter().segment(oracle.scene()).regions is None
    assert Segmenter(regions=False).segment(oracle.scene()).regions is None


def test_labels_and_palettes_are_the_same_with_and_without_regions() -> None:
    with_regions, without = Segmenter(regions=True), Segmenter()
    for picture in [*film(), oracle.noise(180, 320), *film(2)]:
        one, other = with_regions.segment(picture), without.segment(picture)
        np.testing.assert_array_equal(one.labels, other.labels)
        np.testing.assert_array_equal(one.palette.centroids, other.palette.centroids)


def test_two_things_on_a_ground_are_three_regions_with_exact_borders() -> None:
    picture = ground()
    rectangle(picture, 20, 20, RED)
    rectangle(picture, 90, 40, BLUE)
    for quality in QUALITIES:
        regions = regions_of_picture(frame(picture).bgr, region_quality=quality)
        assert len(regions) == 3
        for left, top in ((20, 20), (90, 40)):
            mask = np.zeros(regions.ids.shape, bool)
            mask[top : top + 30, left : left + 30] = True
            found = regions.ids == regions.id_at(left + 15, top + 15)
            # a corner may be rounded
            assert (found != mask).sum() <= 8


def test_borders_lie_on_the_edges_of_a_frame_that_is_larger_than_the_working_picture() -> None:
    large = np.zeros((540, 960, 3), np.uint8)
    large[:] = (90, 130, 90)
    large[151:403, 207:611] = RED
    regions = regions_of_picture(large)
    found = regions.ids == regions.id_at(400, 300)
    mask = (large == RED).all(axis=2)
    assert len(regions) == 2
    np.testing.assert_array_equal(found[160:394, 190:640], mask[160:394, 190:640])
    np.testing.assert_array_equal(found[130:420, 216:600], mask[130:420, 216:600])


def test_two_things_of_one_colour_are_two_regions() -> None:
    picture = ground()
    rectangle(picture, 20, 20, RED)
    rectangle(picture, 90, 40, RED)
    regions = regions_of_picture(frame(picture).bgr)
    assert len({regions.id_at(35, 35), regions.id_at(105, 55), regions.id_at(5, 5)}) == len(regions) == 3


def test_frames_of_any_size_and_without_any_content_have_regions_in_one_piece_each() -> None:
    for size in SIZES:
        flats = [np.full((*size, 3), level, np.uint8) for level in (0, 128, 255)]
        for quality in QUALITIES:
            for picture in (oracle.noise(*size), *flats):
                check_promises(regions_of_picture(picture, region_quality=quality, detail=1), size)
            assert len(regions_of_picture(flats[0], region_quality=quality)) == 1


def test_promises_hold_in_a_stream_whose_frames_change_size_and_settings() -> None:
    segmenter, rng = Segmenter(regions=True), np.random.default_rng(0)
    for turn in range(24):
        size = SIZES[int(rng.integers(len(SIZES)))] if turn % 3 == 0 else (90, 160)
        segmenter.reconfigure(detail=float(rng.choice([0, 0.3, 1])), region_quality=QUALITIES[turn % 5 == 0])
        check_promises(regions_in(segmenter, pictures.squares(size[1], size[0], seed=turn // 6)), size)


def test_random_pictures_that_are_scaled_down_have_regions_in_one_piece_each() -> None:
    for seed, size in enumerate([(301, 467), (720, 131), (97, 1203), (480, 640)]):
        check_promises(regions_of_picture(blots(*size, seed), detail=0.8), size)


def blots(height: int, width: int, seed: int = 0) -> Bytes:
    """Soft blots of all colours, a few pixels wide."""
    rough = oracle.noise(max(1, height // 9), max(1, width // 7), seed)
    return np.asarray(cv2.resize(rough, (width, height), interpolation=cv2.INTER_CUBIC), np.uint8)


def scenes() -> Iterator[Bytes]:
    yield oracle.scene()
    yield pictures.squares(160, 96)
    yield blots(96, 160)


def test_more_detail_never_gives_fewer_regions() -> None:
    for picture in scenes():
        for quality, steps in (("fast", 10), ("fine", 2)):
            details = [step / steps for step in range(steps + 1)]
            counts = [len(regions_of_picture(picture, k=1, detail=d, region_quality=quality)) for d in details]
            assert counts == sorted(counts)


def test_more_detail_never_gives_fewer_regions_on_a_frame_that_is_shown_again() -> None:
    segmenter = Segmenter(k=4, regions=True, detail=0.3)
    for index in range(6):
        shown = Frame(index, Fraction(index, 25), mosaic(index))
        first = regions_in(segmenter, shown)
    counts = [len(first)]
    for detail in (0.4, 0.5, 0.6, 0.8, 1.0):
        segmenter.reconfigure(detail=detail)
        counts.append(len(regions_in(segmenter, shown)))
    assert counts == sorted(counts)
    assert counts[-1] > counts[0]


def test_a_detail_that_was_shown_before_gives_the_same_regions_of_a_frame() -> None:
    segmenter = Segmenter(k=4, regions=True)
    shown = Frame(0, Fraction(0), mosaic(1))
    maps = []
    for detail in (0.5, 0.7, 0.5):
        segmenter.reconfigure(detail=detail)
        maps.append(regions_in(segmenter, shown).ids)
    np.testing.assert_array_equal(maps[0], maps[2])


def test_more_detail_gives_more_regions_where_there_is_more_to_see() -> None:
    counts = [len(regions_of_picture(blots(96, 160), k=1, detail=detail)) for detail in (0, 0.5, 1)]
    assert counts[0] < counts[2]


def test_a_change_of_detail_takes_effect_at_once() -> None:
    picture = pictures.squares(160, 96)
    segmenter = Segmenter(regions=True, detail=0.2)
    for detail in (0.2, 0.9, 0.9, 0.1, 0.5):
        segmenter.reconfigure(detail=detail)
        found = len(regions_in(segmenter, picture))
        assert found == len(regions_of_picture(picture, detail=detail))


def test_regions_can_be_switched_off_and_on_and_things_keep_their_ids() -> None:
    picture = frame(ground()).bgr.copy()
    picture[30:60, 40:70] = RED
    segmenter = Segmenter(regions=True)
    before = regions_in(segmenter, picture)
    segmenter.reconfigure(regions=False)
    assert segmenter.segment(picture).regions is None
    segmenter.reconfigure(regions=True)
    np.testing.assert_array_equal(regions_in(segmenter, picture).ids, before.ids)


def test_things_keep_their_ids_when_detail_changes() -> None:
    picture = ground()
    rectangle(picture, 20, 20, RED)
    segmenter, found = Segmenter(regions=True), []
    for index, detail in enumerate((0.2, 0.9, 0.5)):
        segmenter.reconfigure(detail=detail)
        found.append(regions_in(segmenter, frame(picture, index)).id_at(35, 35))
    assert len(set(found)) == 1


def test_the_same_frames_give_the_same_regions() -> None:
    once, again = Segmenter(regions=True, detail=0.7), Segmenter(regions=True, detail=0.7)
    for picture in (*film(4), *scenes()):
        one, other = regions_in(once, picture), regions_in(again, picture)
        np.testing.assert_array_equal(one.ids, other.ids)
        assert one.table == other.table


@pytest.mark.skipif(numba.get_num_threads() < 2, reason="numba has one thread")
def test_regions_do_not_depend_on_the_number_of_threads() -> None:
    found = []
    before = numba.get_num_threads()
    try:
        for threads in (1, 2):
            numba.set_num_threads(threads)
            segmenter = Segmenter(regions=True, detail=0.8)
            found.append([regions_in(segmenter, picture).ids for picture in (*film(3), oracle.noise(333, 517))])
    finally:
        numba.set_num_threads(before)
    for one, other in zip(*found, strict=True):
        np.testing.assert_array_equal(one, other)


def test_two_segmenters_do_not_share_ids_or_colours() -> None:
    alone, one, other = (Segmenter(regions=True) for _ in range(3))
    for picture in film(3):
        regions_in(other, oracle.noise(50, 70))
        np.testing.assert_array_equal(regions_in(one, picture).ids, regions_in(alone, picture).ids)


def test_a_result_stays_as_it_was_when_more_frames_come() -> None:
    segmenter = Segmenter(regions=True)
    regions = regions_in(segmenter, film()[0])
    before = regions.ids.copy(), regions.rows.copy()
    for picture in [cv2.flip(picture, 1) for picture in film()]:
        segmenter.segment(np.asarray(picture, np.uint8))
    np.testing.assert_array_equal(regions.ids, before[0])
    np.testing.assert_array_equal(regions.rows, before[1])


def test_wrong_settings_are_refused() -> None:
    for settings, message in (
        ({"regions": 1}, "regions is .*; it must be True or False"),
        ({"detail": 1.1}, "detail is 1.1.*0.*1"),
        ({"detail": -0.1}, "detail is -0.1"),
        ({"detail": "much"}, "detail is 'much'"),
        ({"detail": float("nan")}, "detail is nan"),
        ({"region_quality": "best"}, "region_quality is 'best'; it must be 'fast' or 'fine'"),
    ):
        with pytest.raises(ConfigError, match=message):
            Config(**settings)
        with pytest.raises(ConfigError, match=message):
            live_seg.Segmenter(**settings)


def test_a_locked_palette_does_not_hinder_regions() -> None:
    segmenter = Segmenter(regions=True, palette=["#000000", "#ffffff"])
    check_promises(regions_in(segmenter, oracle.scene()), (90, 160))


def test_k_and_the_colour_space_of_the_labels_do_not_change_regions() -> None:
    expected = regions_of_picture(oracle.scene())
    for settings in ({"k": 2}, {"colour_space": "bgr"}, {"seed": 5}, {"hysteresis": 0}):
        np.testing.assert_array_equal(regions_of_picture(oracle.scene(), **settings).ids, expected.ids)

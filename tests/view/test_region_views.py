"""The views of a segmentation with regions, compared with plain NumPy; picks of regions, and the mirror."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pytest

from live_seg import Background, Frame, Segmentation
from live_seg.segment.colour_space import features_of
from live_seg.segment.palette import measured_palette
from live_seg.view import VIEWS, cutout, edges, mirrored, overlay, recolour, region_map, render, side_by_side
from live_seg.view.cutout import transparent_cutout
from live_seg.view.region_map import COLOURS, identity_colours
from tests import oracle
from tests.region_maps import cells, regions_of, with_regions
from tests.segment.regions.test_painting import labels_of, mean_of

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from live_seg.config import ViewName

SIZES = [(1, 1), (1, 97), (97, 1), (2, 2), (61, 83)]


def segmentation(height: int, width: int, k: int = 5, side: int = 20) -> Segmentation:
    """Random colours, labels in runs, and square regions whose ids are 1, 4, 7 and so on."""
    return with_regions(without_regions(height, width, k), cells(height, width, side, first=1))


def without_regions(height: int, width: int, k: int = 5) -> Segmentation:
    bgr = oracle.noise(height, width)
    centroids = np.random.default_rng(k).permutation(255)[:k].astype(np.float32)[:, None].repeat(3, axis=1)
    palette = measured_palette(features_of(bgr.reshape(-1, 3), "bgr"), centroids, "bgr", 0)
    return Segmentation(Frame(0, Fraction(0), bgr), palette, labels_of(height, width, k))


def locally_coloured(result: Segmentation) -> oracle.Bytes:
    """What `recolour` has to show: the mean of the pixels of a label within a region."""
    picture = np.zeros_like(result.frame.bgr)
    ids = ids_of(result)
    for one, label in product(np.unique(ids), range(len(result.palette.colours))):
        pixels = (ids == one) & (result.labels == label)
        if pixels.any():
            picture[pixels] = mean_of(result.frame.bgr[pixels])
    return picture


def ids_of(result: Segmentation) -> NDArray[np.int32]:
    assert result.regions is not None
    return result.regions.ids


def kept(result: Segmentation, *picked: int) -> NDArray[np.bool_]:
    return np.isin(ids_of(result), picked)


def dimmed(picture: oracle.Bytes, keep: NDArray[np.bool_]) -> NDArray[np.float64]:
    return np.where(keep[..., None], picture, np.rint(picture * 0.25))


def test_each_pixel_has_the_mean_colour_of_its_label_within_its_region() -> None:
    for size, k in product(SIZES, (1, 5, 64)):
        result = segmentation(*size, k)
        np.testing.assert_array_equal(recolour(result), locally_coloured(result), f"size {size}, k {k}")


def test_one_region_looks_like_its_own_palette() -> None:
    result = with_regions(without_regions(61, 83), np.zeros((61, 83)))
    assert len(np.unique(recolour(result).reshape(-1, 3), axis=0)) == 5


def test_overlay_and_side_by_side_use_the_colours_within_regions() -> None:
    result = segmentation(61, 83)
    local = locally_coloured(result)
    assert np.abs(overlay(result) - (0.65 * local + 0.35 * result.frame.bgr)).max() <= 0.51
    np.testing.assert_array_equal(side_by_side(result), np.hstack([result.frame.bgr, local]))


@pytest.mark.parametrize("size", SIZES)
def test_regions_that_are_not_picked_are_dimmed_to_a_quarter_of_their_light(size: tuple[int, int]) -> None:
    result = segmentation(*size)
    keep = kept(result, 1, 7)
    np.testing.assert_array_equal(recolour(result, {1, 7}), dimmed(recolour(result), keep))
    np.testing.assert_array_equal(overlay(result, {1, 7}), dimmed(overlay(result), keep))
    np.testing.assert_array_equal(region_map(result, {1, 7}), dimmed(region_map(result), keep))
    np.testing.assert_array_equal(side_by_side(result, {1, 7}), dimmed(side_by_side(result), np.hstack([keep, keep])))
    np.testing.assert_array_equal(cutout(result, {1, 7}), dimmed(result.frame.bgr, keep))


def test_a_cut_out_has_the_picked_regions_and_the_background_elsewhere() -> None:
    result = segmentation(61, 83)
    keep = kept(result, 1, 7)
    picture = cutout(result, {1, 7}, Background((9, 8, 7)))
    np.testing.assert_array_equal(picture, np.where(keep[..., None], result.frame.bgr, np.array([9, 8, 7])))


def test_a_transparent_cut_out_is_opaque_where_a_region_is_picked() -> None:
    result = segmentation(61, 83)
    np.testing.assert_array_equal(transparent_cutout(result, {4})[..., 3], np.where(kept(result, 4), 255, 0))


@pytest.mark.parametrize("view", VIEWS)
def test_all_regions_picked_look_like_none(view: ViewName) -> None:
    result = segmentation(61, 83)
    everything = frozenset(np.unique(ids_of(result)).tolist())
    np.testing.assert_array_equal(render(result, view, everything), render(result, view))


@pytest.mark.parametrize("view", VIEWS)
def test_a_picked_id_that_is_not_in_the_frame_changes_nothing_about_the_others(view: ViewName) -> None:
    result = segmentation(61, 83)
    np.testing.assert_array_equal(render(result, view, {4, 999_999}), render(result, view, {4}))


def test_where_nothing_picked_is_in_the_frame_all_of_it_is_background() -> None:
    assert not cutout(segmentation(61, 83), {999_999}, Background("remove")).any()


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_is_a_new_writable_picture(view: ViewName) -> None:
    for size, k, picked in product((*SIZES, (1, 2000)), (1, 64), (frozenset[int](), frozenset({1}))):
        case = f"size {size}, k {k}, picked {set(picked)}"
        result = segmentation(*size, k)
        picture = render(result, view, picked)
        assert picture.shape == (size[0], size[1] * (2 if view == "side-by-side" else 1), 3), case
        first = picture.copy()
        picture[:] = 7
        again = render(result, view, picked)
        assert not np.shares_memory(picture, again), case
        np.testing.assert_array_equal(again, first, case)


def test_a_region_has_the_colour_of_its_id_wherever_it_is() -> None:
    before, now = segmentation(61, 83), with_regions(without_regions(40, 50), np.full((40, 50), 7))
    np.testing.assert_array_equal(np.unique(region_map(now).reshape(-1, 3), axis=0), [colour_of(before, 7)])


def colour_of(result: Segmentation, one: int) -> oracle.Bytes:
    """The colour of a region in the regions view, which must be a single one."""
    (colour,) = np.unique(region_map(result)[ids_of(result) == one], axis=0)
    return np.asarray(colour, np.uint8)


def test_ids_that_come_one_after_the_other_have_clearly_different_colours() -> None:
    lab = oracle.lab_of_bgr(identity_colours())
    for start in range(COLOURS):
        near = lab[np.arange(start, start + 12) % COLOURS]
        distances = np.sqrt(((near[:, None] - near[None]) ** 2).sum(axis=2)) + 999 * np.eye(12)
        assert distances.min() > 12, f"from id {start}"  # one is about what people can tell apart


def test_no_colour_of_a_region_looks_black_white_or_gray() -> None:
    lab = oracle.lab_of_bgr(identity_colours())
    assert 35 < lab[:, 0].min() <= lab[:, 0].max() < 95
    assert np.hypot(lab[:, 1], lab[:, 2]).min() > 25


def striped(*ids: int, height: int = 60, width: int = 90) -> Segmentation:
    """A gray picture of one segment, whose regions are vertical stripes of equal width."""
    bgr = np.full((height, width, 3), 100, np.uint8)
    palette = measured_palette(features_of(bgr.reshape(-1, 3), "bgr"), np.full((1, 3), 100, np.float32), "bgr", 0)
    labels = np.zeros((height, width), np.uint8)
    which = np.array(ids)[np.arange(width) * len(ids) // width]
    regions = regions_of(np.broadcast_to(which, (height, width)), bgr, labels)
    return Segmentation(Frame(0, Fraction(0), bgr), palette, labels, regions)


def test_edges_are_lines_between_regions_and_not_between_segments() -> None:
    flat = replace(without_regions(60, 90), frame=striped(0).frame)
    result = with_regions(flat, np.where(np.arange(90) < 45, 300, 5) * np.ones((60, 1)))
    picture = edges(result)
    changed = np.flatnonzero((picture != result.frame.bgr).any(axis=(0, 2)))
    np.testing.assert_array_equal(changed, [44, 45, 46])
    assert (picture[:, 45] >= 240).all()
    assert picture[:, [44, 46]].max() <= 60


def test_a_region_of_a_single_pixel_has_an_edge() -> None:
    result = striped(1)
    ids = np.ones((60, 90))
    ids[30, 30] = 70_000
    assert (edges(with_regions(result, ids))[30, 30] == 240).all()


def test_lines_that_no_picked_region_has_are_dimmed_and_its_own_are_not() -> None:
    picture = edges(striped(7, 70_000, 3), {7})
    assert (picture[:, 30] == 240).all()
    assert (picture[:, 60] == 60).all()


@pytest.mark.parametrize("size", SIZES)
def test_mirrored_regions_are_those_of_the_mirrored_picture(size: tuple[int, int]) -> None:
    result = segmentation(*size)
    flipped = mirrored(result)
    expected = regions_of(ids_of(result)[:, ::-1], flipped.frame.bgr, flipped.labels)
    assert flipped.regions is not None
    np.testing.assert_array_equal(flipped.regions.ids, expected.ids)
    np.testing.assert_array_equal(flipped.regions.rows, expected.rows)
    for name in ("id", "area", "box", "colour", "age", "neighbours"):
        np.testing.assert_array_equal(getattr(flipped.regions.columns, name), getattr(expected.columns, name), name)
    np.testing.assert_allclose(flipped.regions.columns.centroid, expected.columns.centroid, atol=1e-9)


def test_the_mirrored_picture_of_picked_regions_is_the_picture_mirrored() -> None:
    result = segmentation(61, 83)
    np.testing.assert_array_equal(recolour(mirrored(result), {4}), recolour(result, {4})[:, ::-1])


def test_picks_are_any_collection_of_whole_numbers() -> None:
    result = segmentation(61, 83)
    collections: list[ArrayLike] = [[1, 7], (7, 1), np.array([1, 7])]
    for picked in collections:
        np.testing.assert_array_equal(recolour(result, picked), recolour(result, {1, 7}))  # type: ignore[arg-type]

"""The views of a segmentation, compared with plain NumPy; picks, backgrounds and the mirror."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pytest

from live_seg import Background, Config, ConfigError, Frame, Segmentation, Segmenter, recolour
from live_seg.segment.colour_space import features_of
from live_seg.segment.palette import measured_palette
from live_seg.view import DIM, VIEWS, cutout, edges, mirrored, overlay, render, side_by_side
from live_seg.view.cutout import transparent_cutout
from tests import oracle

if TYPE_CHECKING:
    from live_seg.config import ViewName

SIZES = [(1, 1), (1, 97), (97, 1), (2, 2), (61, 83)]
BACKGROUNDS = {
    "dim": DIM,
    "remove": Background("remove"),
    "blur": Background("blur"),
    "colour": Background((96, 192, 32)),
    "picture": Background(oracle.noise(9, 7)),
}


PLAIN_VIEWS = tuple(view for view in VIEWS if view != "regions")
"""The views of a segmentation without regions."""


def segmentation(height: int, width: int, k: int = 5) -> Segmentation:
    """Random colours with random labels, unlike the result of any fit."""
    bgr, rng = oracle.noise(height, width), np.random.default_rng(k)
    centroids = rng.permutation(255)[:k].astype(np.float32)[:, None].repeat(3, axis=1)
    palette = measured_palette(features_of(bgr.reshape(-1, 3), "bgr"), centroids, "bgr", 0)
    return Segmentation(Frame(0, Fraction(0), bgr), palette, rng.integers(0, k, (height, width), dtype=np.uint8))


def halves() -> Segmentation:
    """Left red and 0, right blue and 1: 40x60."""
    bgr = oracle.stripes((0, 0, 200), (200, 0, 0), height=40, width=60)
    labels = (np.arange(60) >= 30).astype(np.uint8) * np.ones((40, 1), np.uint8)
    palette = measured_palette(
        features_of(bgr.reshape(-1, 3), "bgr"), np.array([[0, 0, 200], [200, 0, 0]], np.float32), "bgr", 0
    )
    return Segmentation(Frame(0, Fraction(0), bgr), palette, labels)


def dimmed(picture: oracle.Bytes, keep: np.ndarray) -> np.ndarray:
    return np.where(keep[..., None], picture, np.rint(picture * 0.25))


def kept(result: Segmentation, *picked: int) -> np.ndarray:
    return np.isin(result.labels, picked)


def test_an_overlay_is_two_thirds_palette_and_a_third_frame() -> None:
    for size, k in product(SIZES, (1, 5, 64)):
        result = segmentation(*size, k)
        expected = 0.65 * result.palette.colours[result.labels] + 0.35 * result.frame.bgr
        assert np.abs(overlay(result) - expected).max() <= 0.51, f"size {size}, k {k}"


def test_side_by_side_are_the_frame_and_its_recoloured_picture() -> None:
    for size, k in product(SIZES, (1, 5, 64)):
        result = segmentation(*size, k)
        expected = np.hstack([result.frame.bgr, result.palette.colours[result.labels]])
        np.testing.assert_array_equal(side_by_side(result), expected, f"size {size}, k {k}")


@pytest.mark.parametrize("size", SIZES)
def test_what_is_not_picked_is_dimmed_to_a_quarter_of_its_light(size: tuple[int, int]) -> None:
    result = segmentation(*size)
    keep = kept(result, 1, 3)
    np.testing.assert_array_equal(recolour(result, {1, 3}), dimmed(recolour(result), keep))
    np.testing.assert_array_equal(overlay(result, {1, 3}), dimmed(overlay(result), keep))
    np.testing.assert_array_equal(side_by_side(result, {1, 3}), dimmed(side_by_side(result), np.hstack([keep, keep])))
    np.testing.assert_array_equal(cutout(result, {1, 3}), dimmed(result.frame.bgr, keep))


@pytest.mark.parametrize("view", PLAIN_VIEWS)
def test_all_segments_picked_look_like_none(view: ViewName) -> None:
    result = segmentation(61, 83)
    np.testing.assert_array_equal(render(result, view, frozenset(range(5))), render(result, view))


@pytest.mark.parametrize("view", PLAIN_VIEWS)
def test_every_view_is_a_new_writable_picture(view: ViewName) -> None:
    for size, k, picked in product((*SIZES, (1, 2000), (1081, 1083)), (1, 64), (frozenset[int](), frozenset({0}))):
        case = f"size {size}, k {k}, picked {set(picked)}"
        result = segmentation(*size, k)
        picture = render(result, view, picked)
        assert picture.shape == (size[0], size[1] * (2 if view == "side-by-side" else 1), 3), case
        assert picture.dtype == np.uint8
        first = picture.copy()
        picture[:] = 7
        again = render(result, view, picked)
        assert not np.shares_memory(picture, again), case
        np.testing.assert_array_equal(again, first, case)


@pytest.mark.parametrize("view", PLAIN_VIEWS)
def test_memory_used_again_leaves_nothing_in_the_picture(view: ViewName) -> None:
    result = segmentation(61, 83)
    expected = render(result, view, {1}).copy()
    for colour in (0, 255):
        trash = [render(result, other, {2}) for other in PLAIN_VIEWS]
        for picture in trash:
            picture[:] = colour
        del trash
        np.testing.assert_array_equal(render(result, view, {1}), expected)


def test_edges_are_a_light_line_with_a_dark_margin_between_segments_and_nothing_else() -> None:
    result = halves()
    picture, frame = edges(result), result.frame.bgr
    changed = np.flatnonzero((picture != frame).any(axis=(0, 2)))
    np.testing.assert_array_equal(changed, [29, 30, 31])
    assert (picture[:, 30] >= 240).all()
    assert picture[:, [29, 31]].max() <= 60


@pytest.mark.parametrize("level", [0, 128, 255])
def test_a_line_stands_out_on_any_ground(level: int) -> None:
    result = halves()
    flat = Segmentation(Frame(0, Fraction(0), np.full((40, 60, 3), level, np.uint8)), result.palette, result.labels)
    row = edges(flat)[20, 28:33, 0].astype(int)
    assert row[2] - row[1] >= 180


@pytest.mark.parametrize(("height", "width"), [(90, 1), (700, 1), (1080, 2), (2160, 4)])
def test_a_line_is_as_wide_as_the_picture_asks_for(height: int, width: int) -> None:
    labels = np.zeros((height, height), np.uint8)
    labels[:, height // 2 :] = 1
    frame = Frame(0, Fraction(0), np.zeros((height, height, 3), np.uint8))
    assert (edges(Segmentation(frame, halves().palette, labels))[height // 2] == 240).all(axis=1).sum() == width


def test_specks_have_no_edges() -> None:
    result = halves()
    labels = result.labels.copy()
    labels[10, 10] = 1
    np.testing.assert_array_equal(edges(Segmentation(result.frame, result.palette, labels)), edges(result))


def test_lines_that_no_picked_segment_has_are_dimmed_and_its_own_are_not() -> None:
    bgr = oracle.stripes((0, 0, 0), (100, 100, 100), (200, 200, 200), height=60, width=90)
    labels = np.broadcast_to(np.arange(90, dtype=np.uint8) // 30, (60, 90)).copy()
    palette = measured_palette(
        features_of(bgr.reshape(-1, 3), "bgr"), np.array([[0] * 3, [100] * 3, [200] * 3], np.float32), "bgr", 0
    )
    picture = edges(Segmentation(Frame(0, Fraction(0), bgr), palette, labels), {0})
    assert (picture[:, 30] == 240).all()
    assert (picture[:, 60] == 60).all()


@pytest.mark.parametrize("background", BACKGROUNDS)
def test_picked_segments_of_a_cut_out_have_the_frames_own_colours(background: str) -> None:
    for size in SIZES:
        result = segmentation(*size)
        keep, picture = kept(result, 1, 3), cutout(result, {1, 3}, BACKGROUNDS[background])
        np.testing.assert_array_equal(picture[keep], result.frame.bgr[keep], f"size {size}")


@pytest.mark.parametrize("background", BACKGROUNDS)
def test_a_cut_out_of_nothing_is_the_whole_frame(background: str) -> None:
    result = segmentation(61, 83)
    np.testing.assert_array_equal(cutout(result, background=BACKGROUNDS[background]), result.frame.bgr)


@pytest.mark.parametrize(("background", "colour"), [("remove", (0, 0, 0)), ("colour", (96, 192, 32))])
def test_the_rest_of_a_cut_out_is_black_or_of_the_colour_asked_for(background: str, colour: tuple[int, ...]) -> None:
    result = segmentation(61, 83)
    picture = cutout(result, {1}, BACKGROUNDS[background])
    np.testing.assert_array_equal(
        picture[~kept(result, 1)], np.broadcast_to(colour, (int((~kept(result, 1)).sum()), 3))
    )


def test_a_blurred_background_is_smooth_and_as_bright_as_it_was() -> None:
    result = segmentation(200, 300)
    rest = cutout(result, {1}, BACKGROUNDS["blur"])[~kept(result, 1)]
    assert abs(rest.mean() - result.frame.bgr.mean()) < 5
    assert rest.std() < result.frame.bgr.std() / 4


def test_picked_colours_do_not_bleed_into_a_blurred_background() -> None:
    result = halves()
    np.testing.assert_array_equal(cutout(result, {0}, BACKGROUNDS["blur"]), result.frame.bgr)


def test_a_picture_behind_covers_the_frame_and_is_cut_off_evenly() -> None:
    behind = oracle.stripes((255, 0, 0), (0, 255, 0), (0, 0, 255), height=40, width=120)
    picture = cutout(halves(), {0}, Background(behind))
    # the middle 60 of 120 columns, of which the right half is seen
    np.testing.assert_array_equal(picture[:, 30:], behind[:, 60:90])


@pytest.mark.parametrize("size", [(1, 1), (3, 500), (500, 3), (2000, 2000)])
def test_a_picture_of_any_shape_covers_the_whole_frame(size: tuple[int, int]) -> None:
    picture = cutout(halves(), {0}, Background(np.full((*size, 3), 77, np.uint8)))
    assert (picture[:, 30:] == 77).all()


def test_a_transparent_cut_out_is_opaque_where_it_is_picked() -> None:
    result = segmentation(61, 83)
    picture, keep = transparent_cutout(result, {1}), kept(result, 1)
    np.testing.assert_array_equal(picture[..., 3], np.where(keep, 255, 0))
    np.testing.assert_array_equal(picture[..., :3], cutout(result, {1}, BACKGROUNDS["remove"]))


@pytest.mark.parametrize("size", SIZES)
def test_a_mirrored_segmentation_is_flipped_as_a_whole_and_the_original_is_left(size: tuple[int, int]) -> None:
    result = segmentation(*size)
    flipped = mirrored(result)
    np.testing.assert_array_equal(flipped.frame.bgr, result.frame.bgr[:, ::-1])
    np.testing.assert_array_equal(flipped.labels, result.labels[:, ::-1])
    np.testing.assert_array_equal(recolour(flipped, {1}), recolour(result, {1})[:, ::-1])
    np.testing.assert_array_equal(mirrored(flipped).frame.bgr, oracle.noise(*size))
    assert (flipped.frame.index, flipped.frame.time) == (result.frame.index, result.frame.time)


def test_segmenting_goes_on_beside_a_mirror() -> None:
    plain, seen = Segmenter(Config(k=3)), Segmenter(Config(k=3))
    for light in (1.0, 0.9, 0.8):
        expected = plain.segment(oracle.scene(light)).labels
        result = seen.segment(oracle.scene(light))
        np.testing.assert_array_equal(mirrored(result).labels, expected[:, ::-1])


@pytest.mark.parametrize("text", ["dim", "remove", "blur"])
def test_a_background_is_parsed_from_its_name(text: str) -> None:
    assert Background.parse(text).kind == text


@pytest.mark.parametrize("text", ["#20c060", "#20C060"])
def test_a_colour_is_parsed_as_on_the_web(text: str) -> None:
    assert Background.parse(text).kind == (0x60, 0xC0, 0x20)
    assert Background.parse("#fff").kind == (255, 255, 255)


@pytest.mark.parametrize("text", ["", "blurr", "#20c06", "#20c06g", "#20c060ff", "Dim"])
def test_another_background_is_refused_with_what_is_allowed(text: str) -> None:
    with pytest.raises(
        ConfigError, match=r"background is '.*'; it must be dim, remove, blur, a colour such as #20c060"
    ):
        Background.parse(text)

"""Emphasis: the weights of pixels, and that small, vivid things keep their colours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from live_seg import Config, Segmenter, recolour
from live_seg.segment.colour_space import features_of
from live_seg.segment.emphasis import LEAST_CONTRAST, UNIT, weights_of
from live_seg.segment.sampling import Sample
from tests import oracle
from tests.segment.test_palette import both_spaces

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from live_seg.config import ColourSpace
    from tests.oracle import Bytes

GRAY, RED, GREEN = (128, 128, 128), (40, 30, 210), (40, 160, 30)
EMPHASES = (0.5, 1.0, 2.0)


def sample_of(picture: Bytes, space: ColourSpace = "lab") -> Sample:
    return Sample.of(picture, picture.size, space)


def weights(picture: Bytes, emphasis: float, space: ColourSpace = "lab") -> NDArray[np.float32]:
    found = weights_of(sample_of(picture, space), Config(emphasis=emphasis, colour_space=space))
    assert found is not None
    return found


def gray_with_a_patch(colour: tuple[int, int, int] = (80, 80, 140)) -> Bytes:
    """All grays from black to white, and 1 % of a reddish colour."""
    picture = np.repeat(np.linspace(0, 255, 100).astype(np.uint8)[None, :, None], 100, axis=0).repeat(3, axis=2)
    picture[45:55, 30:40] = colour
    return np.ascontiguousarray(picture)


def error_of_patch(picture: Bytes, k: int, emphasis: float) -> float:
    """The distance of the patch from the colour that it is shown in, in units of CIELAB."""
    shown = recolour(Segmenter(k=k, emphasis=emphasis, hysteresis=0).segment(picture))[50, 35]
    return float(np.linalg.norm(oracle.lab_of_bgr(shown) - oracle.lab_of_bgr(picture[50, 35])))


# weights


def test_without_emphasis_there_are_no_weights() -> None:
    assert weights_of(sample_of(oracle.scene()), Config()) is None


def test_weights_are_a_power_of_the_mean_distance_in_chroma() -> None:
    picture = oracle.scene()[::4, ::4].copy()
    chroma = sample_of(picture).points[:, 1:].astype(np.float64)
    apart = ((chroma[:, None] - chroma[None]) ** 2).sum(axis=2)
    contrast = np.sqrt(apart + LEAST_CONTRAST**2).mean(axis=1)
    for emphasis in EMPHASES:
        exact = UNIT * (contrast / LEAST_CONTRAST) ** emphasis
        # the grid adds to small distances
        ratio = weights(picture, emphasis) / exact
        assert 0.95 < ratio.min() <= ratio.max() < 1.3**emphasis


def test_weights_are_whole_numbers_of_at_least_16() -> None:
    for emphasis in EMPHASES:
        found = weights(oracle.scene(), emphasis)
        np.testing.assert_array_equal(found, np.rint(found))
        assert found.min() >= UNIT


def test_weights_do_not_depend_on_where_pixels_are() -> None:
    picture = oracle.scene().reshape(1, -1, 3)
    order = np.random.default_rng(0).permutation(picture.shape[1])
    np.testing.assert_array_equal(weights(picture[:, order].copy(), 1)[:, None], weights(picture, 1)[order][:, None])


def test_weights_do_not_depend_on_lightness() -> None:
    found = weights(np.array([[(0, 0, 0), GRAY, (255, 255, 255)]], np.uint8), 2)
    np.testing.assert_array_equal(found, found[0])


def test_weights_are_the_same_in_both_spaces() -> None:
    np.testing.assert_array_equal(weights(oracle.scene(), 1, "bgr"), weights(oracle.scene(), 1, "lab"))


def test_the_most_extreme_colours_of_srgb_have_weights() -> None:
    corners = np.array([[(b, g, r) for b in (0, 255) for g in (0, 255) for r in (0, 255)]], np.uint8)
    assert weights(corners, 2).max() < 40_000


def test_a_slight_change_of_a_colour_changes_its_weight_slightly() -> None:
    picture = np.full((40, 40, 3), GRAY, np.uint8)
    picture[:4] = RED
    changed = picture.copy()
    changed[4:, ::2, 0] += 1
    ratio = weights(changed, 1) / weights(picture, 1)
    assert 0.9 < ratio.min() <= ratio.max() < 1.1


# what is kept


@pytest.mark.parametrize(
    ("colour", "ks", "emphasis"),
    [((70, 70, 150), (4, 5, 6), 1), ((80, 80, 140), (5, 6, 7), 1), ((90, 90, 130), (5, 6, 7, 8), 2)],
    ids=["red", "reddish", "hint of red"],
)
def test_a_colour_on_1_percent_of_a_gray_picture_is_kept_with_emphasis_and_not_without(
    colour: tuple[int, int, int], ks: tuple[int, ...], emphasis: float
) -> None:
    picture = gray_with_a_patch(colour)
    for k in ks:
        assert error_of_patch(picture, k, 0) > 15, f"k {k}"
        assert error_of_patch(picture, k, emphasis) < 2.3, f"k {k}"


def test_labels_are_those_of_the_nearest_centroids() -> None:
    picture = oracle.scene()
    result = Segmenter(k=6, emphasis=2, hysteresis=0).segment(picture)
    points = features_of(picture.reshape(-1, 3), "lab")
    np.testing.assert_array_equal(result.labels.reshape(-1), oracle.nearest(points, result.palette.centroids))


def test_shares_and_inertia_count_every_pixel_once() -> None:
    picture = gray_with_a_patch()
    result = Segmenter(k=6, emphasis=2, hysteresis=0).segment(picture)
    shares = np.bincount(result.labels.reshape(-1), minlength=6) / result.labels.size
    np.testing.assert_allclose(result.palette.shares, shares, rtol=1e-6)
    points = features_of(picture.reshape(-1, 3), "lab")
    assert result.palette.inertia == pytest.approx(oracle.wcss(points, result.palette.centroids))


def test_the_same_frames_give_the_same_labels() -> None:
    one, other = Segmenter(k=6, emphasis=1), Segmenter(k=6, emphasis=1)
    for light in (1.0, 0.98, 0.95):
        np.testing.assert_array_equal(
            one.segment(oracle.scene(light)).labels, other.segment(oracle.scene(light)).labels
        )


# over time


def test_the_palette_of_a_still_video_does_not_move() -> None:
    rng, picture = np.random.default_rng(0), oracle.scene()
    segmenter = Segmenter(k=6, emphasis=2)
    first = segmenter.segment(picture).palette.centroids
    for frame in range(20):
        noisy = np.clip(picture + rng.normal(0, 2, picture.shape), 0, 255).astype(np.uint8)
        moved = np.abs(segmenter.segment(noisy).palette.centroids - first).max()
        assert moved < 1, f"frame {frame}"


def test_a_change_of_emphasis_fits_a_new_palette_and_labels_keep_their_meaning() -> None:
    picture = gray_with_a_patch()
    segmenter = Segmenter(k=6)
    before = segmenter.segment(picture)
    segmenter.reconfigure(emphasis=2)
    after = segmenter.segment(picture)
    patch = np.full((1, 3), picture[50, 35])
    assert np.abs(after.palette.colours[after.labels[50, 35]].astype(int) - patch).max() <= 3
    grays = (picture != picture[50, 35]).any(axis=2)
    assert np.mean(before.labels[grays] == after.labels[grays]) > 0.5


def test_a_locked_palette_stays() -> None:
    segmenter = Segmenter(k=6)
    before = segmenter.segment(oracle.scene()).palette.centroids
    segmenter.lock()
    segmenter.reconfigure(emphasis=2)
    np.testing.assert_array_equal(segmenter.segment(oracle.scene()).palette.centroids, before)


def test_a_given_palette_gives_the_same_labels_with_and_without() -> None:
    given = ["#101010", "#808080", "#d02020"]
    without, with_emphasis = (
        Segmenter(palette=given, emphasis=emphasis).segment(oracle.scene()) for emphasis in (0, 2)
    )
    np.testing.assert_array_equal(without.labels, with_emphasis.labels)


# pictures with few colours


@both_spaces
@pytest.mark.parametrize("colours", [(GRAY,), (GRAY, RED), (GRAY, RED, GREEN)], ids=len)
def test_pictures_with_fewer_colours_than_k_keep_them_exactly(
    colours: tuple[tuple[int, int, int], ...], space: ColourSpace
) -> None:
    one_pixel_each = np.array([colours], np.uint8)
    large = np.full((20, 20, 3), GRAY, np.uint8)
    large[0, : len(colours)] = colours
    for picture in (one_pixel_each, large):
        for k in (len(colours), 8):
            segmenter = Segmenter(k=k, emphasis=2, colour_space=space)
            for _ in range(3):
                shown = recolour(segmenter.segment(picture))
                assert np.abs(shown.astype(int) - picture).max() <= 1


def test_a_single_dark_pixel_next_to_vivid_ones_is_kept_if_there_are_clusters_for_it() -> None:
    # Its weight is the least one. A sample drawn in proportion to the weights could miss it.
    picture = np.full((30, 30, 3), RED, np.uint8)
    picture[15:], picture[7, 7] = GREEN, (60, 90, 60)
    np.testing.assert_allclose(recolour(Segmenter(k=3, emphasis=2).segment(picture)), picture, atol=1)

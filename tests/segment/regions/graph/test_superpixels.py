"""Superpixels, the relief that they follow, and the colour codes that describe them."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import cv2
import numpy as np

from live_seg.config import RegionQuality
from live_seg.kernels.regions.graph import COLOURS
from live_seg.kernels.regions.merging.features import FEATURES
from live_seg.kernels.regions.relief import CUES, INPUTS
from live_seg.segment.regions.graph.colour_codes import RATE, ColourCodes
from live_seg.segment.regions.graph.relief import LEAST, cues_of, relief_of
from live_seg.segment.regions.graph.superpixels import superpixels_of
from live_seg.segment.regions.graph.working_picture import WorkingPicture
from live_seg.segment.regions.quality import quality
from tests import oracle

if TYPE_CHECKING:
    from numpy.typing import NDArray

SIZES = [(1, 1), (1, 50), (50, 1), (2, 3), (41, 67)]


def picture_of(bgr: oracle.Bytes) -> WorkingPicture:
    return WorkingPicture.of(oracle.lab_of_bgr(bgr).astype(np.float32))


def halves(height: int = 90, width: int = 140, edge: int = 65) -> oracle.Bytes:
    bgr = np.full((height, width, 3), (90, 130, 90), np.uint8)
    bgr[:, edge:] = (40, 40, 200)
    return bgr


def test_both_qualities_have_weights_for_all_features_and_cues() -> None:
    for name in get_args(RegionQuality):
        how = quality(name)
        for network, inputs in ((how.relief, INPUTS), (how.merge, FEATURES)):
            units = len(network.output)
            shapes = [part.shape for part in network]
            assert shapes == [(inputs, units), (units,), (units,), (inputs,), (1,)]
            assert all(part.dtype == np.float32 and np.isfinite(part).all() for part in network)
    assert quality("fine").pixels > quality("fast").pixels


def test_every_pixel_belongs_to_a_superpixel_of_one_piece_and_there_is_one_for_each_cell() -> None:
    for size in SIZES:
        relief = np.random.default_rng(0).normal(-3, 2, size).astype(np.float32)
        lab = oracle.lab_of_bgr(oracle.noise(*size) // 128 * 255).astype(np.float32)
        owner, count = superpixels_of(relief, lab, 7, moves_outliers=True)
        assert count == -(-size[0] // 7) * -(-size[1] // 7)
        assert np.unique(owner).tolist() == list(range(count))
        for one in range(count):
            assert cv2.connectedComponents((owner == one).astype(np.uint8), connectivity=4)[0] == 2


def test_the_relief_is_finite_and_at_least_its_lowest_value_at_any_size() -> None:
    for size in SIZES:
        for bgr in (oracle.noise(*size), np.zeros((*size, 3), np.uint8), np.full((*size, 3), 255, np.uint8)):
            relief = relief_of(picture_of(bgr), quality("fast").relief)
            assert relief.shape == size
            assert np.isfinite(relief).all()
            assert relief.min() >= LEAST


def test_the_cues_of_all_levels_have_the_size_of_the_picture() -> None:
    for size in SIZES:
        assert cues_of(picture_of(oracle.noise(*size))).shape == (INPUTS, *size)


def test_an_edge_is_seen_at_all_levels_at_its_place_and_nothing_where_the_picture_is_flat() -> None:
    for level, chroma in enumerate(cues_of(picture_of(halves()))[1::CUES]):
        across: NDArray[np.float32] = chroma[45]
        assert abs(int(across.argmax()) - 64.5) <= 2**level + 1
        assert across[:30].max() < 0.01 * across.max()


def test_a_border_is_likeliest_on_an_edge() -> None:
    for name in get_args(RegionQuality):
        relief = relief_of(picture_of(halves()), quality(name).relief)
        assert (abs(relief[10:-10].argmax(axis=1) - 64.5) < 3).all()
        assert relief[10:-10, 62:68].max(axis=1).min() > relief[10:-10, 20:40].max() + 2


def test_a_superpixel_does_not_cross_an_edge() -> None:
    picture = picture_of(halves())
    how = quality("fast")
    owner, _ = superpixels_of(relief_of(picture, how.relief), picture.lab, how.side, moves_outliers=how.moves_outliers)
    left, right = set(owner[:, :63].reshape(-1).tolist()), set(owner[:, 67:].reshape(-1).tolist())
    assert not left & right


def planes_of(bgr: oracle.Bytes) -> NDArray[np.float32]:
    """L, a and b: (3, h, w)."""
    return np.ascontiguousarray(np.moveaxis(oracle.lab_of_bgr(bgr), -1, 0), np.float32)


def random_lab(seed: int) -> NDArray[np.float32]:
    return planes_of(oracle.noise(60, 80, seed))


def test_colours_that_are_alike_have_the_same_code_and_others_have_not() -> None:
    lab = planes_of(oracle.stripes((0, 0, 0), (255, 255, 255), (0, 0, 200), (0, 200, 0)))
    lab += np.random.default_rng(0).normal(0, 0.01, lab.shape).astype(np.float32)
    codes = ColourCodes().code(lab)
    assert codes.max() < COLOURS
    assert not any(
        set(codes[:, 16 * one].tolist()) & set(codes[:, 16 * other].tolist())
        for one in range(4)
        for other in range(one)
    )


def test_codes_are_the_same_for_the_same_pictures() -> None:
    once, again = ColourCodes(), ColourCodes()
    for seed in range(3):
        np.testing.assert_array_equal(once.code(random_lab(seed)), again.code(random_lab(seed)))


def test_codes_follow_a_picture_that_changes_slowly() -> None:
    codes, lab = ColourCodes(), random_lab(0)
    before = codes.code(lab)
    for _ in range(20):
        lab[0] += 0.5
        now = codes.code(lab)
    assert RATE > 0
    assert (now == before).mean() > 0.85


def test_codes_are_fitted_anew_when_they_are_forgotten() -> None:
    codes, lab = ColourCodes(), random_lab(1)
    codes.code(random_lab(0))
    codes.forget()
    np.testing.assert_array_equal(codes.code(lab), ColourCodes().code(lab))


def test_a_picture_with_fewer_colours_than_codes_is_coded() -> None:
    for size in ((1, 1), (1, 5), (30, 40)):
        codes = ColourCodes()
        for _ in range(3):
            assert len(np.unique(codes.code(np.full((3, *size), 40, np.float32)))) == 1

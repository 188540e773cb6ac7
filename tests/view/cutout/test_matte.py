"""Soft borders of cut-outs, compared with pictures that are mixed from known colours."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest

from live_seg import Frame, Segmentation
from live_seg.view.cutout import Mattes
from live_seg.view.cutout.matte import TOLERANCE
from tests.results import result_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

FRONT, BACK = np.array((40, 60, 200)), np.array((180, 150, 90))
SHARES = np.array([1.0] * 14 + [0.75, 0.25] + [0.0] * 16)
"""How much of each column is the thing in front. The border is between columns 14 and 15."""


def mixed(shares: NDArray[np.float64] = SHARES, noise: float = 0) -> NDArray[np.uint8]:
    """A picture of a thing on the left, whose pixels at the border show the background, too."""
    picture = shares[None, :, None] * FRONT + (1 - shares[None, :, None]) * BACK
    grain = np.random.default_rng(0).normal(0, noise, (24, len(shares), 3)) if noise else 0
    return np.clip(np.rint(np.broadcast_to(picture, (24, len(shares), 3)) + grain), 0, 255).astype(np.uint8)


def cut_out(picture: NDArray[np.uint8], columns: int = 15) -> Segmentation:
    """The picture with label 1 in its first columns, and label 0 elsewhere."""
    labels = np.zeros(picture.shape[:2], np.uint8)
    labels[:, :columns] = 1
    result = result_of(picture)
    palette = replace(
        result.palette,
        centroids=np.zeros((2, 3), np.float32),
        colours=np.zeros((2, 3), np.uint8),
        shares=np.full(2, 0.5, np.float32),
    )
    return Segmentation(Frame(0, Fraction(0), picture), palette, labels)


def test_opacity_is_the_share_of_the_thing_in_a_pixel() -> None:
    matte = Mattes().of(cut_out(mixed()), frozenset({1}))
    shares = matte.alpha[12, 13:17] / 255
    assert np.abs(shares - SHARES[13:17]).max() < 0.06


def test_away_from_the_border_a_pixel_is_opaque_or_gone() -> None:
    matte = Mattes().of(cut_out(mixed()), frozenset({1}))
    assert (matte.alpha[:, :13] == 255).all()
    assert (matte.alpha[:, 17:] == 0).all()


def test_colours_at_the_border_have_no_fringe_of_the_old_background() -> None:
    matte = Mattes().of(cut_out(mixed()), frozenset({1}))
    picture = np.full((24, 32, 3), 255, np.uint8)
    matte.put_over(mixed(), picture)
    expected = SHARES[None, :, None] * FRONT + (1 - SHARES[None, :, None]) * 255
    assert np.abs(picture - expected).max() <= 12


def test_a_colour_at_the_border_stays_near_those_inside() -> None:
    # pixels that are neither of the two sides, such as a seam in the light
    frame = mixed()
    frame[:, 14:17] = 255
    matte = Mattes().of(cut_out(frame), frozenset({1}))
    opacity = matte.alpha[matte.points[:, 1], matte.points[:, 0]]
    partly = (opacity > 0) & (opacity < 255)
    assert partly.any()
    assert np.abs(matte.colours[partly].astype(int) - FRONT).max() <= TOLERANCE


def test_a_frame_of_another_size_begins_anew() -> None:
    mattes, large = Mattes(), np.repeat(np.repeat(mixed(), 2, axis=0), 2, axis=1)
    mattes.of(cut_out(mixed()), frozenset({1}))
    after, alone = (one.of(cut_out(large, 30), frozenset({1})) for one in (mattes, Mattes()))
    np.testing.assert_array_equal(after.alpha, alone.alpha)


def test_where_it_is_opaque_the_frame_is_unchanged() -> None:
    frame = mixed(noise=3)
    matte = Mattes().of(cut_out(frame), frozenset({1}))
    picture = np.zeros_like(frame)
    matte.put_over(frame, picture)
    assert (picture[matte.alpha == 255] == frame[matte.alpha == 255]).all()


def test_over_its_own_background_a_cut_out_gives_the_frame_back() -> None:
    frame = mixed()
    matte = Mattes().of(cut_out(frame), frozenset({1}))
    picture = np.broadcast_to(BACK.astype(np.uint8), frame.shape).copy()
    matte.put_over(frame, picture)
    assert np.abs(picture.astype(int) - frame).max() <= 2


def test_bgra_has_the_opacity_as_alpha_and_black_where_nothing_is() -> None:
    frame = mixed()
    matte = Mattes().of(cut_out(frame), frozenset({1}))
    bgra = matte.as_bgra(frame)
    assert (bgra[..., 3] == matte.alpha).all()
    assert (bgra[matte.alpha == 0] == 0).all()
    assert (bgra[:, :13, :3] == frame[:, :13]).all()


def test_where_both_sides_look_the_same_opacity_follows_the_shape() -> None:
    flat = np.full((24, 32, 3), 128, np.uint8)
    matte = Mattes().of(cut_out(flat), frozenset({1}))
    # two thirds of the nine pixels around the last picked one are picked
    assert matte.alpha[12, 14] == pytest.approx(255 * 2 / 3, abs=12)
    assert matte.alpha[12, 15] == pytest.approx(255 / 3, abs=12)


def test_a_line_of_one_pixel_stays() -> None:
    frame = np.broadcast_to(BACK.astype(np.uint8), (24, 32, 3)).copy()
    frame[:, 10] = FRONT
    segmentation = cut_out(frame, 0)
    labels = np.zeros((24, 32), np.uint8)
    labels[:, 10] = 1
    matte = Mattes().of(replace(segmentation, labels=labels), frozenset({1}))
    assert (matte.alpha[:, 10] > 0).all()


def test_in_a_still_picture_the_border_moves_slowly() -> None:
    mattes = Mattes()
    frame = np.full((24, 32, 3), 128, np.uint8)
    before = mattes.of(cut_out(frame, 15), frozenset({1})).alpha.astype(int)
    after = mattes.of(cut_out(frame, 16), frozenset({1})).alpha.astype(int)
    alone = Mattes().of(cut_out(frame, 16), frozenset({1})).alpha.astype(int)
    moved, free = after[12, 15] - before[12, 15], alone[12, 15] - before[12, 15]
    assert 0 < moved <= free / 3


def test_where_the_picture_changes_the_border_moves_at_once() -> None:
    mattes = Mattes()
    mattes.of(cut_out(mixed()), frozenset({1}))
    shifted = mixed(np.roll(SHARES, 4))
    shifted[:, :4] = FRONT
    after = mattes.of(cut_out(shifted, 19), frozenset({1})).alpha
    assert (after == Mattes().of(cut_out(shifted, 19), frozenset({1})).alpha).all()


@pytest.mark.parametrize("size", [(1, 1), (1, 9), (9, 1), (2, 3)])
def test_small_pictures_have_mattes(size: tuple[int, int]) -> None:
    segmentation = cut_out(np.zeros((*size, 3), np.uint8), 1)
    matte = Mattes().of(segmentation, frozenset({1}))
    assert matte.alpha.shape == size
    assert matte.as_bgra(segmentation.frame.bgr).shape == (*size, 4)


def test_a_whole_frame_is_opaque() -> None:
    frame = mixed()
    assert (Mattes().of(cut_out(frame, 32), frozenset({1})).alpha == 255).all()


def test_frames_of_another_size_begin_anew() -> None:
    mattes = Mattes()
    mattes.of(cut_out(mixed()), frozenset({1}))
    small = mixed()[:10]
    assert (mattes.of(cut_out(small), frozenset({1})).alpha == Mattes().of(cut_out(small), frozenset({1})).alpha).all()

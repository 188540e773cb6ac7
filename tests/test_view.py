"""The view: every pixel in its cluster's colour, and a line of text that fits."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from live_seg import Config, Segmenter, recolour
from live_seg.view.hud import write_line
from live_seg.view.shape import with_square_pixels
from tests import oracle

SIZES = [(240, 320), (48, 64), (2160, 3840), (12, 16)]
STATUS = "live  29.9 frames/s  k = 8  REC 00:12"


def gray(height: int, width: int) -> oracle.Bytes:
    return np.full((height, width, 3), 128, np.uint8)


@pytest.mark.parametrize("k", [1, 2, 8, 64])
@pytest.mark.parametrize("size", [(1, 1), (1, 97), (97, 1), (61, 83)])
def test_every_pixel_has_its_labels_colour(size: tuple[int, int], k: int) -> None:
    result = Segmenter(Config(k=k)).segment(oracle.noise(*size))
    picture = recolour(result)
    assert picture.dtype == np.uint8
    np.testing.assert_array_equal(picture, result.palette.colours[result.labels])


def test_a_picture_of_fewer_colours_than_k_is_recoloured_as_itself() -> None:
    picture = oracle.stripes((0, 0, 0), (0, 0, 200), (250, 250, 250))
    np.testing.assert_array_equal(recolour(Segmenter(Config(k=8)).segment(picture)), picture)


def test_each_recoloured_picture_is_a_new_writable_array() -> None:
    result = Segmenter().segment(oracle.scene())
    first, second = recolour(result), recolour(result)
    first[:] = 0
    np.testing.assert_array_equal(recolour(result), second)
    assert not np.shares_memory(first, second)


@pytest.mark.parametrize("size", SIZES)
def test_a_line_is_light_on_a_darker_plate(size: tuple[int, int]) -> None:
    written = write_line(gray(*size), "k = 8")
    assert written.dtype == np.uint8
    assert written.shape == (*size, 3)
    assert written.max() > 160
    assert written.min() < 64


@pytest.mark.parametrize("text", [STATUS, "x" * 300, "", " ", "Zürich — 100 %", "two\nlines"])
@pytest.mark.parametrize("size", [*SIZES, (1, 1), (1, 500), (500, 1), (2, 2), (7, 5)])
def test_any_text_is_written_on_a_picture_of_any_size(size: tuple[int, int], text: str) -> None:
    assert write_line(gray(*size), text).shape == (*size, 3)


@pytest.mark.parametrize("size", [*SIZES, (1, 1)])
def test_the_picture_that_is_written_on_is_left_as_it_is(size: tuple[int, int]) -> None:
    picture = gray(*size)
    picture.flags.writeable = False
    written = write_line(picture, STATUS)
    assert (picture == 128).all()
    assert written.flags.writeable
    assert not np.shares_memory(written, picture)


@pytest.mark.parametrize("size", [(240, 320), (480, 640), (2160, 3840), (640, 120)])
def test_a_line_too_long_for_the_picture_is_made_smaller_until_it_fits(size: tuple[int, int]) -> None:
    written = write_line(gray(*size), STATUS * 3)
    changed = np.flatnonzero((written != 128).any(axis=(0, 2)))
    assert len(changed) > size[1] / 2
    assert changed[-1] < size[1] - 1
    assert written.max() > 128


def test_a_line_stands_in_the_lower_left_and_leaves_the_rest_of_the_picture() -> None:
    rows, columns, _ = np.nonzero(write_line(gray(240, 320), "k = 8") != 128)
    assert rows.min() > 200
    assert columns.max() < 100


def test_different_texts_look_different() -> None:
    assert not np.array_equal(write_line(gray(240, 320), "k = 8"), write_line(gray(240, 320), "k = 9"))


def test_square_pixels_are_left_as_they_are() -> None:
    picture = np.zeros((4, 6, 3), np.uint8)
    assert with_square_pixels(picture, Fraction(1)) is picture


def test_wide_pixels_make_a_wider_picture_of_the_same_colours() -> None:
    picture = np.arange(72, dtype=np.uint8).reshape(4, 6, 3)
    np.testing.assert_array_equal(with_square_pixels(picture, Fraction(2)), picture.repeat(2, axis=1))

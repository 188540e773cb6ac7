"""The view: every pixel in its cluster's colour."""

from __future__ import annotations

from itertools import product

import numpy as np

from live_seg import Config, Segmenter, recolour
from tests import oracle


def test_every_pixel_has_its_labels_colour() -> None:
    for size, k in product(((1, 1), (1, 97), (97, 1), (61, 83)), (1, 2, 8, 64)):
        result = Segmenter(Config(k=k)).segment(oracle.noise(*size))
        picture = recolour(result)
        assert picture.dtype == np.uint8
        np.testing.assert_array_equal(picture, result.palette.colours[result.labels], f"size {size}, k {k}")


def test_a_picture_of_fewer_colours_than_k_is_recoloured_as_itself() -> None:
    picture = oracle.stripes((0, 0, 0), (0, 0, 200), (250, 250, 250))
    np.testing.assert_array_equal(recolour(Segmenter(Config(k=8)).segment(picture)), picture)


def test_each_recoloured_picture_is_a_new_writable_array() -> None:
    result = Segmenter().segment(oracle.scene())
    first, second = recolour(result), recolour(result)
    first[:] = 0
    np.testing.assert_array_equal(recolour(result), second)
    assert not np.shares_memory(first, second)

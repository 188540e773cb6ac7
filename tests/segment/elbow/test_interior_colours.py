"""The inside of areas: the colours of a picture without the mixtures at edges."""

from __future__ import annotations

import cv2
import numpy as np

from live_seg.segment.elbow.interior_colours import interior_colours
from tests import oracle

BLACK, GRAY, WHITE = (0, 0, 0), (128, 128, 128), (255, 255, 255)


def distinct(colours: oracle.Bytes) -> list[list[int]]:
    rows: list[list[int]] = np.unique(colours, axis=0).tolist()
    return rows


def test_a_flat_picture_has_its_colour_in_every_cell() -> None:
    assert interior_colours(oracle.stripes(GRAY), 12, 16).tolist() == [list(GRAY)] * 12 * 16


def test_two_areas_have_two_colours_and_no_mixture() -> None:
    for width in (64, 642, 643):
        colours = interior_colours(oracle.stripes(BLACK, WHITE, height=480, width=width), 48, 64)
        assert distinct(colours) == [list(BLACK), list(WHITE)]
        assert len(colours) >= 0.96 * 48 * 64


def test_a_soft_edge_has_no_mixture_either() -> None:
    soft = cv2.GaussianBlur(oracle.stripes(BLACK, WHITE, height=480, width=640), (5, 5), 0)
    colours = interior_colours(np.asarray(soft, np.uint8), 48, 64)
    assert all(min(colour[0], 255 - colour[0]) <= 8 for colour in distinct(colours))


def test_a_stripe_narrower_than_two_cells_has_its_colour() -> None:
    picture = oracle.stripes(BLACK, height=480, width=640)
    picture[:, 303:317] = WHITE
    assert list(WHITE) in distinct(interior_colours(picture, 48, 64))


def test_an_edge_of_one_channel_is_one() -> None:
    for channel in range(3):
        other = np.array(GRAY)
        other[channel] += 40
        picture = oracle.stripes(GRAY, tuple(other.tolist()), height=240, width=322)
        assert distinct(interior_colours(picture, 48, 64)) == sorted([list(GRAY), other.tolist()])


def test_noise_that_is_everywhere_is_no_edge_and_is_averaged() -> None:
    rng = np.random.default_rng(0)
    noisy = oracle.stripes((80, 80, 80), (160, 160, 160), height=120, width=160) + rng.normal(0, 9, (120, 160, 3))
    colours = interior_colours(np.clip(noisy, 0, 255).astype(np.uint8), 120, 160).astype(int)
    assert len(colours) > 0.9 * 120 * 160
    dark, light = colours[colours[:, 0] < 120], colours[colours[:, 0] >= 120]
    assert dark.std() < 9 / 2
    assert light.std() < 9 / 2


def test_a_picture_of_nothing_but_edges_has_colours_too() -> None:
    assert len(interior_colours(oracle.noise(48, 64), 48, 64)) >= 48 * 64 / 2


def test_a_single_pixel_has_its_colour() -> None:
    assert interior_colours(np.full((1, 1, 3), 77, np.uint8), 1, 1).tolist() == [[77] * 3]

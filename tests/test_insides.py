"""The inside of areas: what is left of a sample without the mixtures at edges."""

from __future__ import annotations

import numpy as np

from live_seg.segment.insides import insides
from tests import oracle

BLACK, GRAY, WHITE = (0, 0, 0), (128, 128, 128), (255, 255, 255)


def test_a_flat_picture_is_inside_everywhere() -> None:
    assert insides(oracle.stripes(GRAY), 48, 64).all()


def test_pixels_beside_an_edge_are_not_inside() -> None:
    inside = insides(oracle.stripes(BLACK, WHITE), 48, 64)
    assert np.flatnonzero(~inside[10]).tolist() == [31, 32]


def test_a_cell_that_an_edge_runs_through_is_not_inside() -> None:
    inside = insides(oracle.stripes(BLACK, WHITE, height=480, width=642), 48, 64)
    assert np.flatnonzero(~inside[10]).tolist() == [31, 32]


def test_an_edge_of_one_channel_is_one() -> None:
    for channel in range(3):
        other = np.array(GRAY)
        other[channel] += 40
        assert not insides(oracle.stripes(GRAY, tuple(other)), 48, 64).all()


def test_noise_that_is_everywhere_is_no_edge() -> None:
    picture = np.clip(oracle.stripes(BLACK, WHITE) // 2 + oracle.noise(48, 64) // 8, 0, 255).astype(np.uint8)
    inside = insides(picture, 48, 64)
    assert inside[:, :30].mean() > 0.9
    assert not inside[:, 31:33].any()


def test_at_least_half_of_a_picture_is_inside() -> None:
    assert insides(oracle.noise(48, 64), 48, 64).mean() >= 0.5


def test_a_single_pixel_is_inside() -> None:
    assert insides(np.full((1, 1, 3), 77, np.uint8), 1, 1).tolist() == [[True]]

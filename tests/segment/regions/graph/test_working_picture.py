"""The working picture: its size, and the unit of its gradients."""

from __future__ import annotations

import numpy as np
import pytest

from live_seg.segment.regions.graph.working_picture import REFERENCE, WorkingPicture, working_colours
from tests import oracle


def test_a_frame_is_scaled_down_to_about_the_number_of_pixels_asked_for() -> None:
    for size in ((90, 160), (1000, 31), (333, 500)):
        height, width = working_colours(oracle.noise(*size), 5000).shape[:2]
        assert 0.9 * 5000 < height * width <= 5000


def test_a_frame_that_is_smaller_keeps_its_size_and_its_colours() -> None:
    for size in ((1, 1), (1, 50), (13, 17)):
        bgr = oracle.noise(*size)
        np.testing.assert_allclose(working_colours(bgr, 5000), oracle.lab_of_bgr(bgr), atol=0.3)


def test_gradients_are_in_units_of_the_pictures_that_the_weights_were_learned_on() -> None:
    picture = WorkingPicture.of(oracle.lab_of_bgr(oracle.noise(20, 30)).astype(np.float32))
    assert picture.scale == pytest.approx((20 * 30 / REFERENCE) ** 0.5)


def test_the_blur_removes_noise_and_keeps_the_mean() -> None:
    picture = WorkingPicture.of(oracle.lab_of_bgr(oracle.noise(60, 80)).astype(np.float32))
    assert picture.smooth.std() < 0.7 * picture.lab.std()
    np.testing.assert_allclose(picture.smooth.mean(axis=(1, 2)), picture.lab.mean(axis=(0, 1)), atol=1)

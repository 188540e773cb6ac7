"""A picture behind a cut-out: how it is scaled, and how long it is kept."""

from __future__ import annotations

import gc
import tracemalloc
import weakref

import numpy as np
import pytest

from live_seg.view.cutout import Background
from live_seg.view.cutout.background import covering
from tests import oracle


@pytest.mark.parametrize("size", [(1, 700), (700, 1), (3, 500), (48, 64), (480, 640), (1000, 90)])
def test_the_middle_of_the_picture_is_in_the_middle(size: tuple[int, int]) -> None:
    ramp = np.add.outer(np.linspace(0, 120, size[0]), np.linspace(0, 120, size[1]))
    picture = covering(np.repeat(ramp[..., None], 3, axis=2).astype(np.uint8), 96, 128)
    assert picture.shape == (96, 128, 3)
    assert picture.mean() == pytest.approx(ramp.mean(), abs=2)


def test_a_strip_is_cropped_before_it_is_scaled() -> None:
    strip = oracle.noise(1, 700)
    tracemalloc.start()
    covering(strip, 480, 640)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5 * 480 * 640 * 3


def test_a_picture_is_scaled_once_for_frames_of_one_size() -> None:
    given = oracle.noise(40, 60)
    background, frame, mask = Background(given), oracle.noise(20, 30), np.zeros((20, 30), np.uint8)
    first, second = np.empty_like(frame), np.empty_like(frame)
    background.fill(first, frame, mask)
    given[:] = 0  # is not read again
    background.fill(second, frame, mask)
    np.testing.assert_array_equal(first, second)


def test_nothing_is_kept_when_the_background_is_gone() -> None:
    given, frame = oracle.noise(40, 60), oracle.noise(20, 30)
    background = Background(given)
    background.fill(np.empty_like(frame), frame, np.zeros((20, 30), np.uint8))
    alive = weakref.ref(given)
    del given, background
    gc.collect()
    assert alive() is None

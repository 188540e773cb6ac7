"""Labels to colours, eight pixels at a time and the rest."""

from __future__ import annotations

import threading
from itertools import product

import numpy as np
import pytest

from live_seg import Config, Segmenter, recolour
from live_seg.segment import colour_map
from live_seg.segment.colour_map import paint
from tests import oracle


@pytest.mark.parametrize("is_busy", [False, True])
def test_each_pixel_gets_the_colour_of_its_label(*, is_busy: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(colour_map, "is_busy", lambda: is_busy)
    sizes = ((1, 1), (1, 7), (2, 4), (3, 3), (1, 8), (5, 13), (64, 129), (240, 320))
    for size, k in product(sizes, (1, 2, 64)):
        rng = np.random.default_rng(k)
        colours, labels = rng.integers(0, 256, (k, 3), dtype=np.uint8), rng.integers(0, k, size, dtype=np.uint8)
        picture = np.zeros((*size, 3), np.uint8)
        paint(labels, colours, picture)
        np.testing.assert_array_equal(picture, colours[labels], f"size {size}, k {k}")


def test_black_white_and_the_primaries_keep_their_channels() -> None:
    colours = np.array([[0, 0, 0], [255, 255, 255], [255, 0, 0], [0, 255, 0], [0, 0, 255]], np.uint8)
    labels = np.resize(np.arange(5, dtype=np.uint8), (11, 17))
    picture = np.zeros((11, 17, 3), np.uint8)
    paint(labels, colours, picture)
    np.testing.assert_array_equal(picture, colours[labels])


@pytest.mark.parametrize("size", [(4, 8), (5, 5)])
def test_a_label_that_has_no_colour_is_black_wherever_it_is(size: tuple[int, int]) -> None:
    picture = np.full((*size, 3), 9, np.uint8)
    paint(np.full(size, 7, np.uint8), np.full((2, 3), 200, np.uint8), picture)
    assert not picture.any()


def test_recolouring_while_another_thread_segments_is_safe() -> None:
    result, stop = Segmenter().segment(oracle.scene()), threading.Event()
    expected, pictures = recolour(result), []

    def paint_on() -> None:
        while not stop.is_set():
            pictures.append(np.array_equal(recolour(result), expected))

    thread = threading.Thread(target=paint_on)
    thread.start()
    segmenter = Segmenter(Config(k=5))
    for _ in range(50):
        segmenter.segment(oracle.scene())
    stop.set()
    thread.join()
    assert pictures
    assert all(pictures)

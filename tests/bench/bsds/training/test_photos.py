"""The training data: photographs, what people drew in them, and figures of cuts."""

from __future__ import annotations

from dataclasses import astuple

import cv2
import numpy as np
import pytest

from live_seg.bench.bsds.metrics import agreement
from live_seg.bench.bsds.training.borders import share_of_borders
from live_seg.bench.bsds.training.curves import figures_of
from live_seg.bench.bsds.training.photos import Example, Photo
from live_seg.segment.regions.hierarchy import merge_all
from live_seg.segment.regions.quality import quality
from tests.pictures import squares


def photo() -> Photo:
    """Blurred squares of which two people drew quarters and thirds."""
    drawn = np.zeros((2, 60, 90), np.uint16)
    drawn[0, 30:] += 1
    drawn[0, :, 45:] += 2
    drawn[1] = np.arange(90) // 30
    return Photo(cv2.GaussianBlur(squares(90, 60), (0, 0), 2).astype(np.uint8), drawn)


def test_the_figures_of_a_cut_are_those_of_the_benchmark() -> None:
    given, how = photo(), quality("fast")
    example = Example.of(given, how.pixels, how.side, how.relief)
    hierarchy = merge_all(example.graph, how.merge)
    heights = [float(height) for height in np.quantile(hierarchy.heights, (0, 0.8, 1))]
    found = figures_of([example], how.merge, heights)
    for row, height in zip(found[0], heights, strict=True):
        ids = hierarchy.cut(height)[example.graph.owner]
        expected = agreement(ids, [drawn.astype(np.intp) for drawn in given.drawn])
        assert row.tolist() == pytest.approx([*astuple(expected), len(np.unique(ids))])


def test_superpixels_know_how_many_of_their_pixels_lie_in_each_drawn_region() -> None:
    example = Example.of(photo(), 1200, 9, quality("fast").relief)
    assert (example.people, example.truth.shape[1]) == (2, 4 + 3)
    pixels = np.bincount(example.graph.owner.ravel())
    assert np.array_equal(example.truth[:, :4].sum(axis=1), pixels)
    assert np.array_equal(example.truth[:, 4:].sum(axis=1), pixels)


def test_a_mirrored_photo_is_mirrored_with_what_people_drew() -> None:
    given = photo()
    mirrored = given.mirrored()
    assert np.array_equal(mirrored.bgr[:, 0], given.bgr[:, -1])
    assert np.array_equal(mirrored.drawn[:, :, 0], given.drawn[:, :, -1])


def test_a_pixel_on_either_side_of_a_border_lies_on_it() -> None:
    drawn = np.array([[[1, 1, 2, 2], [1, 1, 2, 2]], [[0, 0, 0, 0], [5, 5, 5, 5]]], np.uint16)
    assert share_of_borders(drawn).tolist() == [[0.5, 1, 1, 0.5]] * 2

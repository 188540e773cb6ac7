"""What views refuse, and how they say it."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pytest

from live_seg import Background, ConfigError, Segmentation, Segmenter, cutout, edges, overlay, recolour, side_by_side
from live_seg.view import region_map, render
from tests import oracle
from tests.region_maps import with_regions

VIEWS = {
    "recolour": recolour,
    "overlay": overlay,
    "edges": edges,
    "side_by_side": side_by_side,
    "cutout": cutout,
    "render": partial(render, view="overlay"),
}


@pytest.fixture(scope="module")
def result() -> Segmentation:
    return Segmenter(k=3).segment(oracle.stripes((0, 0, 0), (0, 0, 200), (250, 250, 250)))


def refusal(function: Any, *arguments: object, **named: object) -> str:
    with pytest.raises(ConfigError) as refused:
        function(*arguments, **named)
    return str(refused.value)


def test_what_is_not_a_segmentation_is_refused() -> None:
    for name, view in VIEWS.items():
        for wrong in (None, np.zeros((4, 4, 3), np.uint8)):
            assert "it must be what Segmenter.segment returns" in refusal(view, wrong), name


def test_a_label_that_does_not_exist_is_refused_with_those_that_do(result: Segmentation) -> None:
    for name, view in VIEWS.items():
        for wrong in ({99}, {0, 3}, {-1}):
            assert "the labels of this segmentation are 0 to 2" in refusal(view, result, picked=wrong), name


def test_picks_that_are_not_labels_are_refused(result: Segmentation) -> None:
    for name, view in VIEWS.items():
        for wrong in (1, None, {"red"}, {0.5}):
            assert "it must be labels, such as {0, 2}" in refusal(view, result, picked=wrong), name


def test_a_negative_id_and_what_is_no_id_are_refused_where_there_are_regions(result: Segmentation) -> None:
    divided = with_regions(result, np.zeros(result.labels.shape))
    for name, view in {**VIEWS, "region_map": region_map}.items():
        assert "ids of regions are 0 or more" in refusal(view, divided, picked={-1}), name
        assert "it must be ids of regions, such as {0, 2}" in refusal(view, divided, picked={"red"}), name


def test_the_view_of_regions_is_refused_where_there_are_none(result: Segmentation) -> None:
    assert refusal(region_map, result).startswith("the segmentation has no regions; ")
    assert refusal(render, result, "regions").startswith("the segmentation has no regions; ")


def test_picks_are_any_collection_of_whole_numbers(result: Segmentation) -> None:
    expected = recolour(result, {0, 2})
    collections: list[Any] = [[0, 2], (2, 0), frozenset({0, 2}), np.array([0, 2]), {np.uint8(0), np.int64(2)}]
    for picked in collections:
        np.testing.assert_array_equal(recolour(result, picked), expected)


def test_what_is_not_a_background_is_refused(result: Segmentation) -> None:
    for wrong in ("blur", None, (0, 0, 0)):
        message = refusal(cutout, result, {0}, wrong)
        assert "it must be a Background, such as Background('blur')" in message


def test_a_background_of_another_kind_is_refused() -> None:
    wrong = ("blurr", "", None, 5, (1, 2), (1, 2, 300), (1.5, 2, 3), np.zeros((4, 4), np.uint8), np.zeros((4, 4, 3)))
    for kind in wrong:
        assert refusal(Background, kind).startswith("background is "), kind


def test_a_view_that_does_not_exist_is_refused(result: Segmentation) -> None:
    assert "view is 'outline'; it must be one of recolour, overlay" in refusal(render, result, "outline")


def test_a_background_that_is_no_text_or_has_no_pixels_is_refused() -> None:
    assert "background is 5" in refusal(Background.parse, 5)
    assert "has no pixels" in refusal(Background, np.zeros((0, 4, 3), np.uint8))

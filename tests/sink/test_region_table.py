"""The table of regions as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np

from live_seg.sink.region_table import indices_of, table_as_json
from tests.region_maps import regions_of

if TYPE_CHECKING:
    from live_seg.segment import Regions


def two_halves() -> Regions:
    """Ids 90000 on the left and 7 on the right."""
    ids = np.repeat([[90_000, 7]], 4, axis=0).repeat(3, axis=1)
    bgr = np.full((4, 6, 3), (10, 20, 255), np.uint8)
    return regions_of(ids, bgr, np.ones((4, 6), np.uint8), age=1.23456)


def test_a_row_has_everything_that_a_region_has() -> None:
    assert json.loads(table_as_json(two_halves()))["regions"][1] == {
        "id": 90_000,
        "area": 12,
        "box": [0, 0, 3, 4],
        "centroid": [1.0, 1.5],
        "colour": "#ff140a",
        "label": 1,
        "neighbours": [7],
        "age": 1.235,
    }


def test_places_are_those_of_the_table_of_python() -> None:
    regions = two_halves()
    indices = indices_of(regions)
    assert indices.dtype == np.uint16
    np.testing.assert_array_equal(np.array([region.id for region in regions.table])[indices], regions.ids)


def test_each_region_has_a_line() -> None:
    lines = table_as_json(two_halves()).splitlines()
    assert [json.loads(line.rstrip(","))["id"] for line in lines[1:-1]] == [7, 90_000]

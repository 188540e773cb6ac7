"""Regions of the built-in scene, whose objects are known: few ids, and the same ones after a cut and back."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest

from live_seg import Regions, Segmenter
from live_seg.source.demo.demo_source import CUT_START, CUT_STOP, DemoScene

RATE = 10


@pytest.fixture(scope="module")
def demo() -> list[Regions]:
    """The first 12.5 seconds at ten frames per second: the wide view, the close-up, and the wide view again."""
    segmenter = Segmenter(regions=True)
    with DemoScene(320, 180, Fraction(RATE), frame_count=25 * RATE // 2) as source:
        results = [segmenter.segment(frame).regions for frame in source]
    return [regions for regions in results if regions is not None]


def test_few_ids_are_given_out(demo: list[Regions]) -> None:
    most = max(len(regions) for regions in demo)
    assert len(set().union(*(np.unique(regions.ids).tolist() for regions in demo))) <= 2 * most


def test_most_pixels_have_the_same_ids_from_frame_to_frame(demo: list[Regions]) -> None:
    # the ball, the pendulum and the wheel move
    wide = demo[: CUT_START * RATE]
    shares = [(one.ids == other.ids).mean() for one, other in pairwise(wide)]
    assert np.mean(shares) >= 0.95


def test_the_wide_view_has_its_ids_again_after_the_close_up(demo: list[Regions]) -> None:
    before, after = demo[CUT_START * RATE - 1], demo[CUT_STOP * RATE]
    # all but what has moved
    assert (before.ids == after.ids).mean() >= 0.85
    known = set().union(*(np.unique(regions.ids).tolist() for regions in demo[: CUT_START * RATE]))
    names, areas = np.unique(after.ids, return_counts=True)
    assert sum(area for name, area in zip(names.tolist(), areas.tolist(), strict=True) if name in known) >= (
        0.95 * after.ids.size
    )


def test_still_things_keep_their_ids_all_the_time(demo: list[Regions]) -> None:
    # the sign and the floor
    wide = demo[5 : CUT_START * RATE] + demo[CUT_STOP * RATE + 2 :]
    for column, row in ((0.865, 0.265), (0.5, 0.97)):
        assert len({regions.id_at(int(320 * column), int(180 * row)) for regions in wide}) == 1

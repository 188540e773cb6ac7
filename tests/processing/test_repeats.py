"""Repeated frames are segmented once."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from live_seg import Config, Frame, Segmenter
from live_seg.processing.repeats import RepeatCache
from tests.media import moving_square


def test_a_scene_does_not_begin_again_with_a_repeated_frame() -> None:
    first = Frame(0, Fraction(0), moving_square(1)[0])
    cache = RepeatCache(Segmenter(Config(k=2)))
    results = [cache.segment(frame) for frame in (first, replace(first, index=1, time=Fraction(1, 50)))]
    assert [one.is_new_scene for one in results] == [True, False]

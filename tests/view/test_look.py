"""How the frames of a stream are shown: views with picks, backgrounds and borders."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from live_seg import Background, ConfigError, Segmentation
from live_seg.view import VIEWS, cutout, render
from live_seg.view.cutout import Mattes
from live_seg.view.edges import LIGHT
from live_seg.view.look import Look, LookView
from live_seg.view.picks import PickAt
from tests.region_maps import with_regions
from tests.results import result_of

if TYPE_CHECKING:
    from live_seg.config import ViewName

MIDDLE = PickAt(30, 20)


def square(time: float = 0) -> Segmentation:
    """A gray picture in which region 5, a square in the middle, is red."""
    picture = np.full((40, 60, 3), 128, np.uint8)
    picture[15:25, 20:40] = 0, 0, 200
    ids = np.zeros((40, 60), np.int32)
    ids[15:25, 20:40] = 5
    return with_regions(result_of(picture, time=Fraction(time)), ids)


def look(**settings: Any) -> Look:
    return Look(**{"picks": (MIDDLE,)} | settings)


@pytest.mark.parametrize("view", [view for view in VIEWS if view != "cutout"])
def test_a_view_shows_what_render_shows_with_these_picks(view: ViewName) -> None:
    shown = LookView(look(view=view))(square())
    assert (shown == render(square(), view, {5})).all()


def test_a_hard_cut_out_is_cut_along_pixels() -> None:
    shown = LookView(look(view="cutout", background=Background("remove"), is_soft=False))(square())
    assert (shown == cutout(square(), {5}, Background("remove"))).all()


def test_a_cut_out_has_a_soft_border() -> None:
    shown = LookView(look(view="cutout", background=Background("blur")))(square())
    matte = Mattes().of(square(), frozenset({5}))
    assert (shown == cutout(square(), {5}, Background("blur"), matte)).all()


def test_a_removed_background_is_transparent_where_the_format_allows_it() -> None:
    shown = LookView(look(view="cutout", background=Background("remove")), has_alpha=True)(square())
    assert shown.shape == (40, 60, 4)
    assert shown[0, 0].tolist() == [0, 0, 0, 0]
    assert shown[20, 30].tolist() == [0, 0, 200, 255]


def test_other_backgrounds_are_opaque_in_any_format() -> None:
    shown = LookView(look(view="cutout", background=Background((9, 9, 9))), has_alpha=True)(square())
    assert shown.shape == (40, 60, 3)


def test_before_the_pick_only_the_background_is_seen() -> None:
    settings = {"view": "cutout", "picks": (replace(MIDDLE, time=Fraction(1)),), "background": Background((1, 2, 3))}
    view = LookView(look(**settings))
    assert (view(square(0)) == (1, 2, 3)).all()
    assert view(square(1))[20, 30].tolist() == [0, 0, 200]


def test_before_the_pick_a_transparent_picture_is_empty() -> None:
    settings = {"view": "cutout", "picks": (replace(MIDDLE, time=Fraction(1)),), "background": Background("remove")}
    assert not LookView(look(**settings), has_alpha=True)(square(0)).any()


def test_the_background_may_change_with_time() -> None:
    view = LookView(look(view="cutout"), backgrounds=lambda time: Background((int(time), 0, 0)))
    assert [view(square(time))[0, 0].tolist() for time in (0, 7)] == [[0, 0, 0], [7, 0, 0]]


def test_an_outline_is_drawn_around_the_pick_in_any_view() -> None:
    shown = LookView(look(view="overlay", has_outline=True))(square())
    assert shown[20, 19].tolist() == [LIGHT] * 3


def test_side_by_side_is_twice_as_wide() -> None:
    assert look(view="side-by-side").size_of(64, 48) == (128, 48)
    assert look(view="overlay").size_of(64, 48) == (64, 48)


@pytest.mark.parametrize("settings", [{"view": "cutout"}, {"has_outline": True}])
def test_what_needs_a_pick_is_refused_without_one(settings: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match="needs a pick"):
        Look(**settings)


def test_a_pixel_outside_of_the_frames_is_refused_before_any_work() -> None:
    look().check(31, 21)
    with pytest.raises(ConfigError, match="the columns of a frame go from 0 to 29 and its rows from 0 to 20"):
        look().check(30, 21)

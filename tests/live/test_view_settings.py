"""How a session is shown, and what of it is recorded."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest

from live_seg import Background, Config, Segmentation, Segmenter
from live_seg.frame import StreamInfo
from live_seg.live.live_view import LiveView
from live_seg.live.recordings import Recordings
from live_seg.live.view_settings import BACKGROUNDS, ViewSettings
from live_seg.pipeline import FanOut
from live_seg.view import DIM, VIEWS, render
from tests import media, oracle
from tests.region_maps import cells, with_regions

if TYPE_CHECKING:
    from pathlib import Path

FLAG = oracle.stripes((0, 0, 0), (0, 0, 200), (250, 250, 250))


@pytest.fixture(scope="module")
def flag() -> Segmentation:
    return Segmenter(Config(k=3)).segment(FLAG)


def test_the_views_come_one_after_the_other_and_again() -> None:
    settings, seen = ViewSettings(), []
    for _ in range(len(VIEWS) + 1):
        seen.append(settings.view)
        settings = settings.in_next_view(has_regions=True)
    assert seen == [*VIEWS, VIEWS[0]]


def test_without_regions_their_view_is_left_out() -> None:
    settings, seen = ViewSettings(), []
    for _ in range(len(VIEWS)):
        seen.append(settings.view)
        settings = settings.in_next_view(has_regions=False)
    assert seen == [*(view for view in VIEWS if view != "regions"), VIEWS[0]]


def test_the_view_of_regions_is_recolour_where_there_are_none(flag: Segmentation) -> None:
    settings = ViewSettings(view="regions")
    np.testing.assert_array_equal(settings.picture(flag), render(flag, "recolour"))
    divided = with_regions(flag, cells(*flag.labels.shape))
    np.testing.assert_array_equal(settings.picture(divided), render(divided, "regions"))


def test_picks_of_one_kind_are_no_picks_of_the_other(flag: Segmentation) -> None:
    divided = with_regions(flag, cells(*flag.labels.shape))
    labels, ids = ViewSettings(picked=frozenset({0})), ViewSettings(picked=frozenset({0}), picks_regions=True)
    assert labels.picked_in(flag) == labels.picked_labels == {0}
    assert ids.picked_in(divided) == {0}
    assert not labels.picked_in(divided) | ids.picked_in(flag) | ids.picked_labels


def test_where_regions_come_or_go_nothing_stays_picked(flag: Segmentation) -> None:
    divided = with_regions(flag, cells(*flag.labels.shape))
    for before, now in ((flag, divided), (divided, flag)):
        settings = replace(ViewSettings().with_picks_carried(None, before), picked=frozenset({0, 1}))
        carried = settings.with_picks_carried(before, now)
        assert carried.picked == frozenset()
        assert carried.picks_regions == (now is divided)


def test_picked_ids_stay_whether_they_are_in_the_frame_or_not_and_whatever_k_is(flag: Segmentation) -> None:
    divided = with_regions(flag, cells(*flag.labels.shape))
    settings = ViewSettings(picked=frozenset({0, 999_999}), picks_regions=True)
    fewer = with_regions(Segmenter(Config(k=2)).segment(FLAG), np.full(flag.labels.shape, 5))
    assert settings.with_picks_carried(divided, fewer).picked == {0, 999_999}


def test_the_backgrounds_come_one_after_the_other_and_again() -> None:
    settings, seen = ViewSettings(), []
    for _ in range(4):
        seen.append(settings.background_name)
        settings = settings.with_next_background()
    assert seen == ["dim", "remove", "blur", "dim"]


def test_a_background_of_the_users_choice_comes_first_and_comes_back() -> None:
    green = Background((0, 255, 0))
    settings = ViewSettings.with_background(green, "cutout")
    assert settings.background is green
    for _ in range(4):
        settings = settings.with_next_background()
    assert settings.background is green


@pytest.mark.parametrize("kind", ["dim", "remove", "blur"])
def test_one_that_is_there_anyway_is_there_once(kind: str) -> None:
    settings = ViewSettings.with_background(Background(kind), "cutout")  # type: ignore[arg-type]
    assert sorted(str(one.kind) for one in settings.backgrounds) == sorted(str(one.kind) for one in BACKGROUNDS)


def test_without_a_choice_the_rest_is_dimmed() -> None:
    assert ViewSettings.with_background(None, "cutout").background is DIM


@pytest.mark.parametrize("view", VIEWS)
def test_it_is_seen_mirrored_in_every_view(view: str, flag: Segmentation) -> None:
    plain = ViewSettings(view=view)  # type: ignore[arg-type]
    turned = ViewSettings(view=view, is_mirrored=True)  # type: ignore[arg-type]
    seen = turned.seen(flag)
    np.testing.assert_array_equal(seen.labels, flag.labels[:, ::-1])
    assert turned.picture(seen).shape == plain.picture(plain.seen(flag)).shape


def recorded(folder: Path, flag: Segmentation, settings: ViewSettings) -> oracle.Bytes:
    view = LiveView(settings)
    info = StreamInfo(FLAG.shape[1], FLAG.shape[0], Fraction(30))
    with FanOut() as outputs:
        recordings = Recordings(outputs, info, view.recorded, folder, drops=False)
        recordings.begin(*settings.recorded_size(info.width, info.height), folder / "out.mp4")
        view.draw(flag)
        outputs.put(flag)
    return media.pictures_in(folder / "out.mp4")[0]


def test_what_is_shown_is_recorded(flag: Segmentation, tmp_path: Path) -> None:
    settings = ViewSettings(view="edges", picked=frozenset({int(flag.labels[0, 0])}))
    written = recorded(tmp_path, flag, settings)
    assert abs(float(written.mean()) - float(settings.picture(flag).mean())) < 3
    assert written.mean() < FLAG.mean() / 2


def test_another_view_is_recorded_where_one_is_asked_for(flag: Segmentation, tmp_path: Path) -> None:
    settings = ViewSettings(view="edges", record_view="recolour")
    written = recorded(tmp_path, flag, settings)
    assert abs(float(written.mean()) - float(render(flag, "recolour").mean())) < 3


def test_side_by_side_is_recorded_at_its_full_size(flag: Segmentation, tmp_path: Path) -> None:
    height, width, _ = FLAG.shape
    assert recorded(tmp_path, flag, ViewSettings(view="side-by-side")).shape == (height, 2 * width, 3)


def test_what_is_shown_and_what_is_recorded_have_sizes_of_their_own() -> None:
    settings = ViewSettings(view="edges", record_view="side-by-side")
    assert (settings.shown_size(64, 48), settings.recorded_size(64, 48)) == ((64, 48), (128, 48))


def test_a_picture_that_was_drawn_is_not_rendered_again_for_the_sinks(flag: Segmentation) -> None:
    view = LiveView(ViewSettings(view="edges"))
    drawn = view.draw(flag)
    assert view.shown(flag) is drawn
    assert view.recorded(flag) is drawn


def test_sinks_get_the_picture_that_was_shown_although_the_settings_have_changed_since(flag: Segmentation) -> None:
    view = LiveView(ViewSettings())
    drawn = view.draw(flag)
    view.settings = replace(view.settings, picked=frozenset({0}))
    assert view.shown(flag) is drawn

"""Regions in a live session: their keys, what is picked of them, and what is shown, saved and recorded."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest

from live_seg import Background, Config, ConfigError
from live_seg.live.controls import controls
from live_seg.live.run import run_session
from live_seg.live.session import Session
from live_seg.live.view_settings import ViewSettings
from live_seg.pipeline.timing import Pace
from live_seg.report.progress import Lines
from live_seg.sink.pointer import Box, Click
from tests.live_session import FOUR, Hands, Played, Stream, play

if TYPE_CHECKING:
    from pathlib import Path

    from live_seg.live.controls.picking import Pointed

HEIGHT, WIDTH = FOUR.shape[:2]
IDS = np.broadcast_to(100 + 7 * (np.arange(WIDTH, dtype=np.int32) // 8), (HEIGHT, WIDTH))
"""Eight stripes of eight columns, two for each of the four stripes of colour."""


@pytest.fixture(autouse=True)
def _messages_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    # for longer than two seconds, which a busy machine may take to come to an assertion
    monkeypatch.setattr(controls, "MESSAGE_SECONDS", 600.0)


def played_with(
    *keys: str | int | tuple[int, int] | Pointed, settings: ViewSettings | None = None, folder: Path | None = None
) -> tuple[Hands, Played]:
    """A paused session with regions, in which these keys are pressed."""
    screen = Hands((" ", *keys, "q"))
    played = play(Stream(0, 30, picture=FOUR), screen, Pace(), ids=IDS, settings=settings, folder=folder)
    return screen, played


def test_a_click_picks_a_region_and_the_rest_is_dimmed() -> None:
    screen, played = played_with((9, 0))
    assert played.controls.settings.picked == {107}
    assert screen.shown[-1].message == "1 picked"
    before, after = screen.pictures[0], screen.pictures[-1]
    np.testing.assert_array_equal(after[:, 8:16], before[:, 8:16])
    np.testing.assert_array_equal(after[:, 16:], np.rint(before[:, 16:] * 0.25))


def test_clicks_with_shift_make_one_pick_of_several_regions() -> None:
    _, played = played_with((0, 0), Click(63, 0, adds=True))
    assert played.controls.settings.picked == {100, 149}


def test_a_box_picks_the_regions_in_it() -> None:
    screen, played = played_with((0, 0), Box(10, 0, 40, HEIGHT))
    assert played.controls.settings.picked == {107, 114, 121, 128}
    assert screen.shown[-1].message == "4 picked"


def test_a_box_that_picks_nothing_says_why() -> None:
    screen, played = played_with((0, 0), Box(10, 0, 12, HEIGHT))
    assert not played.controls.settings.picked
    assert screen.shown[-1].message == "no region has at least half of its area in the box"


def test_a_click_in_the_mirrored_picture_picks_the_region_that_is_seen_there() -> None:
    _, played = played_with("m", (0, 0))
    assert played.controls.settings.picked == {149}


def test_no_colour_of_the_palette_is_marked_for_a_picked_region() -> None:
    screen, _ = played_with((0, 0))
    assert not screen.shown[-1].picked


def test_where_there_are_no_regions_a_box_says_how_to_have_some() -> None:
    screen = Hands((Box(0, 0, 20, 20), "q"))
    played = play(Stream(0, 30, picture=FOUR), screen, Pace())
    assert not played.controls.settings.picked
    assert screen.shown[-1].message == "a box picks regions, but regions are off; G switches them on"


def test_g_switches_regions_off_and_on_and_each_time_nothing_stays_picked() -> None:
    screen, played = played_with((0, 0), "g", (0, 0), "g")
    # shown after the first picture: the pause, a picked region, off, a picked label, on
    assert [len(dashboard.picked) for dashboard in screen.shown[2:6]] == [0, 0, 1, 0]  # labels only
    assert played.controls.settings.picked == frozenset()
    assert played.segmenter.config.regions
    assert screen.shown[3].message == "regions off; nothing is picked"
    assert screen.shown[5].message == "regions on; nothing is picked"


def test_the_figures_have_the_number_of_regions_while_they_are_on() -> None:
    screen, _ = played_with("g")
    assert (screen.shown[0].status.regions, screen.shown[-1].status.regions) == (8, None)


def test_brackets_change_the_detail_within_its_bounds() -> None:
    screen, played = played_with("]")
    assert played.segmenter.config.detail == 0.6
    assert screen.shown[-1].message == "detail 0.6"
    assert played_with(*"]]]]]")[1].segmenter.config.detail == 1.0
    screen, played = played_with(*"[[[[[[")
    assert played.segmenter.config.detail == 0.0
    assert screen.shown[-1].message == "detail cannot be less than 0"
    assert played_with(*"]]]]]]")[0].shown[-1].message == "detail cannot be more than 1"


def test_without_regions_brackets_say_how_to_switch_them_on() -> None:
    screen, played = played_with("g", "]")
    assert played.segmenter.config.detail == 0.5
    assert screen.shown[-1].message == "regions are off; G switches them on"


def test_v_comes_to_the_regions_only_while_they_are_on() -> None:
    screen, played = played_with("v", "v", "v")
    assert played.controls.settings.view == "regions"
    assert len(np.unique(screen.pictures[-1].reshape(-1, 3), axis=0)) == 8
    assert played_with("g", "v", "v", "v")[1].controls.settings.view == "side-by-side"


def test_while_regions_are_off_recolour_is_shown_in_place_of_their_view() -> None:
    screen, _ = played_with("g", settings=ViewSettings(view="regions"))
    np.testing.assert_allclose(screen.pictures[-1], FOUR, atol=1)  # rounded in CIELAB
    assert screen.shown[-1].message == "regions off; view: recolour"


def test_when_regions_come_back_their_view_comes_back() -> None:
    screen, _ = played_with("g", "g", settings=ViewSettings(view="regions"))
    np.testing.assert_array_equal(screen.pictures[-1], screen.pictures[0])
    assert screen.shown[-1].message == "regions on; view: regions"


def test_a_view_that_was_chosen_while_regions_were_off_stays() -> None:
    screen, played = played_with("g", "v", "g", settings=ViewSettings(view="regions"))
    # after recolour, which was shown
    assert played.controls.settings.view == "overlay"
    assert screen.shown[-1].message == "regions on"


def test_a_snapshot_has_the_regions(tmp_path: Path) -> None:
    settings = ViewSettings(view="cutout", background=Background("remove"))
    _, played = played_with((9, 0), "s", settings=settings, folder=tmp_path)
    parts = ["frame.png", "labels.png", "regions.json", "regions.png", "view.png"]
    assert sorted(path.name.rsplit("-", 1)[1] for path in tmp_path.iterdir()) == parts
    assert sorted(played.snapshots.paths) == sorted(tmp_path.iterdir())
    (table,) = tmp_path.glob("*-regions.json")
    (path,) = tmp_path.glob("*-regions.png")
    ids = np.array([region["id"] for region in json.loads(table.read_text())["regions"]])
    np.testing.assert_array_equal(ids[cv2.imread(str(path), cv2.IMREAD_UNCHANGED)], IDS)
    (path,) = tmp_path.glob("*-view.png")
    alpha = np.asarray(cv2.imread(str(path), cv2.IMREAD_UNCHANGED))[..., 3]
    np.testing.assert_array_equal(alpha > 127, IDS == 107)  # its border is soft


def test_a_session_cannot_start_in_the_view_of_regions_without_regions() -> None:
    for settings in (ViewSettings(view="regions"), ViewSettings(record_view="regions")):
        with pytest.raises(ConfigError, match="is 'regions', but regions are off; switch them on with --regions"):
            run_session(Session("demo", Config(), settings, window=False), Lines(io.StringIO()))

"""How a session is shown, and what of it is recorded."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest

from live_seg import Background, Config, Segmentation, Segmenter
from live_seg.frame import StreamInfo
from live_seg.live.outlets import Outlets
from live_seg.live.recordings import Recordings
from live_seg.live.view_settings import BACKGROUNDS, ViewSettings
from live_seg.view import DIM, VIEWS, render
from tests import media, oracle

if TYPE_CHECKING:
    from pathlib import Path

FLAG = oracle.stripes((0, 0, 0), (0, 0, 200), (250, 250, 250))


@pytest.fixture(scope="module")
def flag() -> Segmentation:
    return Segmenter(Config(k=3)).segment(FLAG)


def test_the_views_come_one_after_the_other_and_again() -> None:
    look, seen = ViewSettings(), []
    for _ in range(len(VIEWS) + 1):
        seen.append(look.view)
        look = look.in_next_view()
    assert seen == [*VIEWS, VIEWS[0]]


def test_the_backgrounds_come_one_after_the_other_and_again() -> None:
    look, seen = ViewSettings(), []
    for _ in range(4):
        seen.append(look.background_name)
        look = look.with_next_background()
    assert seen == ["dim", "remove", "blur", "dim"]


def test_a_background_of_the_users_choice_comes_first_and_comes_back() -> None:
    green = Background((0, 255, 0))
    look = ViewSettings.before(green, "cutout")
    assert look.background is green
    for _ in range(4):
        look = look.with_next_background()
    assert look.background is green


@pytest.mark.parametrize("kind", ["dim", "remove", "blur"])
def test_one_that_is_there_anyway_is_there_once(kind: str) -> None:
    look = ViewSettings.before(Background(kind), "cutout")  # type: ignore[arg-type]
    assert sorted(str(one.kind) for one in look.backgrounds) == sorted(str(one.kind) for one in BACKGROUNDS)


def test_without_a_choice_the_rest_is_dimmed() -> None:
    assert ViewSettings.before(None, "cutout").background is DIM


@pytest.mark.parametrize("view", VIEWS)
def test_it_is_seen_mirrored_in_every_view(view: str, flag: Segmentation) -> None:
    plain = ViewSettings(view=view)  # type: ignore[arg-type]
    turned = ViewSettings(view=view, is_mirrored=True)  # type: ignore[arg-type]
    seen = turned.seen(flag)
    np.testing.assert_array_equal(seen.labels, flag.labels[:, ::-1])
    assert turned.picture(seen).shape == plain.picture(plain.seen(flag)).shape


def recorded(folder: Path, flag: Segmentation, look: ViewSettings) -> oracle.Bytes:
    path = folder / "out.mp4"
    info = StreamInfo(FLAG.shape[1], FLAG.shape[0], Fraction(30))
    with Recordings(info, folder, overwrite=False) as recordings:
        recordings.begin(*look.recorded_size(info.width, info.height), path)
        outlets = Outlets(recordings)
        outlets.take(flag, look, look.picture(flag), wait=True)
        assert outlets.on_record is not None
    return media.pictures_in(path)[0]


def test_what_is_shown_is_recorded(flag: Segmentation, tmp_path: Path) -> None:
    look = ViewSettings(view="edges", picked=frozenset({int(flag.labels[0, 0])}))
    written = recorded(tmp_path, flag, look)
    assert abs(float(written.mean()) - float(look.picture(flag).mean())) < 3
    assert written.mean() < FLAG.mean() / 2


def test_another_view_is_recorded_where_one_is_asked_for(flag: Segmentation, tmp_path: Path) -> None:
    look = ViewSettings(view="edges", record_view="recolour")
    written = recorded(tmp_path, flag, look)
    assert abs(float(written.mean()) - float(render(flag, "recolour").mean())) < 3


def test_without_a_recording_nothing_is_kept(flag: Segmentation, tmp_path: Path) -> None:
    info = StreamInfo(FLAG.shape[1], FLAG.shape[0], Fraction(30))
    with Recordings(info, tmp_path, overwrite=False) as recordings:
        outlets = Outlets(recordings)
        outlets.take(flag, ViewSettings(), ViewSettings().picture(flag), wait=True)
        assert outlets.on_record is None
        assert not outlets.have_failed
    assert list(tmp_path.iterdir()) == []


def test_side_by_side_is_recorded_at_its_full_size(flag: Segmentation, tmp_path: Path) -> None:
    height, width, _ = FLAG.shape
    assert recorded(tmp_path, flag, ViewSettings(view="side-by-side")).shape == (height, 2 * width, 3)


def test_what_is_shown_and_what_is_recorded_have_sizes_of_their_own() -> None:
    look = ViewSettings(view="edges", record_view="side-by-side")
    assert (look.shown_size(64, 48), look.recorded_size(64, 48)) == ((64, 48), (128, 48))

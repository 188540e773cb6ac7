"""Snapshots that are taken while a session goes on."""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING

import pytest

from live_seg import Config, Segmentation, Segmenter
from live_seg.live import snapshots as module
from live_seg.live.snapshots import Snapshots
from live_seg.live.view_settings import ViewSettings
from tests import oracle

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def seen() -> Segmentation:
    return Segmenter(Config(k=3)).segment(oracle.scene())


def test_one_is_three_pictures_and_is_told_when_it_is_written(seen: Segmentation, tmp_path: Path) -> None:
    snapshots = Snapshots(tmp_path)
    assert snapshots.take(seen, ViewSettings())
    (said,) = snapshots.finish()
    assert said.startswith("saved snapshot live_seg-")
    assert sorted(snapshots.paths) == sorted(tmp_path.iterdir())
    assert len(snapshots.paths) == 3
    assert snapshots.news() == []


def test_while_one_is_written_no_other_is_begun(
    seen: Segmentation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go = Event()
    monkeypatch.setattr(module, "save_snapshot", lambda *_: (go.wait(10), (tmp_path / "a-view.png",))[1])
    snapshots = Snapshots(tmp_path)
    assert snapshots.take(seen, ViewSettings())
    assert not snapshots.take(seen, ViewSettings())
    assert snapshots.news() == []
    go.set()
    assert snapshots.finish() == ["saved snapshot a"]
    assert snapshots.take(seen, ViewSettings())
    snapshots.finish()


def test_two_in_one_second_have_names_of_their_own(seen: Segmentation, tmp_path: Path) -> None:
    snapshots = Snapshots(tmp_path)
    for _ in range(3):
        snapshots.take(seen, ViewSettings())
        snapshots.finish()
    assert len(list(tmp_path.iterdir())) == 9


def test_why_one_cannot_be_written_is_told_and_kept(seen: Segmentation, tmp_path: Path) -> None:
    snapshots = Snapshots(tmp_path / "gone")
    snapshots.take(seen, ViewSettings())
    (said,) = snapshots.finish()
    assert "does not exist" in said
    assert [str(failure) for failure in snapshots.failures] == [said]
    assert snapshots.paths == []

"""The samples: what is committed is small, plays, and is what its script makes."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np

import live_seg
from tests import media

if TYPE_CHECKING:
    import pytest

SAMPLES = Path(__file__).parents[2] / "samples"


def run(script: str, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run a script in this process, which has loaded all that it takes long to import."""
    path = str(SAMPLES / f"{script}.py")
    monkeypatch.setattr(sys, "argv", [path, str(out)])
    runpy.run_path(path, run_name="__main__")


def test_the_clip_is_six_seconds_with_sound_and_small() -> None:
    clip = SAMPLES / "clip.mp4"
    assert clip.stat().st_size < 3_000_000
    with live_seg.open_source(clip) as source:
        frames = list(source)
        assert source.damage is None
        assert frames[-1].time + 1 / source.info.frame_rate == 6
    assert abs(media.sound_seconds(clip) - 6) < 0.1


def test_the_clips_script_makes_the_clip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("make_clip", tmp_path / "clip.mp4", monkeypatch)
    made, committed = (media.pictures_in(path) for path in (tmp_path / "clip.mp4", SAMPLES / "clip.mp4"))
    assert len(made) == len(committed)
    # another machine's arithmetic may differ in a last bit, and the encoder's choices then do in some more
    for ours, theirs in zip(made[::30], committed[::30], strict=True):
        assert np.abs(ours.astype(int) - theirs).mean() < 1


def test_the_pictures_script_makes_the_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("make_picture", tmp_path / "out.png", monkeypatch)
    made = cv2.imread(str(tmp_path / "out.png"))
    committed = cv2.imread(str(SAMPLES / "segmented.jpg"))
    assert made is not None
    assert committed is not None
    assert made.shape == committed.shape
    assert np.abs(made.astype(int) - committed).mean() < 6


def test_attribution_names_both_photographers() -> None:
    text = (SAMPLES / "ATTRIBUTION.md").read_text()
    assert "danielbuechele" in text
    assert "vultilion" in text

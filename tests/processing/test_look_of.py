"""Picks and backgrounds as callers give them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import live_seg
from live_seg.cli import main
from live_seg.config import Config
from live_seg.errors import ConfigError
from live_seg.processing.look_of import background_of, picks_of
from live_seg.view.picks import PickAt, PickColour
from tests import pictures
from tests.media import write_video

if TYPE_CHECKING:
    from pathlib import Path


def test_a_pixel_is_one_pick() -> None:
    for pixel in ((100, 50), [100, 50], (np.int64(100), 50)):
        assert picks_of(pixel) == (PickAt(100, 50),)  # type: ignore[arg-type]  # NumPy's numbers are none to mypy


def test_picks_of_all_kinds_go_together() -> None:
    assert picks_of([(1, 2), "3,4", "center", "#fff"]) == (
        *(PickAt(1, 2), PickAt(3, 4), "centre", PickColour((255, 255, 255))),
    )


@pytest.mark.parametrize("wrong", [5, (1, 2, 3), (1.5, 2), (-1, 2), [None], {"x": 1}, (True, 1.0)])
def test_what_is_no_pick_is_refused(wrong: Any) -> None:
    with pytest.raises(ConfigError, match=r"^picks? is "):
        picks_of(wrong)


def test_a_background_is_read_from_an_image_file(tmp_path: Path) -> None:
    behind = pictures.squares()
    path = pictures.write(tmp_path / "beach.png", behind)
    read = background_of(str(path))
    np.testing.assert_array_equal(read.background.kind, behind)
    assert (read.picture, read.video) == (path, None)


def test_a_background_may_be_a_video(clip: Path) -> None:
    assert background_of(clip).video == str(clip)


@pytest.mark.parametrize("text", ["", "#20c06", "blurr", "-"])
def test_a_background_that_is_nothing_is_refused_with_what_is_allowed(text: str) -> None:
    with pytest.raises(ConfigError, match=r"^background is '.*'; it must be dim, .*, or the path of an image or"):
        background_of(text)


@pytest.mark.parametrize("name", ["missing.png", "missing.mp4", "gone/sea"])
def test_a_background_that_does_not_exist_is_refused(name: str) -> None:
    with pytest.raises(ConfigError, match=rf"^background is '{name}', which does not exist; it must be dim"):
        background_of(name)


def test_an_array_is_refused_with_what_is_allowed() -> None:
    with pytest.raises(ConfigError, match=r"^background is uint8 \(4, 4, 3\); .* or a Background$"):
        background_of(np.zeros((4, 4, 3), np.uint8))  # type: ignore[arg-type]


def test_a_folder_is_no_background() -> None:
    with pytest.raises(ConfigError, match=r"^background is '/', which cannot be read"):
        background_of("/")


def test_a_window_shows_no_video_behind_a_cutout(clip: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "--no-window", "--background", str(clip)]) == 2
    assert "a video; it must be an image, a colour, dim, remove or blur" in capsys.readouterr().err


@pytest.mark.parametrize("given", [{"background": "blur"}, {"hard_edges": True}])
def test_what_is_for_cutouts_is_refused_elsewhere(given: dict[str, Any], clip: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="which has no effect without view='cutout'"):
        live_seg.process(clip, tmp_path / "out.mp4", **given)


def test_edges_are_hard_if_asked_for(tmp_path: Path) -> None:
    photo = pictures.write(tmp_path / "photo.png", pictures.grainy(64, 48))
    for name, hard in (("soft", False), ("hard", True)):
        out = tmp_path / f"{name}.png"
        live_seg.process(photo, out, k=2, view="cutout", picks="largest", background="remove", hard_edges=hard)
    assert (tmp_path / "soft.png").read_bytes() != (tmp_path / "hard.png").read_bytes()


@pytest.mark.parametrize("name", ["behind.png", "behind.mp4"])
def test_a_background_is_never_replaced(name: str, clip: Path, tmp_path: Path) -> None:
    behind = tmp_path / name
    if name.endswith(".png"):
        pictures.write(behind, pictures.squares())
        source = pictures.write(tmp_path / "photo.png", pictures.squares(seed=1))
    else:
        write_video(behind, [pictures.squares(seed=seed) for seed in range(3)])
        source = clip
    before = behind.read_bytes()
    with pytest.raises(ConfigError, match=r"is the input .*, which is never overwritten"):
        live_seg.process(source, behind, Config(k=2), view="cutout", picks="largest", background=behind, overwrite=True)
    assert behind.read_bytes() == before

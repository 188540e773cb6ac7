"""Image files written: without loss, or with little, and whole or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest

from live_seg.errors import SinkError
from live_seg.sink.image import write_image
from tests.pictures import squares

if TYPE_CHECKING:
    from pathlib import Path


def written(path: Path) -> list[list[list[int]]]:
    picture = cv2.imdecode(np.frombuffer(path.read_bytes(), np.uint8), cv2.IMREAD_UNCHANGED)
    assert picture is not None
    return picture.tolist()  # type: ignore[no-any-return]


@pytest.mark.parametrize("suffix", [".png", ".PNG", ".webp"])
def test_png_and_webp_lose_nothing(suffix: str, tmp_path: Path) -> None:
    write_image(tmp_path / f"a{suffix}", squares(), overwrite=False)
    assert written(tmp_path / f"a{suffix}") == squares().tolist()


@pytest.mark.parametrize("suffix", [".jpg", ".jpeg"])
def test_flat_colours_stay_in_a_jpeg(suffix: str, tmp_path: Path) -> None:
    # squares as wide as a block: colours at half the size would run into each other
    write_image(tmp_path / f"a{suffix}", squares(), overwrite=False)
    assert np.abs(np.array(written(tmp_path / f"a{suffix}")) - squares().astype(int)).max() <= 4


@pytest.mark.parametrize("suffix", [".webp", ".jpg"])
def test_a_picture_that_is_too_large_for_its_format_leaves_nothing(suffix: str, tmp_path: Path) -> None:
    with pytest.raises(SinkError, match=r"70000x1 is too large for (WEBP|JPG); choose \.png"):
        write_image(tmp_path / f"a{suffix}", np.zeros((1, 70_000, 3), np.uint8), overwrite=False)
    assert list(tmp_path.iterdir()) == []


def test_an_existing_file_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_text("mine")
    with pytest.raises(SinkError, match="overwrite=True"):
        write_image(tmp_path / "a.png", squares(), overwrite=False)
    assert (tmp_path / "a.png").read_text() == "mine"
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("channels", [(), (4,)])
def test_gray_and_transparent_pictures_are_written_as_they_are(channels: tuple[int, ...], tmp_path: Path) -> None:
    picture = np.random.default_rng(0).integers(0, 256, (5, 7, *channels), dtype=np.uint8)
    write_image(tmp_path / "a.png", picture, overwrite=False)
    assert written(tmp_path / "a.png") == picture.tolist()


def test_a_transparent_picture_is_no_jpeg(tmp_path: Path) -> None:
    with pytest.raises(SinkError, match=r"JPEG has no transparency; choose \.png"):
        write_image(tmp_path / "a.jpg", np.zeros((5, 7, 4), np.uint8), overwrite=False)
    assert list(tmp_path.iterdir()) == []

"""Which image files an address names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from live_seg.errors import SourceError
from live_seg.source.image.pattern import image_files, in_natural_order, is_pattern
from live_seg.source.open import kind_of
from tests.pictures import gif, squares, write
from tests.platforms import posix_only

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder whose images are empty: nothing here looks into them."""
    for name in ("f10.png", "f2.JPG", "f1.webp", "notes.txt", ".hidden.png", "Thumbs.db"):
        (tmp_path / name).touch()
    (tmp_path / "more.png").mkdir()
    return tmp_path


def names(address: object) -> list[str]:
    return [path.name for path in image_files(str(address))]


def test_a_file_names_itself_whatever_it_is(folder: Path) -> None:
    assert image_files(str(folder / "none.png")) == (folder / "none.png",)


def test_a_folder_names_its_images_in_natural_order(folder: Path) -> None:
    assert names(folder) == ["f1.webp", "f2.JPG", "f10.png"]


def test_a_star_passes_over_what_is_no_image_too(folder: Path) -> None:
    assert names(folder / "*") == ["f1.webp", "f2.JPG", "f10.png"]
    assert names(folder / "f1*") == ["f1.webp", "f10.png"]


def test_two_stars_reach_into_folders(folder: Path) -> None:
    (folder / "more.png" / "f3.png").touch()
    assert "f3.png" in names(folder / "**" / "*.png")


def test_a_number_names_files_by_their_number(folder: Path) -> None:
    for number in (8, 9, 10):
        (folder / f"n_{number:03d}.png").touch()
    (folder / "n_8.png").touch()  # not of three digits
    assert names(folder / "n_%03d.png") == ["n_008.png", "n_009.png", "n_010.png"]
    assert names(folder / "n_%d.png") == ["n_8.png"]


def test_a_missing_number_is_named(folder: Path) -> None:
    for number in (1, 2, 4):
        (folder / f"n_{number:04d}.png").touch()
    with pytest.raises(SourceError, match=r"n_0003\.png is missing: the images of .*n_%04d\.png go from 1 to 4"):
        names(folder / "n_%04d.png")


@pytest.mark.parametrize(
    ("address", "line"),
    [
        ("*.jpeg", r"no file matches .*\*\.jpeg"),
        ("x_%d.png", "no file matches .*x_%d.png"),
        ("none/x_%d.png", "none cannot be read: "),
        ("*.txt", "matches 1 file, but no image"),
        ("more.png", "holds no images"),
    ],
)
def test_nothing_found_is_said(address: str, line: str, folder: Path) -> None:
    with pytest.raises(SourceError, match=line):
        names(folder / address)


@pytest.mark.parametrize(
    "name",
    ["shot[1].jpg", "100%d.jpg", pytest.param("what?.jpg", marks=posix_only), pytest.param("a*.jpg", marks=posix_only)],
)
def test_a_file_that_is_there_is_no_pattern(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    assert is_pattern(str(path))
    path.touch()
    assert not is_pattern(str(path))
    assert image_files(str(path)) == (path,)


def test_natural_order_compares_numbers_by_value_and_tells_apart_what_is_equal(tmp_path: Path) -> None:
    wanted = ["a", "a1b2", "a1b10", "a01b", "a1b", "a2", "B1"]
    ordered = [path.name for path in in_natural_order(tmp_path / name for name in reversed(wanted))]
    assert ordered.index("a1b2") < ordered.index("a1b10") < ordered.index("a2") < ordered.index("B1")
    assert ordered == [path.name for path in in_natural_order(tmp_path / name for name in wanted)]


def test_an_address_is_pictures_by_what_is_there(folder: Path, clip: Path) -> None:
    plain = write(folder / "a.png", squares()).rename(folder / "plain")
    (folder / "still.gif").write_bytes(gif(1))
    (folder / "moving.gif").write_bytes(gif(2))
    assert kind_of(str(folder)) == "pictures"
    assert kind_of(str(folder / "*.png")) == "pictures"
    assert kind_of(str(plain)) == "pictures"
    assert kind_of(str(folder / "gone.jpeg")) == "pictures"
    assert kind_of(str(folder / "still.gif")) == "pictures"
    assert kind_of(str(folder / "moving.gif")) == "animation"
    assert kind_of(str(clip)) == "file"

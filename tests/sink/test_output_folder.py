"""Output folders."""

from __future__ import annotations

from pathlib import Path

import pytest

from live_seg.errors import OutputExistsError, SinkError
from live_seg.sink.output_folder import OutputFolder, by_number


def test_a_folder_has_another_name_until_it_is_finished(tmp_path: Path) -> None:
    folder = OutputFolder(tmp_path / "masks")
    (folder.partial / "a.png").write_text("a")
    assert [path.name for path in tmp_path.iterdir()] == ["masks.part"]
    folder.publish()
    assert [path.name for path in (tmp_path / "masks").iterdir()] == ["a.png"]
    assert [path.name for path in tmp_path.iterdir()] == ["masks"]


def test_a_folder_that_exists_and_is_empty_is_filled(tmp_path: Path) -> None:
    (tmp_path / "masks").mkdir()
    folder = OutputFolder(tmp_path / "masks")
    (folder.partial / "a.png").write_text("a")
    folder.publish()
    assert [path.name for path in (tmp_path / "masks").iterdir()] == ["a.png"]


def test_a_folder_with_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(OutputExistsError):
        OutputFolder(tmp_path)


def test_with_overwrite_files_of_the_same_name_are_replaced_and_others_stay(tmp_path: Path) -> None:
    masks = tmp_path / "masks"
    masks.mkdir()
    (masks / "a.png").write_text("old")
    (masks / "mine.txt").write_text("mine")
    folder = OutputFolder(masks, overwrite=True)
    (folder.partial / "a.png").write_text("new")
    folder.publish()
    assert (masks / "a.png").read_text() == "new"
    assert (masks / "mine.txt").read_text() == "mine"


def test_the_index_is_missing_if_files_cannot_all_be_replaced(tmp_path: Path) -> None:
    path = tmp_path / "labels"
    (path / "b.png").mkdir(parents=True)  # a file cannot replace it
    (path / "a.png").write_text("old")
    (path / "0.json").write_text("old")
    folder = OutputFolder(path, "0.json", overwrite=True)
    for name in ("0.json", "a.png", "b.png"):
        (folder.partial / name).write_text("new")
    with pytest.raises(SinkError, match=r"look for .*labels\.part"):
        folder.publish()
    assert (path / "a.png").read_text() == "new"
    assert sorted(file.name for file in path.iterdir()) == ["a.png", "b.png"]
    assert sorted(file.name for file in folder.partial.iterdir()) == ["0.json", "b.png"]


def test_files_that_appear_meanwhile_are_not_replaced(tmp_path: Path) -> None:
    folder = OutputFolder(tmp_path / "masks")
    (tmp_path / "masks").mkdir()
    (tmp_path / "masks" / "mine.txt").write_text("mine")
    with pytest.raises(OutputExistsError):
        folder.publish()
    assert folder.partial.is_dir()


def test_the_partial_folder_of_an_earlier_run_is_kept(tmp_path: Path) -> None:
    (tmp_path / "masks.part").mkdir()
    assert OutputFolder(tmp_path / "masks").partial == tmp_path / "masks.part-2"


def test_a_discarded_folder_leaves_nothing(tmp_path: Path) -> None:
    folder = OutputFolder(tmp_path / "masks")
    (folder.partial / "a.png").write_text("a")
    folder.discard()
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "masks").write_text("mine")
    with pytest.raises(SinkError, match="it is not a folder"):
        OutputFolder(tmp_path / "masks", overwrite=True)


def test_a_folder_in_a_folder_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SinkError, match="does not exist"):
        OutputFolder(tmp_path / "no" / "masks")


def test_frames_are_named_by_number() -> None:
    assert [by_number(0), by_number(1234567)] == ["000000", "1234567"]

"""Output files: whole or not at all, and never in place of what was not to be replaced."""

from __future__ import annotations

from pathlib import Path

import pytest

from live_seg.errors import ConfigError, SinkError
from live_seg.sink.output_file import OutputFile, refuse_to_write_on_input
from tests.platforms import linux_only, posix_only


def fill(path: Path, text: str) -> Path:
    path.write_text(text)
    return path


def refusal(path: Path, *, overwrite: bool = False) -> str:
    """The one line with which a place is refused; nothing may have been written there."""
    before = sorted(path.parent.iterdir()) if path.parent.is_dir() and path.parent != Path("/proc") else None
    with pytest.raises(SinkError) as caught:
        OutputFile(path, overwrite=overwrite)
    assert before is None or sorted(path.parent.iterdir()) == before
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_it_is_written_beside_its_place_under_a_partial_name(tmp_path: Path) -> None:
    output = OutputFile(tmp_path / "out.mp4")
    assert output.partial == tmp_path / "out.part.mp4"
    assert output.partial.exists()
    assert not output.path.exists()


def test_publish_gives_it_its_name(tmp_path: Path) -> None:
    output = OutputFile(tmp_path / "out.mp4")
    fill(output.partial, "new")
    output.publish()
    assert output.path.read_text() == "new"
    assert not output.partial.exists()


def test_discard_leaves_nothing(tmp_path: Path) -> None:
    output = OutputFile(tmp_path / "out.mp4")
    output.discard()
    output.discard()
    assert list(tmp_path.iterdir()) == []


def test_a_relative_path_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    OutputFile(Path("out.mp4")).publish()
    assert (tmp_path / "out.mp4").exists()


def test_an_existing_file_is_refused(tmp_path: Path) -> None:
    old = fill(tmp_path / "out.mp4", "old")
    assert "out.mp4 exists" in refusal(old)
    assert old.read_text() == "old"


def test_the_refusal_names_the_way_out(tmp_path: Path) -> None:
    assert "overwrite=True" in refusal(fill(tmp_path / "out.mp4", "old"))


@posix_only
def test_a_link_to_nowhere_is_an_existing_file(tmp_path: Path) -> None:
    (tmp_path / "out.mp4").symlink_to(tmp_path / "gone.mp4")
    assert "exists" in refusal(tmp_path / "out.mp4")


def test_the_old_file_is_intact_until_publish(tmp_path: Path) -> None:
    old = fill(tmp_path / "out.mp4", "old")
    output = OutputFile(old, overwrite=True)
    fill(output.partial, "new")
    assert old.read_text() == "old"
    output.publish()
    assert old.read_text() == "new"


def test_the_old_file_outlives_a_discard(tmp_path: Path) -> None:
    old = fill(tmp_path / "out.mp4", "old")
    OutputFile(old, overwrite=True).discard()
    assert old.read_text() == "old"


def test_a_file_that_appears_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    output = OutputFile(tmp_path / "out.mp4")
    fill(output.partial, "mine")
    fill(output.path, "theirs")
    with pytest.raises(SinkError, match="exists"):
        output.publish()
    assert output.path.read_text() == "theirs"
    assert output.partial.read_text() == "mine"


def test_a_partial_file_that_is_gone_is_an_error(tmp_path: Path) -> None:
    output = OutputFile(tmp_path / "out.mp4")
    output.partial.unlink()
    with pytest.raises(SinkError, match=r"cannot finish .*out\.mp4"):
        output.publish()


def test_the_partial_file_of_an_earlier_run_is_kept(tmp_path: Path) -> None:
    earlier = fill(tmp_path / "out.part.mp4", "an hour of recording")
    output = OutputFile(tmp_path / "out.mp4", overwrite=True)
    assert output.partial == tmp_path / "out.part-2.mp4"
    output.publish()
    assert earlier.read_text() == "an hour of recording"


def test_two_at_once_do_not_share_a_partial_file(tmp_path: Path) -> None:
    outputs = [OutputFile(tmp_path / "out.mp4") for _ in range(3)]
    assert len({output.partial for output in outputs}) == 3


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    assert f"the folder {tmp_path / 'missing'} does not exist" in refusal(tmp_path / "missing" / "out.mp4")


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    assert "does not exist" in refusal(fill(tmp_path / "file", "") / "out.mp4")


@pytest.mark.parametrize("overwrite", [False, True])
def test_a_folder_in_place_of_the_file_is_refused(tmp_path: Path, *, overwrite: bool) -> None:
    (tmp_path / "out.mp4").mkdir()
    assert "is a folder" in refusal(tmp_path / "out.mp4", overwrite=overwrite)


@linux_only
def test_a_place_that_cannot_be_written_is_refused() -> None:
    # not even root can create a file there
    assert "cannot write in /proc" in refusal(Path("/proc/out.mp4"))


def test_a_name_too_long_for_its_partial_is_refused(tmp_path: Path) -> None:
    assert "cannot write" in refusal(tmp_path / ("n" * 250 + ".mp4"))


def links_to_the_input(folder: Path) -> list[Path]:
    clip = fill(folder / "clip.mp4", "input")
    (folder / "soft.mp4").symlink_to(clip)
    (folder / "hard.mp4").hardlink_to(clip)
    (folder / "chain.mp4").symlink_to(folder / "soft.mp4")
    (folder / "sub").mkdir()
    (folder / "linked").symlink_to(folder, target_is_directory=True)
    return [
        clip,
        folder / "soft.mp4",
        folder / "hard.mp4",
        folder / "chain.mp4",
        folder / "sub" / ".." / "clip.mp4",
        folder / "linked" / "clip.mp4",
        Path("clip.mp4"),
        Path("sub/../clip.mp4"),
    ]


@posix_only
@pytest.mark.parametrize("which", range(8))
def test_the_input_is_refused_by_every_name(which: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    output = links_to_the_input(tmp_path)[which]
    with pytest.raises(ConfigError, match="is the input") as caught:
        refuse_to_write_on_input(output, str(tmp_path / "clip.mp4"))
    assert str(output) in str(caught.value)
    assert (tmp_path / "clip.mp4").read_text() == "input"


@posix_only
def test_a_link_as_the_input_is_seen_through(tmp_path: Path) -> None:
    clip, soft = links_to_the_input(tmp_path)[:2]
    with pytest.raises(ConfigError, match="is the input"):
        refuse_to_write_on_input(clip, str(soft))


def test_an_output_that_is_not_there_yet_is_fine(tmp_path: Path) -> None:
    refuse_to_write_on_input(tmp_path / "out.mp4", str(fill(tmp_path / "clip.mp4", "input")))


def test_another_file_with_the_same_content_is_fine(tmp_path: Path) -> None:
    refuse_to_write_on_input(fill(tmp_path / "out.mp4", "same"), str(fill(tmp_path / "clip.mp4", "same")))


def test_an_input_that_has_the_partial_name_is_not_written_to(tmp_path: Path) -> None:
    clip = fill(tmp_path / "out.part.mp4", "input")
    refuse_to_write_on_input(tmp_path / "out.mp4", str(clip))
    output = OutputFile(tmp_path / "out.mp4")
    fill(output.partial, "new")
    output.publish()
    assert clip.read_text() == "input"
    assert not clip.samefile(output.path)

"""Standard input as a source."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import live_seg
from live_seg.cli import main
from tests.media import moving_square, picture_times, sound_packets
from tests.pictures import write
from tests.platforms import posix_only
from tests.processes import wait_until, without_compiling

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LIVE_SEG = [sys.executable, "-m", "live_seg"]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """An environment in which temporary files go to an empty folder, `folder_for_copies`."""
    folder_for_copies(tmp_path).mkdir()
    return os.environ | {"TMPDIR": str(folder_for_copies(tmp_path))}


def folder_for_copies(folder: Path) -> Path:
    return folder / "temporary"


def left_in(folder: Path) -> list[str]:
    return [path.name for path in folder_for_copies(folder).iterdir() if path.name.startswith("live-seg")]


@pytest.fixture
def given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[bytes], None]]:
    """Gives this process a standard input. Temporary files go to an empty folder, `folder_for_copies`."""
    folder_for_copies(tmp_path).mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder_for_copies(tmp_path)))
    with ExitStack() as opened:

        def give(data: bytes) -> None:
            path = tmp_path / "given"
            path.write_bytes(data)
            monkeypatch.setattr(sys, "stdin", opened.enter_context(path.open()))

        yield give


def said(ran: subprocess.CompletedProcess[bytes]) -> str:
    return without_compiling(ran.stderr.decode())


def test_a_video_is_processed_with_its_sound(clip: Path, tmp_path: Path, given: Callable[[bytes], None]) -> None:
    given(clip.read_bytes())
    assert main(["process", "-", "-o", str(tmp_path / "out.mp4"), "-k3"]) == 0
    assert picture_times(tmp_path / "out.mp4") == picture_times(clip)
    assert sound_packets(tmp_path / "out.mp4") == sound_packets(clip)
    assert left_in(tmp_path) == []


def test_a_pipe_may_go_through(clip: Path, tmp_path: Path, environment: dict[str, str]) -> None:
    command = [*LIVE_SEG, "process", "-", "-o", "-", "-k3"]
    ran = subprocess.run(command, input=clip.read_bytes(), env=environment, capture_output=True, check=False)
    (tmp_path / "out.mkv").write_bytes(ran.stdout)
    assert ran.returncode == 0, said(ran)
    assert len(picture_times(tmp_path / "out.mkv")) == 25


def test_an_image_is_processed_and_outputs_are_named_after_standard_input(
    tmp_path: Path, given: Callable[[bytes], None]
) -> None:
    given(write(tmp_path / "photo.png", moving_square(1)[0]).read_bytes())
    assert main(["process", "-", "-o", str(tmp_path / "out"), "-k3"]) == 0
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["standard input.png"]


def test_damage_is_told_in_the_name_of_standard_input(
    clip: Path, tmp_path: Path, given: Callable[[bytes], None], capsys: pytest.CaptureFixture[str]
) -> None:
    given(clip.read_bytes()[:-6000])
    assert main(["process", "-", "-o", str(tmp_path / "out.mp4"), "-k3"]) == 4
    told = capsys.readouterr().err
    assert told.startswith("live-seg: standard input")
    assert str(folder_for_copies(tmp_path)) not in told


@pytest.mark.parametrize(
    ("data", "line"),
    [(b"", "standard input is empty"), (b"some text\n" * 99, "standard input is not a video but text")],
)
def test_what_cannot_be_read_is_a_source_error_and_leaves_nothing(
    data: bytes, line: str, tmp_path: Path, given: Callable[[bytes], None], capsys: pytest.CaptureFixture[str]
) -> None:
    for command in (["process", "-", "-o", str(tmp_path / "out.mp4")], ["elbow", "-"]):
        given(data)
        assert main(command) == 3
        assert capsys.readouterr().err == f"live-seg: {line}\n"
    assert left_in(tmp_path) == []


def test_a_file_called_dash_is_not_meant(
    clip: Path,
    tmp_path: Path,
    given: Callable[[bytes], None],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("-").write_bytes(clip.read_bytes())
    given(b"")
    assert main(["process", "-", "-o", "out.mp4"]) == 3
    assert "standard input is empty" in capsys.readouterr().err
    assert main(["process", "./-", "-o", "out.mp4"]) == 0


def test_open_source_reads_it(clip: Path, tmp_path: Path, given: Callable[[bytes], None]) -> None:
    given(clip.read_bytes())
    with live_seg.open_source("-") as source:
        assert sum(1 for _ in source) == 25
    assert left_in(tmp_path) == []


def test_process_reads_it(clip: Path, tmp_path: Path, given: Callable[[bytes], None]) -> None:
    given(clip.read_bytes())
    report = live_seg.process("-", tmp_path / "out.mp4", k=3)
    assert isinstance(report, live_seg.VideoReport)
    assert report.frames == 25
    assert left_in(tmp_path) == []


@posix_only
def test_a_terminal_is_refused(tmp_path: Path, environment: dict[str, str]) -> None:
    ours, theirs = os.openpty()
    try:
        ran = subprocess.run(
            [*LIVE_SEG, "process", "-", "-o", str(tmp_path / "out.mp4")],
            stdin=theirs,
            env=environment,
            capture_output=True,
            check=False,
        )
    finally:
        os.close(ours)
        os.close(theirs)
    assert ran.returncode == 2
    assert said(ran) == (
        "live-seg: source is -, and standard input is a terminal; pipe a video into it, or name a file\n"
    )


@posix_only
def test_a_closed_standard_input_is_refused(tmp_path: Path) -> None:
    ran = subprocess.run(
        ["sh", "-c", f"exec {sys.executable} -m live_seg process - -o {tmp_path / 'out.mp4'} <&-"],
        capture_output=True,
        check=False,
    )
    assert ran.returncode == 3
    assert "standard input is closed" in said(ran)


@pytest.fixture
def waiting(request: pytest.FixtureRequest, tmp_path: Path, environment: dict[str, str]) -> Iterator[Any]:
    """A command that waits for more data from standard input, and has said so."""
    options = {"process": ["-o", str(tmp_path / "out.mp4")], "live": ["--no-window"]}
    arguments = [*LIVE_SEG, request.param, "-", *options.get(request.param, [])]
    with subprocess.Popen(
        arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, text=True
    ) as child:
        assert child.stderr is not None
        try:
            said = "waiting for" if request.param == "live" else "reading"
            assert child.stderr.readline() == f"{said} standard input ...\n"
            wait_until(child, lambda: left_in(tmp_path))
            yield child
        finally:
            child.kill()


@posix_only
@pytest.mark.parametrize(
    ("waiting", "number"),
    [("process", signal.SIGINT), ("process", signal.SIGTERM), ("elbow", signal.SIGINT), ("live", signal.SIGTERM)],
    indirect=["waiting"],
)
def test_a_signal_ends_the_wait_and_leaves_nothing(
    waiting: subprocess.Popen[str], number: signal.Signals, tmp_path: Path
) -> None:
    waiting.send_signal(number)
    assert waiting.wait(timeout=30) == 128 + number
    assert left_in(tmp_path) == []
    assert not (tmp_path / "out.mp4").exists()

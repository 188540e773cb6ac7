"""The small scripts among the samples do what they say."""

from __future__ import annotations

import csv
import os
import runpy
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest

from tests import media, pictures
from tests.processes import DEADLINE
from tests.screen import VirtualScreen, has_a_frame, missing_tools

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

SAMPLES = Path(__file__).parents[2] / "samples"
SCRIPTS = ("webcam", "replace_background", "extract_palette", "segment_stats")
in_a_window = pytest.mark.skipif(bool(missing_tools()) and "CI" not in os.environ, reason="needs Xvfb and xdotool")


@dataclass(frozen=True, slots=True)
class Done:
    """What a script has come to."""

    returncode: int
    stdout: str
    stderr: str


def in_a_process(script: str, *arguments: object, display: str = "") -> Done:
    """Run a script as a user does."""
    done = subprocess.run(
        [sys.executable, SAMPLES / f"{script}.py", *map(str, arguments)],
        env=os.environ | {"DISPLAY": display},
        capture_output=True,
        text=True,
        check=False,
        timeout=DEADLINE,
    )
    return Done(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Done]:
    """Run a script in this process, which has loaded all that it takes a second and more to import."""

    def run_here(script: str, *arguments: object) -> Done:
        path = SAMPLES / f"{script}.py"
        monkeypatch.setattr(sys, "argv", [str(path), *map(str, arguments)])
        code: object = 0
        try:
            runpy.run_path(str(path), run_name="__main__")
        except SystemExit as end:  # with a text, Python prints it and ends with 1
            code = end.code or 0
        out, error = capsys.readouterr()
        return Done(code, out, error) if isinstance(code, int) else Done(1, out, f"{error}{code}\n")

    return run_here


@pytest.fixture
def disc(tmp_path: Path) -> Path:
    """A red disc on a green ground with a blue bar along its foot."""
    # small enough for its sample to be the picture itself: no colours are mixed
    picture = np.full((90, 140, 3), (60, 160, 40), np.uint8)
    picture[75:] = (180, 60, 20)
    cv2.circle(picture, (70, 36), 25, (30, 20, 210), cv2.FILLED)
    return pictures.write(tmp_path / "disc.png", picture)


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[VirtualScreen]:
    folder = tmp_path / "screen"
    folder.mkdir()
    with VirtualScreen(folder) as virtual:
        yield virtual


def read(path: Path) -> NDArray[np.uint8]:
    """The pixels of an image file, BGR."""
    picture = cv2.imread(str(path))
    assert picture is not None
    return np.asarray(picture, np.uint8)


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_script_is_under_forty_lines_and_says_how_to_call_it(script: str) -> None:
    text = (SAMPLES / f"{script}.py").read_text()
    assert len(text.splitlines()) < 40
    assert f"\npython samples/{script}.py " in text


@in_a_window
def test_the_webcam_loop_ends_with_q(screen: VirtualScreen) -> None:
    # the demo, which has no end of its own
    command: list[str | Path] = [sys.executable, SAMPLES / "webcam.py", "demo"]
    environment = os.environ | {"DISPLAY": screen.display}
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as child:
        try:
            window = screen.window("Segments", child)
            screen.wait_until_drawn(window, has_a_frame)
            screen.press_until_ended(window, "q", child)
            assert child.returncode == 0
        finally:
            child.kill()


@in_a_window
def test_the_webcam_loop_shows_a_clip_to_its_end(screen: VirtualScreen, clip: Path) -> None:
    assert in_a_process("webcam", clip, display=screen.display).returncode == 0


def test_a_colour_takes_the_place_of_what_is_along_the_border(
    run: Callable[..., Done], disc: Path, tmp_path: Path
) -> None:
    done = run("replace_background", disc, tmp_path / "out.png", "#ffeedd", 3)
    assert (done.returncode, done.stderr) == (0, "")
    before, after = read(disc), read(tmp_path / "out.png")
    is_disc = before[..., 2] == 210
    np.testing.assert_array_equal(after[is_disc], before[is_disc])
    assert (after[~is_disc] == (0xDD, 0xEE, 0xFF)).all()


def test_a_picture_takes_the_place_of_the_background_scaled_to_fit(
    run: Callable[..., Done], disc: Path, tmp_path: Path
) -> None:
    behind = pictures.write(tmp_path / "behind.png", np.full((7, 9, 3), (1, 2, 3), np.uint8))
    assert run("replace_background", disc, tmp_path / "out.png", behind, 3).returncode == 0
    after = read(tmp_path / "out.png")
    assert after[0, 0].tolist() == [1, 2, 3]
    assert after[36, 70].tolist() == [30, 20, 210]


def test_the_palette_has_as_many_colours_as_the_elbow_finds(run: Callable[..., Done], disc: Path) -> None:
    done = run("extract_palette", disc)
    lines = dict(line.split() for line in done.stdout.splitlines())
    assert set(lines) == {"#143cb4", "#d2141e", "#28a03c"}
    assert sum(float(share.rstrip("%")) for share in lines.values()) == pytest.approx(100, abs=0.2)


def test_the_palette_has_as_many_colours_as_asked_for() -> None:
    assert len(in_a_process("extract_palette", SAMPLES / "clip.mp4", 4).stdout.splitlines()) == 4


def test_the_table_has_a_line_for_each_frame_and_segment_of_a_clip(run: Callable[..., Done], tmp_path: Path) -> None:
    clip = media.write_video(tmp_path / "clip.mp4", media.moving_square(10))
    done = run("segment_stats", clip, tmp_path / "out.csv", 2)
    assert (done.returncode, done.stderr) == (0, "")
    rows = rows_of(tmp_path / "out.csv")
    assert [(row["frame"], row["segment"]) for row in rows] == [(str(n), s) for n in range(10) for s in "01"]
    for one, other in zip(rows[::2], rows[1::2], strict=True):
        assert int(one["area"]) + int(other["area"]) == 64 * 48
        assert float(one["share"]) + float(other["share"]) == pytest.approx(1, abs=1e-4)


def test_the_table_has_place_and_colour_of_a_segment(run: Callable[..., Done], disc: Path, tmp_path: Path) -> None:
    assert run("segment_stats", disc, tmp_path / "out.csv", 3).returncode == 0
    (row,) = [row for row in rows_of(tmp_path / "out.csv") if row["colour"] == "#d2141e"]
    assert row["mean"] == "#d2141e"
    assert (float(row["x"]), float(row["y"])) == (70, 36)
    assert int(row["area"]) == int((read(disc)[..., 2] == 210).sum())


@pytest.mark.parametrize(
    "call",
    [
        ("webcam", "no.mp4"),
        ("replace_background",),
        ("replace_background", "no.png", "{out}/a.png", "#ffffff"),
        ("replace_background", "{disc}", "{out}/a.nothing", "#ffffff"),
        ("replace_background", "{disc}", "{disc}", "#ffffff"),
        ("replace_background", "{disc}", "{out}/none/a.png", "#ffffff"),
        ("extract_palette", "{disc}", "ten"),
        ("extract_palette", "{disc}", "65"),
        ("segment_stats", "{disc}"),
        ("segment_stats", "{disc}", "{disc}"),
    ],
)
def test_a_wrong_call_ends_in_one_line(
    run: Callable[..., Done], call: tuple[str, ...], disc: Path, tmp_path: Path
) -> None:
    before = disc.read_bytes()
    script, *arguments = call
    done = run(script, *(argument.format(disc=disc, out=tmp_path) for argument in arguments))
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert script in done.stderr
    assert disc.read_bytes() == before

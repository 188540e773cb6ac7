"""What the README shows works as it stands there."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest

from live_seg.cli import main
from tests.media import Film, pictures_in, write_video
from tests.processes import DEADLINE, NOT_MEASURED
from tests.screen import VirtualScreen, has_a_frame, missing_tools

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "README.md").read_text()


def commands_of(page: Path) -> list[str]:
    """The lines of a page's shell blocks. A page that does not exist has none."""
    text = page.read_text() if page.exists() else ""
    blocks = re.findall(r"^```sh\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    return [line for block in blocks for line in block.splitlines()]


def sets_up(command: str) -> bool:
    """Whether a command sets up an environment: .ci/run runs those, on a clean clone."""
    return command.startswith("python3 -m venv")


COMMANDS = commands_of(ROOT / "README.md")
IN_PROSE = [" ".join(code.split()) for code in re.findall(r"`(live-seg [^`]+)`", TEXT)]
IN_A_WINDOW = [command for command in COMMANDS if re.match(r"live-seg (live|demo)(?!.*--no-window)", command)]
HEADLESS = [command for command in COMMANDS if not sets_up(command) and command not in IN_A_WINDOW]


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the samples in it, to run in."""
    shutil.copytree(ROOT / "samples", tmp_path / "samples")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_there_is_a_command_of_each_kind() -> None:
    assert len([*filter(sets_up, COMMANDS + commands_of(ROOT / "CONTRIBUTING.md"))]) == 2
    assert IN_A_WINDOW
    assert HEADLESS


def test_the_commands_that_need_no_window_do_what_they_say(checkout: Path) -> None:
    # of the clip every fifth picture, so that they are quick; the command that installs segments all of it
    sample = Film(rate=Fraction(5), sound="aac")
    write_video(checkout / "samples" / "clip.mp4", pictures_in(ROOT / "samples" / "clip.mp4")[::5], sample)
    for command in HEADLESS:
        program, *arguments = shlex.split(command)
        assert program == "live-seg"
        assert main(arguments) == 0, command
    assert (checkout / "demo.mp4").exists()
    assert (checkout / "eight.mp4").exists()


@pytest.mark.skipif(bool(missing_tools()) and "CI" not in os.environ, reason="needs Xvfb and xdotool")
@pytest.mark.parametrize("command", IN_A_WINDOW)
def test_the_commands_that_open_a_window_end_with_q(command: str, checkout: Path) -> None:
    # the sample at a fifth of its rate: on a busy machine it must not end before the key is pressed
    slow = Film(rate=Fraction(5))
    write_video(checkout / "samples" / "clip.mp4", pictures_in(ROOT / "samples" / "clip.mp4"), slow)
    screen_memory = checkout / "screen"
    screen_memory.mkdir()
    with (
        VirtualScreen(screen_memory) as screen,
        subprocess.Popen(
            [sys.executable, "-m", "live_seg", *shlex.split(command)[1:]],
            env=os.environ | NOT_MEASURED | {"DISPLAY": screen.display},
            stderr=subprocess.PIPE,
            text=True,
        ) as child,
    ):
        try:
            if command == "live-seg live" and not Path("/dev/video0").exists():
                _, said = child.communicate(timeout=DEADLINE)
                assert child.returncode == 3
                assert "camera 0 cannot be opened" in said
                return
            window = screen.window("live_seg - ", child)
            screen.wait_until_drawn(window, has_a_frame)
            screen.press(window, "q")
            child.communicate(timeout=DEADLINE)
            assert child.returncode == 0
        finally:
            child.kill()


@pytest.mark.parametrize("command", IN_PROSE)
def test_the_commands_in_prose_have_options_that_exist(command: str) -> None:
    # not run: they measure for half a minute and longer
    program, *arguments = shlex.split(command)
    assert program == "live-seg"
    assert main([*arguments, "--help"]) == 0


def test_the_python_examples_run(checkout: Path) -> None:
    names: dict[str, object] = {}
    for example in re.findall(r"^```python\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE):
        exec(example, names)  # noqa: S102  # it is our own
    picture, frame = names["picture"], names["frame"]
    assert picture.shape == frame.bgr.shape  # type: ignore[attr-defined]
    assert len(names["masks"]) == names["curve"].suggestion  # type: ignore[arg-type,attr-defined]


def test_every_exit_code_of_the_table_is_the_programs() -> None:
    from live_seg import cli

    codes = {int(code) for row in re.findall(r"^\| ([\d, ]+) \|", TEXT, re.MULTILINE) for code in row.split(",")}
    assert codes == {0, cli.INCOMPLETE, 129, 130, 143, *cli.EXIT_CODES.values()}


def test_every_link_leads_somewhere() -> None:
    headings = {"#" + title.lower().replace(" ", "-") for title in re.findall(r"^#+ (.*)$", TEXT, re.MULTILINE)}
    for target in re.findall(r"\]\((?!https?:)([^)]+)\)", TEXT):
        assert target in headings or (ROOT / target).exists(), target

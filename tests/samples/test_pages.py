"""What the README and the pages in docs show works as it stands there."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from fractions import Fraction
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from live_seg.cli import main
from live_seg.live.controls.keys import KEYS
from live_seg.sink.stats.row import Row
from tests.media import Film, pictures_in, write_video
from tests.processes import DEADLINE
from tests.screen import VirtualScreen, has_a_frame, missing_tools

ROOT = Path(__file__).parents[2]
README, CONTRIBUTING = ROOT / "README.md", ROOT / "CONTRIBUTING.md"
PAGES = [README, CONTRIBUTING, *sorted((ROOT / "docs").glob("*.md"))]
MOST_LINES = 150


def blocks_of(page: Path, language: str) -> list[str]:
    """The code blocks of a page in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", page.read_text(), re.DOTALL | re.MULTILINE)


def commands_of(page: Path) -> list[str]:
    """The lines of the shell blocks of a page."""
    return [line for block in blocks_of(page, "sh") for line in block.splitlines()]


def sets_up(command: str) -> bool:
    """Whether a command sets up an environment: .ci/run runs those, on a clean clone."""
    return command.startswith("python3 -m venv")


COMMANDS = [command for page in PAGES for command in commands_of(page)]
IN_PROSE = sorted(
    {" ".join(code.split()) for page in PAGES for code in re.findall(r"`(live-seg [^`]+)`", page.read_text())}
)
IN_A_WINDOW = [command for command in COMMANDS if re.match(r"live-seg (live|demo)(?!.*--no-window)", command)]
HEADLESS = [command for command in COMMANDS if not sets_up(command) and command not in IN_A_WINDOW]


@pytest.fixture(scope="module")
def quick_sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every fifth picture of the sample clip, with sound: the command that installs segments all of them."""
    pictures = pictures_in(ROOT / "samples" / "clip.mp4")[::5]
    return write_video(tmp_path_factory.mktemp("clips") / "quick.mp4", pictures, Film(rate=Fraction(5), sound="aac"))


@pytest.fixture
def checkout(quick_sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the samples in it, to run in. The clip has fewer pictures."""
    shutil.copytree(ROOT / "samples", tmp_path / "samples")
    shutil.copy(quick_sample, tmp_path / "samples" / "clip.mp4")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_there_is_a_command_of_each_kind() -> None:
    assert len([*filter(sets_up, commands_of(README))]) == len([*filter(sets_up, commands_of(CONTRIBUTING))]) == 1
    assert len([*filter(sets_up, COMMANDS)]) == 2  # those that .ci/run takes
    assert IN_A_WINDOW
    assert HEADLESS


def test_the_commands_that_need_no_window_do_what_they_say(checkout: Path) -> None:
    for command in HEADLESS:
        program, *arguments = shlex.split(command)
        assert program == "live-seg"
        assert main(arguments) == 0, command
    assert (checkout / "demo.mp4").exists()
    assert (checkout / "eight.mp4").exists()


@pytest.fixture(scope="module")
def slow_sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample at a fifth of its rate: on a busy machine it must not end before a key is pressed."""
    path = tmp_path_factory.mktemp("clips") / "slow.mp4"
    return write_video(path, pictures_in(ROOT / "samples" / "clip.mp4"), Film(rate=Fraction(5)))


@pytest.mark.skipif(bool(missing_tools()) and "CI" not in os.environ, reason="needs Xvfb and xdotool")
@pytest.mark.parametrize("command", IN_A_WINDOW)
def test_the_commands_that_open_a_window_end_with_q(command: str, checkout: Path, slow_sample: Path) -> None:
    shutil.copy(slow_sample, checkout / "samples" / "clip.mp4")
    screen_memory = checkout / "screen"
    screen_memory.mkdir()
    with (
        VirtualScreen(screen_memory) as screen,
        subprocess.Popen(
            [sys.executable, "-m", "live_seg", *shlex.split(command)[1:]],
            env=os.environ | {"DISPLAY": screen.display},
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
            screen.press_until_ended(window, "q", child)
            assert child.returncode == 0
        finally:
            child.kill()


@pytest.mark.parametrize("command", IN_PROSE)
def test_the_commands_in_prose_have_options_that_exist(command: str) -> None:
    # not run: they measure for half a minute and longer
    program, *arguments = shlex.split(command)
    assert program == "live-seg"
    assert main([*arguments, "--help"]) == 0


def run_examples(page: Path) -> dict[str, Any]:
    """Run the Python examples of a page, one after the other, and return what they have defined."""
    names: dict[str, Any] = {}
    for example in blocks_of(page, "python"):
        exec(example, names)  # noqa: S102  # it is our own
    return names


def test_the_python_example_of_the_readme_runs(checkout: Path) -> None:
    names = run_examples(README)
    assert names["picture"].shape == names["frame"].bgr.shape
    assert (checkout / "eight.mp4").exists()


def test_the_python_examples_of_the_docs_run(checkout: Path) -> None:
    names = run_examples(ROOT / "docs" / "python.md")
    assert len(names["masks"]) == names["curve"].suggestion
    assert (names["report"].frames, names["report"].losses) == (30, ())
    assert (checkout / "edges.mp4").exists()


# pycocotools makes arrays as NumPy 1 did
@pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy:DeprecationWarning")
def test_the_python_examples_of_the_results_load_what_the_command_writes(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tqdm.std.tqdm.monitor_interval", 0)  # it would start a thread
    command = commands_of(ROOT / "docs" / "results.md")[0]
    assert main(shlex.split(command)[1:]) == 0
    names = run_examples(ROOT / "docs" / "results.md")
    assert names["mask"].any()
    assert len(names["data"]) == len(names["shares"]) == 30
    assert names["shares"].sum(axis="columns").round(6).eq(1).all()


def test_the_columns_of_the_table_of_statistics_are_those_of_a_row() -> None:
    rows = re.findall(r"^\| (`[a-zL`, ]+`) \| [^|]+\|$", (ROOT / "docs" / "results.md").read_text(), re.MULTILINE)
    documented = [name.strip("` ") for row in rows for name in row.split(",")]
    assert documented[documented.index("frame") :] == list(Row._fields)


def test_the_python_examples_of_label_files_run(checkout: Path) -> None:
    names = run_examples(ROOT / "docs" / "labels.md")
    assert names["labels"].shape == names["ids"].shape
    assert len(names["colours"]) == 8


def test_every_exit_code_of_the_table_is_the_programs() -> None:
    from live_seg import cli

    rows = re.findall(r"^\| ([\d, ]+) \|", (ROOT / "docs" / "exit-codes.md").read_text(), re.MULTILINE)
    codes = {int(code) for row in rows for code in row.split(",")}
    assert codes == {0, cli.INCOMPLETE, 129, 130, 143, *cli.EXIT_CODES.values()}


def test_the_keys_of_the_table_are_those_of_the_window() -> None:
    rows = re.findall(r"^\| ([^|]+) \| [^|]+\|$", (ROOT / "docs" / "window.md").read_text(), re.MULTILINE)
    documented = {key.strip("* ").lower() for row in rows for key in row.split(", ")} - {"key", "---"}
    assert documented == {name.lower() for key in KEYS for name in key.name.split("  ")}


def test_every_link_leads_to_a_file_and_a_heading() -> None:
    for page in PAGES:
        for link in re.findall(r"\]\((?!https?:)([^)]+)\)", page.read_text()):
            path, _, heading = link.partition("#")
            target = page.parent / path if path else page
            assert target.exists(), f"{page.name}: {link}"
            assert not heading or f"#{heading}" in headings_of(target), f"{page.name}: {link}"


def headings_of(page: Path) -> set[str]:
    """The anchors of the headings of a page, as repository browsers name them."""
    return {"#" + title.lower().replace(" ", "-") for title in re.findall(r"^#+ (.*)$", page.read_text(), re.MULTILINE)}


def test_every_page_is_in_the_index() -> None:
    index = (ROOT / "docs" / "README.md").read_text()
    assert [page.name for page in PAGES if page.name != "README.md" and page.name not in index] == []


def test_the_readme_is_short() -> None:
    assert len(README.read_text().splitlines()) <= MOST_LINES


@pytest.mark.parametrize("quality", ["fast", "fine"])
def test_the_figures_of_regions_are_those_of_the_weights(quality: str) -> None:
    row = next(
        line
        for line in (ROOT / "docs" / "regions.md").read_text().splitlines()
        if line.startswith(f"| `{quality}` | .")
    )
    weights = files("live_seg.segment.regions").joinpath(f"weights_{quality}.json").read_text()
    figures = json.loads(weights)["figures"]
    names = ("covering_ods", "covering_ois", "rand_index_ods", "variation_ods")
    assert [float(cell) for cell in row.split("|")[2:-1]] == pytest.approx([figures[name] for name in names], abs=6e-4)

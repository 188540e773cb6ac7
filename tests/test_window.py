"""The window, driven for real: a virtual screen, pressed keys, pixels read back."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from tests.media import Film, moving_square, write_video
from tests.screen import VirtualScreen, missing_tools

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

pytestmark = pytest.mark.skipif(
    bool(missing_tools()) and "CI" not in os.environ, reason=f"needs {' and '.join(missing_tools())}"
)

SECONDS = 20
HUD_HEIGHT = 70
EMPTY_WINDOW = 239


@pytest.fixture(scope="module")
def screen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VirtualScreen]:
    with VirtualScreen(tmp_path_factory.mktemp("screen")) as virtual:
        yield virtual


_children: list[subprocess.Popen[str]] = []


@pytest.fixture(autouse=True)
def _no_window_left() -> Iterator[None]:
    yield
    while _children:
        child = _children.pop()
        child.kill()
        child.communicate()


def has_a_picture(screen: NDArray[np.uint8]) -> bool:
    # neither the black of an empty screen nor the gray of an empty window
    corner = screen[:240, :320]
    return bool(((corner != 0) & (corner != EMPTY_WINDOW)).any())


class Running:
    """`live-seg` with a window on a screen."""

    def __init__(self, screen: VirtualScreen, *arguments: str) -> None:
        self._screen = screen
        self._child = subprocess.Popen(
            [sys.executable, "-m", "live_seg", *arguments, "--json"],
            env=os.environ | {"DISPLAY": screen.display},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        _children.append(self._child)
        self.window = screen.window("live_seg - ")
        screen.wait_until_drawn(self.window, has_a_picture)

    def press(self, key: str) -> None:
        self._screen.press(self.window, key)

    def close_by_button(self) -> None:
        self._screen.close_by_button(self.window)

    def end(self) -> tuple[int, dict[str, Any], str]:
        """Wait for the end: exit code, the JSON that was printed, what was said on standard error."""
        out, said = self._child.communicate(timeout=SECONDS)
        return self._child.returncode, json.loads(out), said


@pytest.fixture
def two_colours(tmp_path: Path) -> Path:
    """A still clip of a minute: left half orange, right half blue."""
    picture = np.full((240, 320, 3), (40, 140, 230), np.uint8)
    picture[:, 160:] = (170, 80, 20)
    return write_video(tmp_path / "two.mp4", [picture] * 600)


def colours(picture: NDArray[np.uint8]) -> int:
    """How many colours have more than a hundredth of what is shown, above the line of status."""
    height = int(np.flatnonzero(picture.any(axis=(1, 2)))[-1]) - HUD_HEIGHT
    packed = picture[:height, :600].reshape(-1, 3).astype(np.uint32) @ np.array([1, 1 << 8, 1 << 16], np.uint32)
    _, counts = np.unique(packed[packed > 0], return_counts=True)
    return int((counts > counts.sum() / 100).sum())


def test_the_demo_is_shown_segmented_and_q_ends_it(screen: VirtualScreen) -> None:
    demo = Running(screen, "demo", "-k", "8")
    screen.wait_until(lambda picture: 5 <= colours(picture) <= 8)
    demo.press("q")
    code, ended, said = demo.end()
    assert (code, said) == (0, "")
    assert ended["frames"] > 0
    assert ended["k"] == 8


def test_the_close_button_ends_it(screen: VirtualScreen) -> None:
    demo = Running(screen, "demo")
    demo.close_by_button()
    code, _, said = demo.end()
    assert (code, said) == (0, "")


def test_plus_and_minus_change_k(screen: VirtualScreen) -> None:
    demo = Running(screen, "demo", "-k", "2")
    screen.wait_until(lambda picture: colours(picture) == 2)
    # one after the other: of two keys in one frame's time OpenCV keeps the last
    for key, k in (("plus", 3), ("plus", 4), ("minus", 3)):
        demo.press(key)
        screen.wait_until(lambda picture, k=k: colours(picture) == k)  # type: ignore[misc]
    demo.press("Escape")
    code, ended, _ = demo.end()
    assert (code, ended["k"]) == (0, 3)


class Stillness:
    """Whether a screen has shown the same for the time of fifteen frames."""

    def __init__(self) -> None:
        self._picture: NDArray[np.uint8] | None = None
        self._since = 0.0

    def has_lasted(self, picture: NDArray[np.uint8]) -> bool:
        if self._picture is None or not np.array_equal(picture, self._picture):
            self._picture, self._since = picture, time.monotonic()
        return time.monotonic() - self._since > 15 / 30


def test_space_holds_the_picture_and_lets_it_go(screen: VirtualScreen) -> None:
    demo = Running(screen, "demo")
    demo.press("space")
    held = screen.wait_until(Stillness().has_lasted)
    demo.press("space")
    screen.wait_until(lambda picture: not np.array_equal(picture[:400], held[:400]))
    demo.press("q")
    assert demo.end()[0] == 0


def test_the_line_of_status_is_in_the_window(screen: VirtualScreen, two_colours: Path) -> None:
    session = Running(screen, "live", str(two_colours), "-k", "2")

    def has_text(picture: NDArray[np.uint8]) -> bool:
        # neither of the clip's colours is white
        return bool((picture[:480].min(axis=2) > 240).sum() > 50)

    screen.wait_until(has_text)
    session.press("q")
    assert session.end()[0] == 0


def test_a_key_that_is_no_character_does_nothing(screen: VirtualScreen) -> None:
    session = Running(screen, "demo", "-k", "2")
    for key in ("Delete", "Left", "F5"):
        session.press(key)
    session.press("plus")
    screen.wait_until(lambda picture: colours(picture) == 3)
    session.press("q")
    code, ended, said = session.end()
    assert (code, ended["k"], said) == (0, 3, "")


def test_a_file_is_shown_no_faster_than_its_own_rate(screen: VirtualScreen, tmp_path: Path) -> None:
    clip = write_video(tmp_path / "clip.mp4", moving_square(38, 320, 240))
    code, ended, _ = Running(screen, "live", str(clip)).end()
    assert (code, ended["frames"], ended["dropped"]) == (0, 38, 0)
    assert ended["elapsed"] >= 37 / 25


def test_what_is_shown_can_be_recorded(screen: VirtualScreen, tmp_path: Path) -> None:
    demo = Running(screen, "demo", "--record", str(tmp_path / "out.mp4"), "--duration", "1")
    code, ended, _ = demo.end()
    assert code == (4 if ended["recording"]["dropped"] else 0)
    assert ended["recording"]["frames"] + ended["recording"]["dropped"] == ended["frames"]
    assert (tmp_path / "out.mp4").exists()


def test_a_recording_that_fails_does_not_end_the_picture(screen: VirtualScreen, tmp_path: Path) -> None:
    out = tmp_path / "out.mp4"
    demo = Running(screen, "demo", "--record", str(out))
    out.mkdir()  # takes the place that the file was to have
    demo.press("q")
    child = demo._child  # noqa: SLF001
    _, said = child.communicate(timeout=SECONDS)
    assert child.returncode == 5
    assert "out.part.mp4" in said


def test_pixels_that_are_not_square_are_shown_in_their_shape(screen: VirtualScreen, tmp_path: Path) -> None:
    picture = np.full((360, 240, 3), (40, 140, 230), np.uint8)
    clip = write_video(tmp_path / "clip.mp4", [picture] * 100, Film(pixel_aspect=Fraction(2)))
    session = Running(screen, "live", str(clip))
    shown = screen.wait_until(lambda pixels: bool(pixels[100, 470].any()))
    assert not shown[100, 490].any()
    session.press("q")
    assert session.end()[0] == 0

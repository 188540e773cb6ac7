"""The window, driven for real: a virtual screen, pressed keys, pixels read back."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cv2  # noqa: F401  # before av: the other way round, OpenCV's windows hang
import av.error
import numpy as np
import pytest

from live_seg.view.hud.text import AMBER, RED
from tests import oracle
from tests.media import Film, moving_square, picture_times, pictures_in, write_video
from tests.processes import DEADLINE, MEASURED, wait_until, without_compiling
from tests.screen import VirtualScreen, has_a_frame, missing_tools

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

pytestmark = pytest.mark.skipif(
    bool(missing_tools()) and "CI" not in os.environ, reason=f"needs {' and '.join(missing_tools())}"
)

ORANGE, GREEN, BLUE = (40, 140, 230), (60, 160, 40), (170, 80, 20)
SLOW = Film(rate=Fraction(5))
"""Few frames for a long clip: it must not end before the keys have been pressed, however busy the machine is."""


@pytest.fixture
def screen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VirtualScreen]:
    """A screen for each test: what the window of another has left on it would be taken for a new frame."""
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


class Running:
    """`live-seg` with a window on a screen, and no figures in it unless they are asked for."""

    def __init__(
        self,
        screen: VirtualScreen,
        *arguments: str,
        figures: bool = False,
        is_short: bool = False,
        is_measured: bool = False,
        module: str = "live_seg",
    ) -> None:
        self._screen = screen
        self._child = subprocess.Popen(
            [sys.executable, "-m", module, *arguments, "--json", *([] if figures else ["--no-figures"])],
            env=os.environ | {"DISPLAY": screen.display} | (MEASURED if is_measured else {}),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        _children.append(self._child)
        if not is_short:  # else the window may be gone before it is found
            self.window = screen.window("live_seg - ", self._child)
            screen.wait_until_drawn(self.window, has_a_frame)

    def press(self, key: str) -> None:
        self._screen.press(self.window, key)

    def click(self, x: int, y: int, *, shift: bool = False) -> None:
        self._screen.click(self.window, x, y, shift=shift)

    def drag(self, start: tuple[int, int], end: tuple[int, int]) -> None:
        self._screen.drag(self.window, start, end)

    def hold(self, start: tuple[int, int], end: tuple[int, int]) -> None:
        self._screen.hold(self.window, start, end)

    def close_by_button(self) -> None:
        self._screen.close_by_button(self.window)

    def quit(self, key: str = "q") -> tuple[int, dict[str, Any], str]:
        """Press a key that ends the session; what `end` returns."""
        return self._ended(*self._screen.press_until_ended(self.window, key, self._child))

    def end(self) -> tuple[int, dict[str, Any], str]:
        """Wait for the end: exit code, the JSON that was printed, what was said on standard error."""
        return self._ended(*self._child.communicate(timeout=DEADLINE))

    def _ended(self, out: str, said: str) -> tuple[int, dict[str, Any], str]:
        return self._child.returncode, json.loads(out), without_compiling(said)


@pytest.fixture(scope="module")
def two_colours(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A still clip of two minutes: left half orange, right half blue."""
    picture = oracle.stripes(ORANGE, BLUE, height=240, width=320)
    return write_video(tmp_path_factory.mktemp("clips") / "two.mp4", [picture] * 600, SLOW)


def colours(picture: NDArray[np.uint8]) -> int:
    """How many colours have more than a hundredth of what is shown, above where messages come."""
    height = int(np.flatnonzero(picture.any(axis=(1, 2)))[-1])
    packed = picture[: int(height * 0.7), :600].reshape(-1, 3).astype(np.uint32) @ np.array(
        [1, 1 << 8, 1 << 16], np.uint32
    )
    _, counts = np.unique(packed[packed > 0], return_counts=True)
    return int((counts > counts.sum() / 100).sum())


def test_the_demo_is_shown_segmented_and_q_ends_it(screen: VirtualScreen) -> None:
    demo = Running(screen, "demo", "-k", "8")
    screen.wait_until(lambda picture: 5 <= colours(picture) <= 8)
    code, ended, said = demo.quit()
    assert (code, said) == (0, "")
    assert ended["frames"] > 0
    assert ended["k"] == 8


def test_the_close_button_ends_it(screen: VirtualScreen) -> None:
    demo = Running(screen, "demo", is_measured=True)
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
    code, ended, _ = demo.quit("Escape")
    assert (code, ended["k"]) == (0, 3)


class Stillness:
    """Whether a paused session has shown the same picture for the time of fifteen frames."""

    def __init__(self) -> None:
        self._picture: NDArray[np.uint8] | None = None
        self._since = 0.0

    def has_lasted(self, screen: NDArray[np.uint8]) -> bool:
        picture = below_the_figures(screen)
        if not is_paused(screen) or self._picture is None or not np.array_equal(picture, self._picture):
            self._picture, self._since = picture, time.monotonic()
        return time.monotonic() - self._since > 15 / 30


def below_the_figures(screen: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return screen[100:400, :640]


def is_paused(screen: NDArray[np.uint8]) -> bool:
    """Whether the figures say "paused", which is all that they have in amber."""
    return bool((screen[:100, :640] == AMBER).all(axis=2).any())


def test_space_holds_the_picture_and_lets_it_go(screen: VirtualScreen, tmp_path: Path) -> None:
    # a file, because none of its frames are dropped: the number of dropped frames is amber, too
    clip = write_video(tmp_path / "moving.mp4", moving_square(300, 320, 240), SLOW)
    session = Running(screen, "live", str(clip), figures=True)
    session.press("space")
    held = below_the_figures(screen.wait_until(Stillness().has_lasted))
    session.press("space")
    screen.wait_until(lambda picture: not is_paused(picture) and not np.array_equal(below_the_figures(picture), held))
    assert session.quit()[0] == 0


def test_the_figures_are_in_the_window(screen: VirtualScreen, two_colours: Path) -> None:
    session = Running(screen, "live", str(two_colours), "-k", "2", figures=True)

    def has_text(picture: NDArray[np.uint8]) -> bool:
        # neither of the clip's colours is white
        return bool((picture[:40].min(axis=2) > 240).sum() > 50)

    screen.wait_until(has_text)
    assert session.quit()[0] == 0


def test_a_key_that_is_no_character_does_nothing(screen: VirtualScreen) -> None:
    session = Running(screen, "demo", "-k", "2")
    for key in ("Delete", "Left", "F5"):
        session.press(key)
    session.press("plus")
    screen.wait_until(lambda picture: colours(picture) == 3)
    code, ended, said = session.quit()
    assert (code, ended["k"], said) == (0, 3, "")


def test_a_file_is_shown_no_faster_than_its_own_rate(screen: VirtualScreen, tmp_path: Path) -> None:
    clip = write_video(tmp_path / "clip.mp4", moving_square(38, 320, 240))
    code, ended, _ = Running(screen, "live", str(clip), is_short=True).end()
    assert (code, ended["frames"], ended["dropped"]) == (0, 38, 0)
    assert ended["elapsed"] >= 37 / 25


def test_what_is_shown_can_be_recorded(screen: VirtualScreen, tmp_path: Path) -> None:
    demo = Running(screen, "demo", "--record", str(tmp_path / "out.mp4"), "--duration", "1", is_short=True)
    code, ended, _ = demo.end()
    (recording,) = ended["recordings"]
    assert code == (4 if recording["dropped"] else 0)
    assert recording["frames"] + recording["dropped"] == ended["frames"]
    assert (tmp_path / "out.mp4").exists()


def test_a_recording_that_fails_does_not_end_the_picture(screen: VirtualScreen, tmp_path: Path) -> None:
    out = tmp_path / "out.mp4"
    demo = Running(screen, "demo", "--record", str(out))
    out.mkdir()  # takes the place that the file was to have
    code, _, said = demo.quit()
    assert code == 5
    assert "out.part.mp4" in said


def test_pixels_that_are_not_square_are_shown_in_their_shape(screen: VirtualScreen, tmp_path: Path) -> None:
    picture = np.full((360, 240, 3), (40, 140, 230), np.uint8)
    clip = write_video(tmp_path / "clip.mp4", [picture] * 600, Film(rate=SLOW.rate, pixel_aspect=Fraction(2)))
    session = Running(screen, "live", str(clip))
    shown = screen.wait_until(lambda pixels: bool(pixels[100, 470].any()))
    assert not shown[100, 490].any()
    assert session.quit()[0] == 0


def is_like(pixel: NDArray[np.uint8], colour: tuple[int, int, int]) -> bool:
    """Whether a pixel of the screen is a colour, but for what a codec does to it."""
    return bool((np.abs(pixel.astype(int) - colour) < 12).all())


def test_a_click_picks_what_is_under_the_pointer_and_the_rest_is_dimmed(
    screen: VirtualScreen, two_colours: Path
) -> None:
    session = Running(screen, "live", str(two_colours), "-k", "2", is_measured=True)
    picture = screen.repeat_until(lambda: session.click(100, 100), lambda picture: int(picture[100, 400].sum()) < 150)
    assert is_like(picture[60, 60], ORANGE)  # at 100, 100 is the pointer
    screen.repeat_until(lambda: session.click(100, 100), lambda picture: is_like(picture[100, 400], BLUE))
    assert session.quit()[0] == 0


def test_a_hand_that_shakes_picks_too(screen: VirtualScreen, two_colours: Path) -> None:
    session = Running(screen, "live", str(two_colours), "-k", "2")
    screen.repeat_until(lambda: session.drag((100, 100), (109, 95)), lambda picture: int(picture[100, 400].sum()) < 150)
    assert session.quit()[0] == 0


def test_picked_segments_can_be_cut_out(screen: VirtualScreen, two_colours: Path) -> None:
    session = Running(screen, "live", str(two_colours), "-k", "2", "--view", "cutout", "--background", "#00ff00")
    picture = screen.repeat_until(
        lambda: session.click(100, 100), lambda picture: is_like(picture[100, 400], (0, 255, 0))
    )
    assert is_like(picture[60, 60], ORANGE)
    assert session.quit()[0] == 0


def test_e_shows_the_elbow_while_the_video_goes_on_and_a_applies_it(screen: VirtualScreen, tmp_path: Path) -> None:
    picture = oracle.stripes(ORANGE, GREEN, BLUE, height=240, width=320)
    session = Running(screen, "live", str(write_video(tmp_path / "three.mp4", [picture] * 600, SLOW)), "-k", "2")
    session.press("e")
    screen.wait_until(lambda picture: bool((picture[:480, :640] == AMBER).all(axis=2).any()))
    session.press("a")
    screen.wait_until(lambda picture: is_like(picture[20, 80], ORANGE) and is_like(picture[20, 240], GREEN))
    session.press("e")
    screen.wait_until(lambda picture: not (picture[:480, :640] == AMBER).all(axis=2).any())
    code, ended, _ = session.quit()
    assert (code, ended["k"], ended["dropped"]) == (0, 3, 0)


def test_h_shows_the_keys_and_hides_them(screen: VirtualScreen, two_colours: Path) -> None:
    session = Running(screen, "live", str(two_colours), "-k", "2")
    session.press("h")
    screen.wait_until(lambda picture: bool((picture[:360, :480] == AMBER).all(axis=2).any()))
    session.press("h")
    screen.wait_until(lambda picture: not (picture[:360, :480] == AMBER).all(axis=2).any())
    assert session.quit()[0] == 0


def test_v_goes_through_the_views_and_m_mirrors(screen: VirtualScreen, two_colours: Path) -> None:
    session = Running(screen, "live", str(two_colours), "-k", "2", "--view", "edges")
    session.press("v")
    # the frame and its segments: orange, blue, orange, blue
    screen.wait_until(lambda picture: is_like(picture[180, 150], BLUE) and is_like(picture[180, 280], ORANGE))
    session.press("m")
    screen.wait_until(lambda picture: is_like(picture[180, 150], ORANGE) and is_like(picture[180, 280], BLUE))
    assert session.quit()[0] == 0


def test_r_records_and_s_saves_from_the_window(screen: VirtualScreen, two_colours: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    session = Running(screen, "live", str(two_colours), "-k", "2", "--save-to", str(folder), figures=True)
    session.press("r")
    screen.wait_until(lambda picture: bool((picture[:60, :480] == RED).all(axis=2).any()))
    # until frames are written: of two keys within one frame nothing would be recorded
    screen.wait_until(lambda _: any(part.stat().st_size for part in folder.glob("*.part.mp4")))
    session.press("s")
    screen.wait_until(lambda _: len(list(folder.glob("*.png"))) == 3)
    session.press("r")
    screen.wait_until(lambda picture: not (picture[:60, :480] == RED).all(axis=2).any())
    code, ended, _ = session.quit()
    assert code == 0
    (recording,) = ended["recordings"]
    assert {Path(path).parent for path in (recording["path"], *ended["snapshots"])} == {folder}
    assert len(picture_times(Path(recording["path"]))) == recording["frames"] > 0
    assert len(ended["snapshots"]) == 3


def test_in_a_window_of_another_shape_the_picture_keeps_its_own(screen: VirtualScreen, two_colours: Path) -> None:
    session = Running(screen, "live", str(two_colours), "-k", "2")
    screen.resize(session.window, 800, 300)
    picture = screen.wait_until(lambda picture: not picture[100, 100].any() and is_like(picture[100, 300], ORANGE))
    shown = np.flatnonzero(picture[100, :800].any(axis=1))
    assert abs(len(shown) - 400) < 4
    assert abs(int(shown[0]) - 200) < 3
    assert session.quit()[0] == 0


def test_text_is_as_large_in_a_small_picture_as_in_a_large_one(tmp_path: Path) -> None:
    small, large = (height_of_text(tmp_path / f"{width}", width, height) for width, height in ((80, 60), (640, 480)))
    assert abs(small - large) <= 1


def height_of_text(folder: Path, width: int, height: int) -> int:
    """The rows from the top to the foot of the figures over a clip, in a window of 640x480."""
    folder.mkdir()
    clip = write_video(folder / "clip.mp4", [np.full((height, width, 3), 60, np.uint8)] * 600, SLOW)
    with VirtualScreen(folder) as screen:
        session = Running(screen, "live", str(clip), figures=True)
        screen.resize(session.window, 640, 480)
        # the palette along the lower edge says that the window has its size
        picture = screen.wait_until(lambda picture: bool(picture[476, 636].any() and picture[476, 4].any()))
        assert session.quit()[0] == 0
    rows = np.flatnonzero((picture[:60, :400].min(axis=2) > 200).any(axis=1))
    return int(rows[-1] - rows[0])


def test_what_is_recorded_may_be_another_view(screen: VirtualScreen, two_colours: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.mp4"
    session = Running(screen, "live", str(two_colours), "--record", str(out), "--record-view", "side-by-side")
    assert session.quit()[0] == 0
    assert pictures_in(out)[0].shape == (240, 640, 3)


def test_when_the_screen_is_gone_what_was_recorded_plays(tmp_path: Path) -> None:
    part = tmp_path / "out.part.mp4"
    (tmp_path / "screen").mkdir()
    with VirtualScreen(tmp_path / "screen") as own:
        demo = Running(own, "demo", "--record", str(tmp_path / "out.mp4"))
        child = demo._child  # noqa: SLF001
        wait_until(child, lambda: has_pictures(part))
    child.communicate(timeout=DEADLINE)
    assert child.returncode != 0
    assert has_pictures(part)


def has_pictures(path: Path) -> bool:
    with suppress(OSError, av.error.FFmpegError):
        return len(picture_times(path)) > 0
    return False

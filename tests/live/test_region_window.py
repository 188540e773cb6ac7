"""Regions in a real window: clicks, Shift, boxes and keys."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import numpy as np
import pytest

from live_seg.view.region_map import identity_colours
from tests import oracle
from tests.live.given_regions import HEIGHT, WIDTH
from tests.live.test_window import SLOW, Running
from tests.media import write_video
from tests.screen import VirtualScreen, missing_tools

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

pytestmark = pytest.mark.skipif(
    bool(missing_tools()) and "CI" not in os.environ, reason=f"needs {' and '.join(missing_tools())}"
)

SCALE = 1.5
"""The window is larger than the picture, which is small."""


@pytest.fixture
def screen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VirtualScreen]:
    with VirtualScreen(tmp_path_factory.mktemp("screen")) as virtual:
        yield virtual


@pytest.fixture(scope="module")
def gray(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A still clip of two minutes, light gray."""
    picture = oracle.stripes((200, 200, 200), height=HEIGHT, width=WIDTH)
    return write_video(tmp_path_factory.mktemp("clips") / "gray.mp4", [picture] * 600, SLOW)


def running(
    screen: VirtualScreen, clip: Path, *options: str, figures: bool = False, is_measured: bool = False
) -> Running:
    arguments = ("live", str(clip), "-k", "1", "--regions", *options)
    return Running(screen, *arguments, module="tests.live.given_regions", figures=figures, is_measured=is_measured)


def middle(region: int) -> tuple[int, int]:
    """The middle of a region in the window."""
    return round(SCALE * (80 * (region % 4) + 40)), round(SCALE * (120 * (region // 4) + 60))


def lit(pixels: NDArray[np.uint8]) -> set[int]:
    """The regions that are not dimmed."""
    found = set()
    for region in range(8):
        x, y = middle(region)
        # beside the pointer, and above messages
        if pixels[y - 40, x - 30].min() > 150:
            found.add(region)
    return found


def test_a_click_picks_a_region_shift_adds_one_and_a_click_on_the_only_pick_drops_it(
    screen: VirtualScreen, gray: Path
) -> None:
    session = running(screen, gray)
    screen.repeat_until(lambda: session.click(*middle(1)), lambda pixels: lit(pixels) == {1})
    session.click(*middle(6), shift=True)
    screen.wait_until(lambda pixels: lit(pixels) == {1, 6})
    screen.repeat_until(lambda: session.click(*middle(6)), lambda pixels: lit(pixels) == {6})
    screen.repeat_until(lambda: session.click(*middle(6)), lambda pixels: lit(pixels) == set(range(8)))
    assert session.quit()[0] == 0


def test_a_box_is_drawn_and_picks_the_regions_in_it(screen: VirtualScreen, gray: Path) -> None:
    session = running(screen, gray, is_measured=True)
    session.drag((10, 10), (300, 170))
    screen.wait_until(lambda pixels: lit(pixels) == {0, 1})
    session.hold((130, 20), (440, 340))
    screen.wait_until(lambda pixels: bool((pixels[100:200, 130] == 255).all() and (pixels[340, 200:300] == 255).all()))
    assert session.quit()[0] == 0


def test_g_switches_regions_off_and_what_is_picked_is_dropped(screen: VirtualScreen, gray: Path) -> None:
    session = running(screen, gray, "--view", "regions")
    colours = identity_colours()

    def has_their_colours(pixels: NDArray[np.uint8]) -> bool:
        places = [middle(region) for region in range(8)]
        return all(np.array_equal(pixels[y - 40, x - 30], colours[region]) for region, (x, y) in enumerate(places))

    screen.wait_until(has_their_colours)
    screen.repeat_until(lambda: session.click(*middle(2)), lambda pixels: not has_their_colours(pixels))
    session.press("g")
    screen.wait_until(lambda pixels: lit(pixels) == set(range(8)))
    code, ended, _ = session.quit()
    assert (code, ended["regions"]) == (0, False)

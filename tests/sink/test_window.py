"""What the window reports of a real pointer, under a virtual screen."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace
from queue import Empty, Queue
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from live_seg.sink.pointer import Box, Click
from tests.processes import DEADLINE
from tests.screen import PATIENCE, VirtualScreen, missing_tools

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytestmark = pytest.mark.skipif(
    bool(missing_tools()) and "CI" not in os.environ, reason=f"needs {' and '.join(missing_tools())}"
)

ATTEMPTS = 5

PROGRAM = """
import numpy as np
from live_seg.sink.window import Window

with Window("pointed at", (640, 480)) as window:
    said = None
    while window.is_open:
        window.show(np.full((480, 640, 3), 90, np.uint8))
        if window.poll(10) == "q":
            break
        if window.dragged is not None and window.dragged != said:
            said = window.dragged
            print("dragged", said, flush=True)
        while (pointed := window.take_pointed()) is not None:
            print("pointed", pointed, flush=True)
"""


class Reporting:
    """A window of 640x480 that prints what is done with the pointer."""

    def __init__(self, screen: VirtualScreen) -> None:
        self.child = subprocess.Popen(
            [sys.executable, "-c", PROGRAM],
            env=os.environ | {"DISPLAY": screen.display},
            stdout=subprocess.PIPE,
            text=True,
        )
        self._lines: Queue[str] = Queue()
        self._reader = Thread(target=self._read)
        self._reader.start()
        self.window = screen.window("pointed at", self.child)
        screen.wait_until_drawn(self.window, lambda pixels: bool((pixels[:480, :640] == 90).all()))

    def _read(self) -> None:
        assert self.child.stdout is not None
        for line in self.child.stdout:
            self._lines.put(line.rstrip())

    def close(self) -> None:
        """End the process."""
        with self.child:
            self.child.kill()
            self._reader.join(DEADLINE)

    def after(self, gesture: Callable[[], None], expected: object, what: str = "pointed") -> bool:
        """Whether the window reports this after a gesture.

        The gesture is made again every few seconds: under a virtual screen, the last event of one may be lost.
        """
        for _ in range(ATTEMPTS):
            gesture()
            if (line := self.next(what)) is not None:
                return line == f"{what} {expected}"
        return False

    def next(self, what: str) -> str | None:
        """The next line of a kind; None if there is none for a while."""
        with suppress(Empty):
            while True:
                line = self._lines.get(timeout=PATIENCE)
                if line.startswith(what):
                    return line
        return None


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[VirtualScreen]:
    with VirtualScreen(tmp_path) as virtual:
        yield virtual


@pytest.fixture
def reporting(screen: VirtualScreen) -> Iterator[Reporting]:
    program = Reporting(screen)
    yield program
    program.close()


def test_a_click_is_reported_with_its_pixel_and_whether_shift_is_held(
    screen: VirtualScreen, reporting: Reporting
) -> None:
    assert reporting.after(lambda: screen.click(reporting.window, 100, 50), Click(100, 50))
    assert reporting.after(lambda: screen.click(reporting.window, 300, 200, shift=True), Click(300, 200, adds=True))


def test_two_quick_clicks_are_two(screen: VirtualScreen, reporting: Reporting) -> None:
    def click_twice() -> None:
        for _ in range(2):
            screen.click(reporting.window, 100, 50)

    second = None
    for _ in range(ATTEMPTS):
        if second is None:
            assert reporting.after(click_twice, Click(100, 50))
            second = reporting.next("pointed")
    assert second == f"pointed {Click(100, 50)}"


def test_a_drag_is_a_box_whichever_way_it_goes(screen: VirtualScreen, reporting: Reporting) -> None:
    first, last, box = (100, 50), (299, 249), Box(100, 50, 300, 250)
    assert reporting.after(lambda: screen.drag(reporting.window, first, last), box)
    assert reporting.after(lambda: screen.drag(reporting.window, last, first, shift=True), replace(box, adds=True))


def test_a_box_is_known_while_it_is_drawn(screen: VirtualScreen, reporting: Reporting) -> None:
    def hold() -> None:
        screen.release()
        screen.hold(reporting.window, (100, 50), (299, 249))

    assert reporting.after(hold, Box(100, 50, 300, 250), "dragged")


def test_a_hand_that_shakes_still_clicks(screen: VirtualScreen, reporting: Reporting) -> None:
    assert reporting.after(lambda: screen.drag(reporting.window, (100, 50), (109, 41)), Click(100, 50))
    assert reporting.after(lambda: screen.drag(reporting.window, (100, 50), (110, 50)), Box(100, 50, 111, 51))


def test_a_box_may_be_drawn_out_of_the_window(screen: VirtualScreen, reporting: Reporting) -> None:
    assert reporting.after(lambda: screen.drag(reporting.window, (600, 400), (800, 600)), Box(600, 400, 801, 601))

"""Where a live session shows itself: in a window, or, with none, as a line of progress."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, Self

import numpy as np

from live_seg.sink.window import Window
from live_seg.view.hud.cards import draw_message
from live_seg.view.hud.palette_strip import label_in_strip, strip_height
from live_seg.view.hud.status import SILENCE, in_a_line
from live_seg.view.letterbox import Placement, placed, put

if TYPE_CHECKING:
    from fractions import Fraction

    from numpy.typing import NDArray

    from live_seg.report.progress import Progress
    from live_seg.view.hud.dashboard import Dashboard


class Screen(Protocol):
    """Shows pictures and what there is to say beside them, and hears keys and clicks."""

    has_picture: bool

    @property
    def is_open(self) -> bool: ...
    def show(self, bgr: NDArray[np.uint8], dashboard: Dashboard) -> None:
        """Show a new picture."""

    def update(self, dashboard: Dashboard) -> None:
        """Show the picture that is there with what there is to say now."""

    def key(self, seconds: float) -> str | None:
        """Wait for a key for up to so many seconds."""

    def click(self) -> tuple[int, int] | int | None:
        """The pixel of the picture (column, row) that was clicked since, or the label in the strip, or None."""

    def toggle_full_screen(self) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(self, kind: object, error: object, trace: object) -> None: ...


class WindowScreen:
    """A window. The picture is whole in it, whatever its size, and text has the size of the window."""

    has_picture = True

    def __init__(self, name: str, size: tuple[int, int], pixel_aspect: Fraction) -> None:
        self._pixel_aspect = pixel_aspect
        self._window = Window(f"live_seg - {name}", (round(size[0] * pixel_aspect), size[1]))
        self._canvas = np.empty((0, 0, 3), np.uint8)
        self._bgr: NDArray[np.uint8] | None = None
        self._placement: Placement | None = None
        self._dashboard: Dashboard | None = None
        self._begin()

    def _begin(self) -> None:
        # a window and a font take as long to come as two frames, which would be dropped meanwhile
        width, height = self._window.size
        canvas = np.zeros((height, width, 3), np.uint8)
        draw_message(canvas, "H shows the keys")
        self._window.show(canvas)
        self._window.poll()

    @property
    def is_open(self) -> bool:
        return self._window.is_open

    def show(self, bgr: NDArray[np.uint8], dashboard: Dashboard) -> None:
        self._bgr = bgr
        self.update(dashboard)

    def update(self, dashboard: Dashboard) -> None:
        width, height = self._window.size
        if self._canvas.shape[:2] != (height, width):
            self._canvas = np.zeros((height, width, 3), np.uint8)
        self._dashboard = dashboard
        if self._bgr is None:
            self._canvas[:] = 0
        else:
            height_of, width_of, _ = self._bgr.shape
            self._placement = placed((width_of, height_of), (width, height), self._pixel_aspect)
            put(self._bgr, self._placement, self._canvas)
        dashboard.draw(self._canvas)
        self._window.show(self._canvas)

    def key(self, seconds: float) -> str | None:
        return self._window.poll(round(seconds * 1000))

    def click(self) -> tuple[int, int] | int | None:
        place = self._window.take_click()
        if place is None or self._placement is None or self._dashboard is None:
            return None
        height, width, _ = self._canvas.shape
        palette = self._dashboard.palette
        if palette is not None and not self._dashboard.is_plain and place[1] >= height - strip_height(width, height):
            return label_in_strip(palette, place[0], width)
        return self._placement.pixel_at(*place)

    def toggle_full_screen(self) -> None:
        self._window.toggle_full_screen()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self._window.close()


class NoWindow:
    """Progress instead of pictures; it hears no keys."""

    has_picture = False
    is_open = True

    def __init__(self, name: str, frames: int | None, progress: Progress) -> None:
        self._progress = progress
        self._name = name
        self._is_silent = False
        self._said: str | None = None
        progress.begin(name, frames)

    def show(self, bgr: NDArray[np.uint8], dashboard: Dashboard) -> None:
        self._progress.advance(in_a_line(dashboard.status))
        self.update(dashboard)

    def update(self, dashboard: Dashboard) -> None:
        is_silent = dashboard.status.silence >= SILENCE
        if is_silent != self._is_silent:
            self._is_silent = is_silent
            self._progress.say(f"{self._name}: {'no frames come' if is_silent else 'frames come again'}")
        if dashboard.message is not None and dashboard.message != self._said:
            self._progress.say(dashboard.message)
        self._said = dashboard.message

    def key(self, seconds: float) -> None:
        return

    def click(self) -> None:
        return

    def toggle_full_screen(self) -> None:
        return

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        return
